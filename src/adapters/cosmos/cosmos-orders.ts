import type { Container, FeedOptions } from '@azure/cosmos';
import type { ConfirmedOrder, DueOrder, Orders } from '../../application/ports/orders.ts';
import { dayAfter } from '../../domain/day.ts';
import { etagOf } from '../../domain/etag.ts';
import { type Order, orderSortKey } from '../../domain/order.ts';
import { customerTagOf, customerTagOfOrder, type OrderId } from '../../domain/order-id.ts';
import type { Origin } from '../../domain/origin.ts';
import type { SalesEvent } from '../../domain/sales-report.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryAtMost, queryPages } from './cosmos-query.ts';
import { windowParameters } from './moment-windows.ts';
import { documentOf, type OrderDocument, orderOf } from './order-document.ts';
import {
  confirmedQuery,
  dueQuery,
  earliestQuery,
  eventQuery,
  listParameters,
  listQuery,
  type OrderListQuery,
} from './order-queries.ts';
import { readItemInSession, readLatestItem } from './read-item.ts';
import { sessionIn } from './session-token.ts';
import { onlyIf } from './write-options.ts';

/** Two orders hardly ever have the same number. */
const MAX_SAME_NUMBER = 100;
const STREAM_PAGE = 200;
const EVENT_PAGE = 500;

const findNothing = (): undefined => undefined;

/** The order with what leads to its present state, if that is not stored yet. */
const withOrigin = (order: Order, findOrigin: () => Origin | undefined): Order => {
  const { status, origins } = order;
  const origin = origins?.[status] === undefined ? findOrigin() : undefined;
  return origin === undefined ? order : { ...order, origins: { ...origins, [status]: origin } };
};

const toWritten = (order: Order, { etag, headers }: { etag: string; headers: Record<string, unknown> }) => ({
  value: order,
  etag: etagOf(etag),
  session: sessionIn(headers),
});

/** `findOrigin`: what leads to what is being written. A new state is stored together with it. */
export const cosmosOrders = (container: Container, findOrigin: () => Origin | undefined = findNothing): Orders => {
  const itemOf = (id: OrderId) => container.item(id, customerTagOfOrder(id));

  const list = async (query: OrderListQuery, options?: FeedOptions): Promise<readonly Order[]> => {
    const documents = await queryAtMost<OrderDocument>(container, listQuery(query), listParameters(query), options);
    return documents.map(orderOf);
  };

  return {
    create: (given) => {
      const order = withOrigin(given, findOrigin);
      return cosmosCall(
        async (abortSignal) => toWritten(order, await container.items.create(documentOf(order), { abortSignal })),
        { 409: 'exists' },
      );
    },

    get: (id, { session } = {}) => readItemInSession(itemOf(id), orderOf, session),

    getLatest: (id) => readLatestItem(itemOf(id), orderOf),

    replace: (given, etag) => {
      const order = withOrigin(given, findOrigin);
      return cosmosCall(
        async (abortSignal) =>
          toWritten(order, await itemOf(order.id).replace(documentOf(order), { ...onlyIf(etag), abortSignal })),
        { 404: 'stale', 412: 'stale' },
      );
    },

    listByCustomer: (customerId, query) => list({ ...query, customerId }, { partitionKey: customerTagOf(customerId) }),

    listAll: async (query) => {
      if (query.number === undefined) return list(query);
      const found = await list({ ...query, limit: MAX_SAME_NUMBER });
      return found.toSorted((a, b) => (orderSortKey(a) < orderSortKey(b) ? 1 : -1)).slice(0, query.limit);
    },

    async *listDue(windows): AsyncGenerator<DueOrder> {
      if (windows.length === 0) return;
      const pages = queryPages<DueOrder>(container, dueQuery(windows), windowParameters(windows), {
        maxItemCount: STREAM_PAGE,
      });
      for await (const page of pages) yield* page;
    },

    async *listConfirmed(): AsyncGenerator<ConfirmedOrder> {
      const pages = queryPages<ConfirmedOrder>(container, confirmedQuery, {}, { maxItemCount: STREAM_PAGE });
      for await (const page of pages) yield* page;
    },

    earliest: async () => {
      const [first] = await queryAtMost<Pick<Order, 'placedAt'>>(container, earliestQuery, { limit: 1 });
      return first?.placedAt;
    },

    async *listSalesEvents(status, day): AsyncGenerator<SalesEvent> {
      // A day sorts as text before every moment in it.
      const pages = queryPages<SalesEvent>(
        container,
        eventQuery(status),
        { from: day, to: dayAfter(day) },
        { maxItemCount: EVENT_PAGE, maxDegreeOfParallelism: 1 },
      );
      for await (const page of pages) yield* page;
    },
  };
};
