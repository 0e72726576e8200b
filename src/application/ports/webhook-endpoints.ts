import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { Etag } from '../../domain/etag.ts';
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Versioned } from './versioned.ts';

/** All endpoints are in one partition, so that the limit on their number is kept atomically. */
export type WebhookEndpoints = {
  /**
   * Creates the endpoint and counts it, in one atomic batch. 'full' if there are MAX_ENDPOINTS,
   * 'exists' if its id is taken; both change nothing.
   */
  create(endpoint: WebhookEndpoint): Promise<Versioned<WebhookEndpoint> | 'full' | 'exists'>;
  /** A point read, which may be stale. */
  get(id: EndpointId): Promise<Versioned<WebhookEndpoint> | undefined>;
  /** A read that cannot be stale, as `Orders.getLatest`. */
  getLatest(id: EndpointId): Promise<Versioned<WebhookEndpoint> | undefined>;
  /** Compare-and-set, as `Orders.replace`. */
  replace(endpoint: WebhookEndpoint, etag: Etag): Promise<Versioned<WebhookEndpoint> | 'stale'>;
  /** Removes this version and counts it off, in one atomic batch. 'stale' as for `replace`. */
  remove(id: EndpointId, etag: Etag): Promise<'removed' | 'stale'>;
  /** All of them, the oldest first. May be stale. */
  list(): Promise<readonly Versioned<WebhookEndpoint>[]>;
  /** As `list`, but it cannot be stale: shows at least every write that ended before the call. */
  listLatest(): Promise<readonly Versioned<WebhookEndpoint>[]>;
};
