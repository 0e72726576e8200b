import type { Order } from '../../domain/order.ts';
import type { OrderId } from '../../domain/order-id.ts';
import { type OrderNumber, orderNumberOf } from '../../domain/order-number.ts';

/** What every log line about a change of an order says. */
export const orderLogFields = (
  { id, placedAt }: Order,
  now: Date,
): { orderId: OrderId; number: OrderNumber; sincePlacedMs: number } => ({
  orderId: id,
  number: orderNumberOf(id),
  sincePlacedMs: now.getTime() - Date.parse(placedAt),
});
