import type { ProductImage } from '../domain/image.ts';
import { imageOf, type Product } from '../domain/product.ts';
import type { BlobPage, ImageKey, Listed, Products } from './ports.ts';

export type Sweep<K extends ImageKey> = {
  pages: AsyncIterable<BlobPage<K>>;
  /** Whether a blob is of no use, its image being as it is; undefined where no product has it. */
  isWaste: (blob: Listed<K>, image: ProductImage | undefined) => boolean;
  remove: (blob: Listed<K>) => Promise<'removed' | 'stale'>;
};

export type SweepDeps = {
  products: Products;
  /** Runs the work for one product; decides what its failure means for the rest. */
  attempt: (productId: string, work: () => Promise<void>) => Promise<void>;
  /** Whether to end after the page at hand. */
  isLate: () => boolean;
  /** Told after every page: blobs seen in all, and what the page had. */
  onPage: (page: { seen: number; removed: number; foreign: number }) => void;
};

/** Products whose blobs are looked at together. */
const AT_ONCE = 8;

const groupsBy = <T>(items: readonly T[], groupOf: (item: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) group.push(item);
    else groups.set(groupOf(item), [item]);
  }
  return groups;
};

/** One read a product, since the blobs of one come together: only the last of a page may go on with the next. */
const productReader = (products: Products) => {
  let last: { id: string; product: Promise<Product | undefined> } | undefined;
  return (id: string): Promise<Product | undefined> => {
    if (last?.id !== id) last = { id, product: products.get(id).then((stored) => stored?.value) };
    const { product } = last;
    product.catch(() => {
      if (last?.product === product) last = undefined;
    });
    return product;
  };
};

/**
 * Removes the blobs that are waste. What looks like it is looked at again, with its product read anew right before, and only the version
 * that was listed is removed. Holds one page at a time; safe to run twice, at once, and to end anywhere.
 */
export const sweepBlobs = async <K extends ImageKey>(
  { pages, isWaste, remove }: Sweep<K>,
  { products, attempt, isLate, onPage }: SweepDeps,
): Promise<void> => {
  const productOf = productReader(products);
  let seen = 0;
  for await (const { blobs, foreign } of pages) {
    seen += blobs.length + foreign;
    let removed = 0;

    const sweepProduct = async (productId: string, ofProduct: readonly Listed<K>[]): Promise<void> => {
      const product = await productOf(productId);
      const waste = ofProduct.filter((blob) => isWaste(blob, imageOf(product, blob.key.imageId)));
      for (const [imageId, ofImage] of groupsBy(waste, ({ key }) => key.imageId)) {
        const image = imageOf((await products.get(productId))?.value, imageId);
        for (const blob of ofImage) {
          if (isWaste(blob, image) && (await remove(blob)) === 'removed') removed += 1;
        }
      }
    };

    const groups = [...groupsBy(blobs, ({ key }) => key.productId)];
    for (let from = 0; from < groups.length; from += AT_ONCE) {
      const some = groups.slice(from, from + AT_ONCE);
      await Promise.all(some.map(([id, ofProduct]) => attempt(id, () => sweepProduct(id, ofProduct))));
    }
    onPage({ seen, removed, foreign });
    if (isLate()) return;
  }
};
