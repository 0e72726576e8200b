import type { Container } from '@azure/cosmos';
import type { Stock, StockChange } from '../../application/ports/stock.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import { atomicBatch, toError } from './atomic-batch.ts';
import { cosmosCall } from './cosmos-call.ts';
import { repeatUntilSettled } from './repeat-until-settled.ts';
import { availableIn, burying, changingLevel, tombstone } from './stock-documents.ts';

/** 'again' if the order has reserved units meanwhile. */
const createTombstone = (container: Container, productId: ProductId, orderId: OrderId) =>
  cosmosCall(
    async (abortSignal) => {
      await container.items.create(tombstone(productId, orderId), { abortSignal });
      return undefined;
    },
    { 409: 'again' },
  );

const releaseOnce = async (
  container: Container,
  productId: ProductId,
  orderId: OrderId,
  quantity: number,
): Promise<StockChange | 'again'> => {
  const released = await atomicBatch(container, productId, [
    burying(orderId, 'released'),
    changingLevel({ available: quantity, held: -quantity }),
  ]);
  if (released.done) {
    const after = availableIn(released.results[1]);
    return { before: after - quantity, after };
  }
  const { failedAt, status } = released;
  if (failedAt === 0 && status === 412) return undefined;
  if (failedAt === 0 && status === 404) return createTombstone(container, productId, orderId);
  throw toError(released);
};

/** See `Stock.release`. */
export const releaseUnits =
  (container: Container): Stock['release'] =>
  (productId, orderId, quantity) =>
    repeatUntilSettled(() => releaseOnce(container, productId, orderId, quantity));
