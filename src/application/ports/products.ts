import type { Etag } from '../../domain/etag.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import type { Availability } from '../../domain/stock.ts';
import type { ImageKey } from './images.ts';
import type { Versioned } from './versioned.ts';

export type ProductPageQuery = {
  category?: string | undefined;
  limit: number;
  /** Only products with a greater id: the id of the last one of the previous page. */
  after?: string | undefined;
};

export type Products = {
  /** A point read, which may be stale. */
  get(id: ProductId): Promise<Versioned<Product> | undefined>;
  /** A read that cannot be stale, as `Orders.getLatest`. */
  getLatest(id: ProductId): Promise<Versioned<Product> | undefined>;
  /** Creates the product, or resolves to 'exists', changing nothing. */
  create(product: Product): Promise<Versioned<Product> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replace(product: Product, etag: Etag): Promise<Versioned<Product> | 'stale'>;
  /** Deletes only the version of `etag`. 'stale': the product has changed since, or is gone. */
  remove(id: ProductId, etag: Etag): Promise<'removed' | 'stale'>;
  /** Sets the stored band and nothing else. Does nothing if the product is gone. */
  setAvailability(id: ProductId, availability: Availability): Promise<void>;
  /** Active products in id order, at most `limit`. */
  list(query: ProductPageQuery): Promise<readonly Product[]>;
  /** The stored band of every product, sold or not, in no order; paged inside, no snapshot. */
  listAvailability(): AsyncIterable<{ id: ProductId; availability: Availability }>;
  /**
   * Images of all products that were added before `before` (ISO 8601 UTC) and still await their
   * upload; paged inside.
   */
  listAwaiting(before: string): AsyncIterable<ImageKey>;
};
