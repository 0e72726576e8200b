import { DomainError } from '../../domain/errors.ts';
import { etagOf } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import { emptyLevel, type StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Stock } from '../ports/stock.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'products'> & { stock: Pick<Stock, 'level'> };

/** The tag of a level that was never set, so that `If-Match` can guard the first count too. */
export const NO_LEVEL_ETAG = etagOf('"0"');

/** The stock of a product; all zero if it was never set. A deleted product keeps its level. */
export const getStock =
  ({ products, stock }: Deps) =>
  async (productId: ProductId): Promise<Versioned<StockLevel>> => {
    const level = await stock.level(productId);
    if (level) return level;
    return decideOnRead(products, productId, async (product) => {
      if (!product) throw new DomainError('not_found', 'There is no such product.');
      return { value: emptyLevel, etag: NO_LEVEL_ETAG };
    });
  };

/** The same by a read that cannot be stale. */
export const getLatestStock = ({ products, stock }: Pick<Capabilities, 'products' | 'stock'>) =>
  getStock({ products, stock: { level: (id) => stock.latestLevel(id) } });
