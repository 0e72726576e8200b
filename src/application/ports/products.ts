import type { Etag } from '../../domain/etag.ts';
import type { ProductImage } from '../../domain/image.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import type { Availability } from '../../domain/stock.ts';
import type { ImageKey } from './images.ts';
import type { Versioned } from './versioned.ts';

export type ProductPageQuery = {
  /** Only products that are for sale, or only those that are not. */
  active?: boolean | undefined;
  category?: string | undefined;
  /** Only products with an image of this status. */
  image?: ProductImage['status'] | undefined;
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
  /** Sets the stored band and nothing else. Does nothing if the product is gone. */
  setAvailability(id: ProductId, availability: Availability): Promise<void>;
  /**
   * Products in id order, at most `limit`. The cost depends only on the page; by `image`, also on
   * how many products have such an image.
   */
  list(query: ProductPageQuery): Promise<readonly Product[]>;
  /** The stored band of every product, sold or not, in no order; paged inside, no snapshot. */
  listAvailability(): AsyncIterable<{ id: ProductId; availability: Availability }>;
  /**
   * Images of all products that were added before `before` (ISO 8601 UTC) and still await their
   * upload; paged inside.
   */
  listAwaiting(before: string): AsyncIterable<ImageKey>;
};
