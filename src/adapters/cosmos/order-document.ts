import { type Due, type Order, orderSortKey } from '../../domain/order.ts';
import { customerTagOfOrder } from '../../domain/order-id.ts';
import { keptFields } from './stored-fields.ts';

/** The debt is stored as two fields, because queries ask for each of them. */
type StoredOrder = Omit<Order, 'debt'> & ({ due: Due; dueSince: string } | { due?: never; dueSince?: never });

/** `customerTag`: the partition. `sortKey`: for paging. `marked`: indexed, set with `attention`. */
export type OrderDocument = StoredOrder & { customerTag: string; sortKey: string; marked?: true };

const orderFields: Record<keyof StoredOrder, true> = {
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
  contact: true,
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

export const documentOf = ({ debt, ...order }: Order): OrderDocument => ({
  ...order,
  ...(debt && { due: debt.due, dueSince: debt.since }),
  customerTag: customerTagOfOrder(order.id),
  sortKey: orderSortKey(order),
  ...(order.attention && { marked: true as const }),
});

export const orderOf = (document: OrderDocument): Order => {
  const { due, dueSince, ...order } = keptFields<StoredOrder>(document, orderFields);
  return due === undefined ? order : { ...order, debt: { due, since: dueSince } };
};
