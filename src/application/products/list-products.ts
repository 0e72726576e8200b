import type { Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import type { ProductPageQuery } from '../ports/products.ts';

type Deps = Pick<Capabilities, 'products'>;

export type ListProductsQuery = Omit<ProductPageQuery, 'after'> & { cursor?: string };

export const listProducts =
  ({ products }: Deps) =>
  async ({ limit, cursor, ...filter }: ListProductsQuery): Promise<Page<Product>> => {
    const { active = null, category = null, image } = filter;
    // Without an image the scope is what it was before there was that filter: cursors stay valid.
    const scope = JSON.stringify(['products', active, category, ...(image === undefined ? [] : [image])]);
    const rows = await products.list({ ...filter, limit: limit + 1, after: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, ({ id }) => id);
  };
