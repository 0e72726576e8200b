import type { Deliveries, DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import { type Delivery, deliverySortKey } from '../../../src/domain/delivery.ts';
import { versions } from './versions.ts';

export type InMemoryDeliveries = Deliveries & {
  stored(): readonly Delivery[];
};

const idOf = ({ endpointId, eventId }: DeliveryKey): string => `${endpointId} ${eventId}`;

export const inMemoryDeliveries = (): InMemoryDeliveries => {
  const deliveries = versions<Delivery>();

  return {
    create: async (delivery) => (deliveries.create(idOf(delivery), delivery) === 'exists' ? 'exists' : 'created'),
    get: async (key) => deliveries.get(idOf(key)),
    getLatest: async (key) => deliveries.get(idOf(key)),
    replace: async (delivery, etag) => {
      const written = deliveries.replace(idOf(delivery), delivery, etag);
      return written === 'stale' ? written : { value: written.value, etag: written.etag };
    },
    list: async ({ endpointId, status, limit, before }) =>
      deliveries
        .values()
        .filter((delivery) => delivery.endpointId === endpointId)
        .filter((delivery) => status === undefined || delivery.status === status)
        .filter((delivery) => before === undefined || deliverySortKey(delivery) < before)
        .toSorted((a, b) => (deliverySortKey(a) < deliverySortKey(b) ? 1 : -1))
        .slice(0, limit),
    async *listDue(endpointIds, windows) {
      for (const delivery of deliveries.values()) {
        if (delivery.status !== 'pending' || !endpointIds.includes(delivery.endpointId)) continue;
        const { endpointId, eventId, nextAt, origin } = delivery;
        if (windows.some(({ after, until }) => nextAt > after && nextAt <= until)) {
          yield { endpointId, eventId, nextAt, ...(origin && { origin }) };
        }
      }
    },
    stored: () => deliveries.values(),
  };
};
