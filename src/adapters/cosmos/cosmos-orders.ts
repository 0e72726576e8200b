import type { Container, FeedOptions } from '@azure/cosmos';
import type { Orders } from '../../application/ports/orders.ts';
import { dayAfter } from '../../domain/day.ts';
import { type Order, orderSortKey } from '../../domain/order.ts';
import { customerTagOf, customerTagOfOrder, type OrderId } from '../../domain/order-id.ts';
import type { Origin } from '../../domain/origin.ts';
import { queryAtMost, queryEach } from './cosmos-query.ts';
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
import { createItem, replaceItem, versionOf } from './write-item.ts';

/** Two orders hardly ever have the same number. */
const MAX_SAME_NUMBER = 100;
const STREAM_PAGE = 200;
const EVENT_PAGE = 500;

/** The order with what leads to its present state, if that is not stored yet. */
const withOrigin = (order: Order, findOrigin: () => Origin | undefined): Order => {
  const { status, origins } = order;
  const origin = origins?.[status] === undefined ? findOrigin() : undefined;
  return origin === undefined ? order : { ...order, origins: { ...origins, [status]: origin } };
};

const writtenOrder = (order: Order) => (answer: { etag: string; headers: unknown }) => ({
  ...versionOf(order)(answer),
  session: sessionIn(answer.headers),
});

/** `findOrigin`: what leads to what is being written. A new state is stored together with it. */
export const cosmosOrders = (container: Container, findOrigin: () => Origin | undefined = () => undefined): Orders => {
  const itemOf = (id: OrderId) => container.item(id, customerTagOfOrder(id));

  const list = async (query: OrderListQuery, options?: FeedOptions): Promise<readonly Order[]> => {
    const documents = await queryAtMost<OrderDocument>(container, listQuery(query), listParameters(query), options);
    return documents.map(orderOf);
  };

  return {
    create: (given) => {
      const order = withOrigin(given, findOrigin);
      return createItem(container, documentOf(order), writtenOrder(order));
    },

    get: (id, { session } = {}) => readItemInSession(itemOf(id), orderOf, session),

    getLatest: (id) => readLatestItem(itemOf(id), orderOf),

    replace: (given, etag) => {
      const order = withOrigin(given, findOrigin);
      return replaceItem(itemOf(order.id), documentOf(order), etag, writtenOrder(order));
    },

    listByCustomer: (customerId, query) => list({ ...query, customerId }, { partitionKey: customerTagOf(customerId) }),

    listAll: async (query) => {
      if (query.number === undefined) return list(query);
      const found = await list({ ...query, limit: MAX_SAME_NUMBER });
      return found.toSorted((a, b) => (orderSortKey(a) < orderSortKey(b) ? 1 : -1)).slice(0, query.limit);
    },

    async *listDue(windows) {
      if (windows.length === 0) return;
      yield* queryEach(container, dueQuery(windows), windowParameters(windows), { maxItemCount: STREAM_PAGE });
    },

    listConfirmed: () => queryEach(container, confirmedQuery, {}, { maxItemCount: STREAM_PAGE }),

    earliest: async () => {
      const [first] = await queryAtMost<Pick<Order, 'placedAt'>>(container, earliestQuery, { limit: 1 });
      return first?.placedAt;
    },

    listSalesEvents: (status, day) => {
      // A day sorts as text before every moment in it.
      const parameters = { from: day, to: dayAfter(day) };
      return queryEach(container, eventQuery(status), parameters, {
        maxItemCount: EVENT_PAGE,
        maxDegreeOfParallelism: 1,
      });
    },
  };
};
