import type { Container } from '@azure/cosmos';
import type { Deliveries, DeliveryKey, DeliveryPageQuery } from '../../application/ports/deliveries.ts';
import {
  type DeliveredDelivery,
  type Delivery,
  deliverySortKey,
  type FailedDelivery,
  type PendingDelivery,
} from '../../domain/delivery.ts';
import { queryAtMost, queryEach } from './cosmos-query.ts';
import { inWindows, windowParameters } from './moment-windows.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { keptFields } from './stored-fields.ts';
import { where } from './where.ts';
import { createItem, replaceItem, versionOf } from './write-item.ts';

/** `sortKey`: for paging. One partition per endpoint. */
type DeliveryDocument = Delivery & { id: string; sortKey: string };

type DueDelivery = DeliveryKey & Pick<PendingDelivery, 'nextAt' | 'origin'>;

const deliveryFields: Record<keyof PendingDelivery | keyof DeliveredDelivery | keyof FailedDelivery, true> = {
  endpointId: true,
  eventId: true,
  type: true,
  subject: true,
  createdAt: true,
  attempts: true,
  status: true,
  nextAt: true,
  deliveredAt: true,
  failedAt: true,
  origin: true,
};

const deliveryOf = (document: Delivery): Delivery => keptFields<Delivery>(document, deliveryFields);

const documentOf = (delivery: Delivery): DeliveryDocument => ({
  ...delivery,
  id: delivery.eventId,
  sortKey: deliverySortKey(delivery),
});

/** With a status, a composite index serves both the condition and the order. */
const listQuery = ({ status, before }: DeliveryPageQuery): string => {
  const conditions = [status !== undefined && 'c.status = @status', before !== undefined && 'c.sortKey < @before'];
  const order = status === undefined ? 'c.sortKey DESC' : 'c.status DESC, c.sortKey DESC';
  return `SELECT TOP @limit * FROM c${where(conditions)} ORDER BY ${order}`;
};

const STREAM_PAGE = 200;

export const cosmosDeliveries = (container: Container): Deliveries => {
  const itemOf = ({ endpointId, eventId }: DeliveryKey) => container.item(eventId, endpointId);

  return {
    create: (delivery) => createItem(container, documentOf(delivery), () => 'created' as const),

    get: (key) => readItem(itemOf(key), deliveryOf),

    getLatest: (key) => readLatestItem(itemOf(key), deliveryOf),

    replace: (delivery, etag) => replaceItem(itemOf(delivery), documentOf(delivery), etag, versionOf(delivery)),

    list: async (query) => {
      const { endpointId, status, limit, before } = query;
      const parameters = { limit, status, before };
      const options = { partitionKey: endpointId };
      return (await queryAtMost<Delivery>(container, listQuery(query), parameters, options)).map(deliveryOf);
    },

    async *listDue(endpointIds, windows): AsyncGenerator<DueDelivery> {
      if (windows.length === 0) return;
      // Only pending deliveries have `nextAt`. Endpoints that are left out cost nothing, however
      // many of their deliveries are waiting.
      const query = `SELECT c.endpointId, c.eventId, c.nextAt, c.origin FROM c WHERE ${inWindows('c.nextAt', windows)}`;
      for (const partitionKey of endpointIds) {
        const options = { maxItemCount: STREAM_PAGE, partitionKey };
        yield* queryEach<DueDelivery>(container, query, windowParameters(windows), options);
      }
    },
  };
};
