import { type Due, type Order, orderSortKey } from '../../domain/order.ts';
import { customerTagOfOrder } from '../../domain/order-id.ts';
import { type OrderNumber, orderNumberOf } from '../../domain/order-number.ts';
import { keptFields } from './stored-fields.ts';

/** The debt is stored as two fields, because queries ask for each of them. */
type StoredOrder = Omit<Order, 'debt'> & ({ due: Due; dueSince: string } | { due?: never; dueSince?: never });

/**
 * `customerTag`: the partition. `sortKey`: for paging. `number`: indexed; orders not written since
 * it was introduced lack it. `marked`: indexed, set with `attention`.
 */
export type OrderDocument = StoredOrder & {
  customerTag: string;
  sortKey: string;
  number?: OrderNumber;
  marked?: true;
};

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
  origins: true,
};

export const documentOf = ({ debt, ...order }: Order): OrderDocument => ({
  ...order,
  ...(debt && { due: debt.due, dueSince: debt.since }),
  customerTag: customerTagOfOrder(order.id),
  sortKey: orderSortKey(order),
  number: orderNumberOf(order.id),
  ...(order.attention && { marked: true as const }),
});

export const orderOf = (document: OrderDocument): Order => {
  const { due, dueSince, ...order } = keptFields<StoredOrder>(document, orderFields);
  return due === undefined ? order : { ...order, debt: { due, since: dueSince } };
};
