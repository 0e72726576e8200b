import type { Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';

type Deps = Pick<Capabilities, 'products'>;

export type ListProductsQuery = { category?: string; limit: number; cursor?: string };

export const listProducts =
  ({ products }: Deps) =>
  async ({ category, limit, cursor }: ListProductsQuery): Promise<Page<Product>> => {
    const scope = JSON.stringify(['products', category ?? null]);
    const rows = await products.list({ category, limit: limit + 1, after: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, ({ id }) => id);
  };
