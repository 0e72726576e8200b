import type { Container } from '@azure/cosmos';
import type { Stock } from '../../application/ports/stock.ts';
import { atomicBatch, creating, toError } from './atomic-batch.ts';
import { availableIn, changingLevel, hasAvailable } from './stock-documents.ts';

/** See `Stock.reserve`. The reservation comes first: if it exists, stock no longer matters. */
export const reserveUnits =
  (container: Container): Stock['reserve'] =>
  async (productId, orderId, quantity) => {
    const reserved = await atomicBatch(container, productId, [
      creating({ id: orderId, productId, quantity, state: 'held' }),
      changingLevel({ available: -quantity, held: quantity }, { where: hasAvailable(quantity) }),
    ]);
    if (reserved.done) {
      const after = availableIn(reserved.results[1]);
      return { outcome: 'held', change: { before: after + quantity, after } };
    }
    const { failedAt, status } = reserved;
    if (failedAt === 0 && status === 409) return { outcome: 'held', change: undefined };
    if (failedAt === 1 && [404, 412].includes(status)) return { outcome: 'short', change: undefined };
    throw toError(reserved);
  };
