import type { ProductImage } from '../../domain/image.ts';
import { findImage, type Product, type ProductId } from '../../domain/product.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { BlobPage, ImageKey, Listed } from '../ports/images.ts';
import type { Products } from '../ports/products.ts';
import type { TryItem } from './clean-up-run.ts';

/** What to sweep, and what of it is waste. */
export type Sweep<K extends ImageKey> = {
  pages: AsyncIterable<BlobPage<K>>;
  /** `image` is undefined if no product has it. */
  isWaste: (blob: Listed<K>, image: ProductImage | undefined) => boolean;
  remove: (blob: Listed<K>) => Promise<'removed' | 'stale'>;
};

/** Blobs of ours so far, and how many of them belong to no product. */
export type BlobCounts = { own: number; withoutProduct: number };

type SweepDeps = {
  products: Products;
  tryItem: TryItem;
  /** Called right before the sweep rejects because too many blobs belong to no product. */
  onImplausible: (counts: BlobCounts, reason: string) => void;
};

/** One page after its waste was removed. `listed` includes foreign blobs. */
type SweptPage = { listed: number; foreign: number; removed: number; next: string | undefined };

/** Products whose blobs are checked at the same time. */
const CONCURRENCY = 8;

const groupBy = <T, G>(items: readonly T[], groupOf: (item: T) => G): ReadonlyMap<G, T[]> => {
  const groups = new Map<G, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) group.push(item);
    else groups.set(groupOf(item), [item]);
  }
  return groups;
};

/**
 * Remembers one product, because the blobs of a page's last product may continue on the next page.
 * The reads of a page overlap, so it may not be the page's last product. Then there is one read
 * more.
 */
const productReader = (products: Products) => {
  let last: { id: ProductId; product: Product | undefined } | undefined;
  return async (id: ProductId): Promise<Product | undefined> => {
    if (last?.id === id) return last.product;
    const product = (await products.get(id))?.value;
    last = { id, product };
    return product;
  };
};

/**
 * If both limits are exceeded, the database is wrong or a restore is unfinished, and the sweep
 * stops. Only one may be exceeded because staff removed documents by hand: in a large shop, over
 * 500 blobs are still a small share; in a small one, a few blobs are over 20 % of those seen so
 * far. (The app keeps the document of a deleted product.)
 */
const MAX_WITHOUT_PRODUCT = 500;
const MAX_SHARE_WITHOUT_PRODUCT = 0.2;

/** `listAvailability` is the cheapest way to list products. Only the first one is used. */
const hasAnyProduct = async (products: Products): Promise<boolean> => {
  for await (const _ of products.listAvailability()) return true;
  return false;
};

/**
 * If products are missing, their blobs look like waste. Throws if there are too many blobs without
 * a product, or no product at all. (The second is checked once, when the first such blob is seen.)
 */
const plausibilityCheck = ({ products, onImplausible }: SweepDeps) => {
  let hasProduct = false;

  const fail = (counts: BlobCounts, reason: string): never => {
    onImplausible(counts, reason);
    throw new Error(
      `${reason}. Nothing more was removed. Check that COSMOS_DATABASE is right and that a restore of products has ended. See docs/operations.md.`,
    );
  };

  return async (counts: BlobCounts): Promise<void> => {
    const { own, withoutProduct } = counts;
    if (withoutProduct > MAX_WITHOUT_PRODUCT && withoutProduct > MAX_SHARE_WITHOUT_PRODUCT * own) {
      fail(counts, `${withoutProduct} of the ${own} blobs seen belong to no product`);
    }
    if (hasProduct || withoutProduct === 0) return;
    hasProduct = await hasAnyProduct(products);
    if (!hasProduct) fail(counts, `There are ${own} blobs and no product at all`);
  };
};

/** A product whose work fails is left to the next night. */
const eachProduct = <K extends ImageKey>(
  blobs: readonly Listed<K>[],
  { tryItem }: SweepDeps,
  work: (productId: ProductId, blobs: readonly Listed<K>[]) => Promise<void>,
): Promise<void> =>
  eachBounded([...groupBy(blobs, ({ key }) => key.productId)], CONCURRENCY, ([id, ofProduct]) =>
    tryItem({ productId: id }, () => work(id, ofProduct)),
  );

/** Finds the waste on a page, and counts the blobs that belong to no product. */
const wasteFinder = <K extends ImageKey>({ isWaste }: Sweep<K>, deps: SweepDeps) => {
  const readProduct = productReader(deps.products);

  return async (blobs: readonly Listed<K>[]): Promise<{ waste: readonly Listed<K>[]; withoutProduct: number }> => {
    const waste: Listed<K>[] = [];
    let withoutProduct = 0;
    await eachProduct(blobs, deps, async (productId, ofProduct) => {
      const product = await readProduct(productId);
      if (!product) withoutProduct += ofProduct.length;
      waste.push(...ofProduct.filter((blob) => isWaste(blob, findImage(product, blob.key.imageId))));
    });
    return { waste, withoutProduct };
  };
};

/**
 * Removes what is still waste and resolves to the number removed. Reads the product again for every
 * image, and not from a replica that lags: a rejected image may become ready at any time and then
 * needs its blobs.
 */
const removeWaste = async <K extends ImageKey>(
  waste: readonly Listed<K>[],
  { isWaste, remove }: Sweep<K>,
  deps: SweepDeps,
): Promise<number> => {
  let removed = 0;
  await eachProduct(waste, deps, async (productId, ofProduct) => {
    for (const [imageId, ofImage] of groupBy(ofProduct, ({ key }) => key.imageId)) {
      const image = findImage((await deps.products.getLatest(productId))?.value, imageId);
      for (const blob of ofImage) {
        if (isWaste(blob, image) && (await remove(blob)) === 'removed') removed += 1;
      }
    }
  });
  return removed;
};

/**
 * Removes the blobs that are waste, page by page. If a page makes products seem to be missing,
 * rejects without removing anything from it. Removes only the version of a blob that was listed.
 * Holds one page in memory. Safe to run twice, at the same time, and to be stopped anywhere.
 */
export async function* sweepBlobs<K extends ImageKey>(sweep: Sweep<K>, deps: SweepDeps): AsyncGenerator<SweptPage> {
  const findWaste = wasteFinder(sweep, deps);
  const assertPlausible = plausibilityCheck(deps);
  const counts: BlobCounts = { own: 0, withoutProduct: 0 };
  for await (const { blobs, foreign, next } of sweep.pages) {
    const { waste, withoutProduct } = await findWaste(blobs);
    counts.own += blobs.length;
    counts.withoutProduct += withoutProduct;
    await assertPlausible(counts);
    const removed = await removeWaste(waste, sweep, deps);
    yield { listed: blobs.length + foreign, foreign, removed, next };
  }
}
