import type { Product } from '../../domain/product.ts';
import { keyOfCursor, type Page, pageOf } from '../cursor.ts';
import type { Products } from '../ports/products.ts';

export type ListProductsQuery = { category?: string; limit: number; cursor?: string };

/** Active products in id order. */
export const listProducts =
  ({ products }: { products: Products }) =>
  async ({ category, limit, cursor }: ListProductsQuery): Promise<Page<Product>> => {
    const scope = JSON.stringify(['products', category ?? null]);
    const rows = await products.list({
      limit: limit + 1,
      ...(category !== undefined && { category }),
      ...(cursor !== undefined && { after: keyOfCursor(scope, cursor) }),
    });
    return pageOf(rows, limit, scope, ({ id }) => id);
  };
