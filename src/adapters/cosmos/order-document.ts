import { type Order, sortKeyOf } from '../../domain/order.ts';
import { customerTagOfOrder } from '../../domain/order-id.ts';
import { keptFields } from './stored-fields.ts';

/** `customerTag`: the partition. `sortKey`: for paging. `marked`: indexed, set with `attention`. */
export type OrderDocument = Order & { customerTag: string; sortKey: string; marked?: true };

const orderFields: Record<keyof Order, true> = {
  id: true,
  customerId: true,
  status: true,
  due: true,
  dueSince: true,
  attention: true,
  items: true,
  currency: true,
  total: true,
  shippingAddress: true,
  note: true,
  commandHash: true,
  placedAt: true,
  confirmedAt: true,
  rejectedAt: true,
  cancelledAt: true,
  shippedAt: true,
  cancellation: true,
  shipment: true,
};

export const documentOf = (order: Order): OrderDocument => ({
  ...order,
  customerTag: customerTagOfOrder(order.id),
  sortKey: sortKeyOf(order),
  ...(order.attention && { marked: true as const }),
});

export const orderOf = (document: OrderDocument): Order => keptFields<Order>(document, orderFields);
