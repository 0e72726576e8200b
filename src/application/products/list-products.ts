import type { ProductImage } from '../../domain/image.ts';
import type { Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';

type Deps = Pick<Capabilities, 'products'>;

/**
 * `active`: whether the products are for sale; all products if it is absent. `image`: only products
 * with an image of this status.
 */
export type ListProductsQuery = {
  active?: boolean;
  category?: string;
  image?: ProductImage['status'];
  limit: number;
  cursor?: string;
};

export const listProducts =
  ({ products }: Deps) =>
  async ({ limit, cursor, ...filter }: ListProductsQuery): Promise<Page<Product>> => {
    const { active = null, category = null, image } = filter;
    // Without an image the scope is what it was before there was that filter: cursors stay valid.
    const scope = JSON.stringify(['products', active, category, ...(image === undefined ? [] : [image])]);
    const rows = await products.list({ ...filter, limit: limit + 1, after: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, ({ id }) => id);
  };
