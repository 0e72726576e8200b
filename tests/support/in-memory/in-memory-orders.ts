import type { MomentWindow } from '../../../src/application/ports/moment-window.ts';
import type { AdminPageQuery, DueOrder, Orders } from '../../../src/application/ports/orders.ts';
import { type Order, orderSortKey } from '../../../src/domain/order.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import type { SalesEvent } from '../../../src/domain/sales-report.ts';
import { versions } from './versions.ts';

export type InMemoryOrders = Orders & {
  stored(): readonly Order[];
  /** Writes an order bypassing all rules. Undefined removes it. */
  corrupt(id: string, order: Order | undefined): void;
};

const newestFirst = (a: Order, b: Order): number => (orderSortKey(a) < orderSortKey(b) ? 1 : -1);

const matches =
  ({ number, status, due, attention, before }: AdminPageQuery) =>
  (order: Order): boolean =>
    (number === undefined || orderNumberOf(order.id) === number) &&
    (status === undefined || order.status === status) &&
    (due === undefined || order.debt?.due === due) &&
    (attention === undefined || (order.attention !== undefined) === attention) &&
    (before === undefined || orderSortKey(order) < before);

const isIn =
  (since: string) =>
  ({ after, until }: MomentWindow): boolean =>
    since > after && since <= until;

export const inMemoryOrders = (): InMemoryOrders => {
  const orders = versions<Order>();

  const page = (among: Order[], query: AdminPageQuery): readonly Order[] =>
    among.filter(matches(query)).toSorted(newestFirst).slice(0, query.limit);

  return {
    create: async (order) => orders.create(order.id, order),
    get: async (id) => orders.get(id),
    getLatest: async (id) => orders.get(id),
    replace: async (order, etag) => orders.replace(order.id, order, etag),
    listByCustomer: async (customerId, { status, limit, before }) =>
      page(
        orders.values().filter((order) => order.customerId === customerId),
        { limit, ...(status && { status }), ...(before !== undefined && { before }) },
      ),
    listAll: async (query) => page(orders.values(), query),
    async *listDue(windows): AsyncGenerator<DueOrder> {
      for (const { id, status, debt, attention, origins } of orders.values()) {
        if (debt !== undefined && attention === undefined && windows.some(isIn(debt.since))) {
          yield { id, status, dueSince: debt.since, ...(origins && { origins }) };
        }
      }
    },
    async *listConfirmed() {
      for (const { id, status, items } of orders.values()) if (status === 'confirmed') yield { id, items };
    },
    earliest: async () => orders.values().toSorted(newestFirst).at(-1)?.placedAt,
    async *listSalesEvents(status, day): AsyncGenerator<SalesEvent> {
      for (const order of orders.values()) {
        const { currency, items } = order;
        if (order[`${status}At`]?.startsWith(day)) yield { sortKey: orderSortKey(order), currency, items };
      }
    },
    stored: () => orders.values(),
    corrupt: (id, order) => {
      if (order) orders.put(id, order);
      else orders.remove(id);
    },
  };
};
