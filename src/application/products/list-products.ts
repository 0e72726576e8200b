import type { Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';

type Deps = Pick<Capabilities, 'products'>;

/** `active`: whether the products are for sale; all products if it is absent. */
export type ListProductsQuery = { active?: boolean; category?: string; limit: number; cursor?: string };

export const listProducts =
  ({ products }: Deps) =>
  async ({ active, category, limit, cursor }: ListProductsQuery): Promise<Page<Product>> => {
    const scope = JSON.stringify(['products', active ?? null, category ?? null]);
    const rows = await products.list({ active, category, limit: limit + 1, after: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, ({ id }) => id);
  };
