import { DomainError } from '../../domain/errors.ts';
import { emptyLevel, type StockLevel } from '../../domain/stock.ts';
import type { Products } from '../ports/products.ts';
import type { Stock } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';

/** The tag of a level that was never set, so that `If-Match` can guard the first count too. */
export const NO_LEVEL_ETAG = '"0"';

/** The stock of a product; all zero if it was never set. A deleted product keeps its level. */
export const getStock =
  ({ products, stock }: { products: Products; stock: Stock }) =>
  async (productId: string): Promise<Versioned<StockLevel>> => {
    const level = await stock.level(productId);
    if (level) return level;
    if (!(await products.get(productId))) throw new DomainError('not_found', 'There is no such product.');
    return { value: emptyLevel, etag: NO_LEVEL_ETAG };
  };
