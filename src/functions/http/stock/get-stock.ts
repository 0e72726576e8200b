import type { Versioned } from '../../../application/ports/versioned.ts';
import type { ProductId } from '../../../domain/product.ts';
import type { StockLevel } from '../../../domain/stock.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeProductId } from '../route-id.ts';
import { presentLevel } from './present-level.ts';

type Deps = { getStock: (productId: ProductId) => Promise<Versioned<StockLevel>> };

export const getStockEndpoint = ({ getStock }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const { value, etag } = await getStock(routeProductId(request));
      return { status: 200, body: presentLevel(value), etag };
    },
    { roles: ['admin', 'warehouse'] },
  );
