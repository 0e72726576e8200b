import type { Versioned } from '../../../application/ports/versioned.ts';
import type { AdjustStockCommand } from '../../../application/stock/adjust-stock.ts';
import type { SetStockCommand } from '../../../application/stock/set-stock.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { StockLevel } from '../../../domain/stock.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeProductId } from '../route-id.ts';
import { checkBody, checkIdempotencyKey, requireBoth } from '../validate.ts';
import { presentLevel } from './present-level.ts';
import { setStockBody } from './stock-schemas.ts';

type Deps = {
  setStock: (command: SetStockCommand) => Promise<Versioned<StockLevel>>;
  adjustStock: (command: AdjustStockCommand) => Promise<Versioned<StockLevel> & { replayed: boolean }>;
};

const requireKey = (idempotencyKey: string | undefined): string => {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw new DomainError(
    'validation_failed',
    'An adjustment needs an Idempotency-Key. Without one, a repeated request would count twice.',
    [{ pointer: 'Idempotency-Key', message: 'Required with "adjust".' }],
  );
};

export const setStockEndpoint = ({ setStock, adjustStock }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const [key, { set: units, adjust: delta }] = requireBoth(
        checkIdempotencyKey(request),
        checkBody(setStockBody, request),
      );
      const target = { productId: routeProductId(request), precondition: readPrecondition(request) };
      if (delta === undefined) {
        const { value, etag } = await setStock({ ...target, units: units ?? 0 });
        return { status: 200, body: presentLevel(value), etag };
      }
      const { value, etag, replayed } = await adjustStock({ ...target, delta, idempotencyKey: requireKey(key) });
      const headers: Record<string, string> = replayed ? { 'idempotency-replayed': 'true' } : {};
      return { status: 200, body: presentLevel(value), etag, headers };
    },
    { roles: ['admin', 'warehouse'], body: 'required' },
  );
