import type { Delivery, DeliveryStatus } from '../../domain/delivery.ts';
import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { Etag } from '../../domain/etag.ts';
import type { EventId } from '../../domain/event.ts';
import type { Origin } from '../../domain/origin.ts';
import type { MomentWindow } from './moment-window.ts';
import type { Versioned } from './versioned.ts';

export type DeliveryKey = { endpointId: EndpointId; eventId: EventId };

export type DeliveryPageQuery = {
  endpointId: EndpointId;
  status?: DeliveryStatus | undefined;
  limit: number;
  /** Only deliveries with a smaller sort key. */
  before?: string | undefined;
};

/** Deliveries are kept for 30 days. */
export type Deliveries = {
  /** Creates the delivery, or resolves to 'exists', changing nothing. */
  create(delivery: Delivery): Promise<'created' | 'exists'>;
  /** A point read, which may be stale. */
  get(key: DeliveryKey): Promise<Versioned<Delivery> | undefined>;
  /** A read that cannot be stale, as `Orders.getLatest`. */
  getLatest(key: DeliveryKey): Promise<Versioned<Delivery> | undefined>;
  /** Compare-and-set, as `Orders.replace`. */
  replace(delivery: Delivery, etag: Etag): Promise<Versioned<Delivery> | 'stale'>;
  /** Deliveries of one endpoint, newest first, at most `limit`. */
  list(query: DeliveryPageQuery): Promise<readonly Delivery[]>;
  /**
   * Pending deliveries of these endpoints whose `nextAt` is in one of the windows; paged inside.
   */
  listDue(
    endpointIds: readonly EndpointId[],
    windows: readonly MomentWindow[],
  ): AsyncIterable<DeliveryKey & { nextAt: string; origin?: Origin }>;
};
