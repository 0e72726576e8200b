import type { Product } from '../../domain/product.ts';
import type { Availability } from '../../domain/stock.ts';
import type { ImageKey } from './images.ts';
import type { Versioned } from './versioned.ts';

export type ProductPageQuery = {
  category?: string;
  limit: number;
  /** Only products with a greater id: the id of the last one of the previous page. */
  after?: string;
};

export type Products = {
  get(id: string): Promise<Versioned<Product> | undefined>;
  /** Creates the product, or resolves to 'exists', changing nothing. */
  create(product: Product): Promise<Versioned<Product> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replace(product: Product, etag: string): Promise<Versioned<Product> | 'stale'>;
  /** Deletes only the version of `etag`. 'stale': the product has changed since, or is gone. */
  remove(id: string, etag: string): Promise<'removed' | 'stale'>;
  /** Sets the stored band and nothing else. Does nothing if the product is gone. */
  setAvailability(id: string, availability: Availability): Promise<void>;
  /** Active products in id order, at most `limit`. */
  list(query: ProductPageQuery): Promise<readonly Product[]>;
  /** The stored band of every product, sold or not, in no order; paged inside, no snapshot. */
  listAvailability(): AsyncIterable<{ id: string; availability: Availability }>;
  /**
   * Images of all products that were added before `before` (ISO 8601 UTC) and still await their
   * upload; paged inside.
   */
  listAwaiting(before: string): AsyncIterable<ImageKey>;
};
