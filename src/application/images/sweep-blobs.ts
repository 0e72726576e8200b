import type { ProductImage } from '../../domain/image.ts';
import { imageOf, type Product } from '../../domain/product.ts';
import type { BlobPage, ImageKey, Listed } from '../ports/images.ts';
import type { Products } from '../ports/products.ts';

export type Sweep<K extends ImageKey> = {
  pages: AsyncIterable<BlobPage<K>>;
  /** Whether a blob is of no use, given its image; undefined if no product has that image. */
  isWaste: (blob: Listed<K>, image: ProductImage | undefined) => boolean;
  remove: (blob: Listed<K>) => Promise<'removed' | 'stale'>;
};

type Counts = { seen: number; withoutProduct: number };

export type SweepDeps = {
  products: Products;
  /** Runs the work for one product and decides whether a failure stops the sweep. */
  attempt: (productId: string, work: () => Promise<void>) => Promise<void>;
  /** Whether to end before the next page. */
  isLate: () => boolean;
  /** Called after every page: `seen` counts all blobs so far, the rest is about this page. */
  onPage: (page: { seen: number; removed: number; foreign: number }) => void;
  /** Called right before the sweep rejects because too many blobs belong to no product. */
  onBrake: (counts: Counts, reason: string) => void;
};

/** Number of products whose blobs are checked at the same time. */
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

const eachProduct = async <K extends ImageKey>(
  blobs: readonly Listed<K>[],
  work: (productId: string, ofProduct: readonly Listed<K>[]) => Promise<void>,
): Promise<void> => {
  const groups = [...groupsBy(blobs, ({ key }) => key.productId)];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    await Promise.all(groups.slice(from, from + AT_ONCE).map(([id, ofProduct]) => work(id, ofProduct)));
  }
};

/** Blobs come grouped by product. Keeping the last product saves a read between two pages. */
const productReader = (products: Products) => {
  let last: { id: string; product: Product | undefined } | undefined;
  return async (id: string): Promise<Product | undefined> => {
    if (last?.id === id) return last.product;
    const read = { id, product: (await products.get(id))?.value };
    last = read;
    return read.product;
  };
};

/**
 * An outage of Storage may leave as many as SOME, and a small shop may reach SHARE. More than both
 * means the wrong database.
 */
const SOME = 500;
const SHARE = 0.2;

/**
 * If the products are missing, all blobs look like waste. Throws if that seems to be the case.
 * Costs a query only until a product is found.
 */
const createBrake = (products: Products, onBrake: SweepDeps['onBrake']) => {
  let isAnyThere = false;
  return async (counts: Counts): Promise<void> => {
    const { seen, withoutProduct } = counts;
    const refuse = (what: string): never => {
      onBrake(counts, what);
      throw new Error(
        `${what}. Nothing more was removed. Check that COSMOS_DATABASE is right and that a restore of products has ended. See docs/operations.md.`,
      );
    };
    if (withoutProduct > SOME && withoutProduct > SHARE * seen) {
      refuse(`${withoutProduct} of the ${seen} blobs seen belong to no product`);
    }
    if (isAnyThere || withoutProduct === 0) return;
    for await (const _ of products.listAvailability()) {
      isAnyThere = true;
      return;
    }
    refuse(`There are ${seen} blobs and no product at all`);
  };
};

/**
 * Removes the blobs that are waste. Before anything is removed from a page, the whole page is
 * checked: rejects if too many blobs belong to no product. Right before a removal the product is
 * read and the blob is judged again, and only the version that was listed is removed.
 * Holds one page in memory. Safe to run twice, at the same time, and to be stopped anywhere.
 * Resolves to the position to continue from if it ran out of time.
 */
export const sweepBlobs = async <K extends ImageKey>(
  { pages, isWaste, remove }: Sweep<K>,
  { products, attempt, isLate, onPage, onBrake }: SweepDeps,
): Promise<string | undefined> => {
  const productOf = productReader(products);
  const brake = createBrake(products, onBrake);
  const counts: Counts = { seen: 0, withoutProduct: 0 };
  let seen = 0;
  for await (const { blobs, foreign, next } of pages) {
    seen += blobs.length + foreign;
    counts.seen += blobs.length;
    let removed = 0;

    const wasteOf = async (productId: string, ofProduct: readonly Listed<K>[]): Promise<readonly Listed<K>[]> => {
      const product = await productOf(productId);
      if (!product) counts.withoutProduct += ofProduct.length;
      return ofProduct.filter((blob) => isWaste(blob, imageOf(product, blob.key.imageId)));
    };

    const removeWaste = async (productId: string, waste: readonly Listed<K>[]): Promise<void> => {
      for (const [imageId, ofImage] of groupsBy(waste, ({ key }) => key.imageId)) {
        const image = imageOf((await products.get(productId))?.value, imageId);
        for (const blob of ofImage) {
          if (isWaste(blob, image) && (await remove(blob)) === 'removed') removed += 1;
        }
      }
    };

    const found: Listed<K>[] = [];
    await eachProduct(blobs, (id, ofProduct) =>
      attempt(id, async () => {
        found.push(...(await wasteOf(id, ofProduct)));
      }),
    );
    await brake(counts);
    await eachProduct(found, (id, waste) => attempt(id, () => removeWaste(id, waste)));
    onPage({ seen, removed, foreign });
    if (isLate()) return next;
  }
  return undefined;
};
