import type { Container } from '@azure/cosmos';
import type { Stock } from '../../application/ports/stock.ts';
import { atomicBatch, toError } from './atomic-batch.ts';
import { burying, changingLevel } from './stock-documents.ts';

/** See `Stock.settle`. A held reservation is never deleted: a missing one was a tombstone. */
export const settleUnits =
  (container: Container): Stock['settle'] =>
  async (productId, orderId, quantity) => {
    const settled = await atomicBatch(container, productId, [
      burying(orderId, 'settled'),
      changingLevel({ held: -quantity, shipped: quantity }),
    ]);
    if (settled.done) return;
    const isSettledBefore = settled.failedAt === 0 && [404, 412].includes(settled.status);
    if (!isSettledBefore) throw toError(settled);
  };
