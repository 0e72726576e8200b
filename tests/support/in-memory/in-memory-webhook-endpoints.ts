import type { WebhookEndpoints } from '../../../src/application/ports/webhook-endpoints.ts';
import { MAX_ENDPOINTS, type WebhookEndpoint } from '../../../src/domain/webhook-endpoint.ts';
import { versions } from './versions.ts';

export type InMemoryWebhookEndpoints = WebhookEndpoints & {
  stored(): readonly WebhookEndpoint[];
  /** How often an endpoint was created, replaced or removed. */
  writes(): number;
};

export const inMemoryWebhookEndpoints = (): InMemoryWebhookEndpoints => {
  const endpoints = versions<WebhookEndpoint>();
  let writes = 0;

  const count = <T>(outcome: T): T => {
    if (outcome !== 'stale' && outcome !== 'exists') writes += 1;
    return outcome;
  };
  const withoutSession = <T extends object | string>(written: T): T => {
    if (typeof written === 'object') Reflect.deleteProperty(written, 'session');
    return written;
  };
  const all = () =>
    endpoints
      .ids()
      .flatMap((id) => endpoints.get(id) ?? [])
      .toSorted((a, b) => (`${a.value.createdAt}${a.value.id}` < `${b.value.createdAt}${b.value.id}` ? -1 : 1));

  return {
    create: async (endpoint) =>
      endpoints.get(endpoint.id) === undefined && endpoints.ids().length >= MAX_ENDPOINTS
        ? 'full'
        : count(withoutSession(endpoints.create(endpoint.id, endpoint))),
    get: async (id) => endpoints.get(id),
    getLatest: async (id) => endpoints.get(id),
    replace: async (endpoint, etag) => count(withoutSession(endpoints.replace(endpoint.id, endpoint, etag))),
    remove: async (id, etag) => {
      if (endpoints.get(id)?.etag !== etag) return 'stale';
      endpoints.remove(id);
      return count('removed');
    },
    list: async () => all(),
    listLatest: async () => all(),
    stored: () => all().map(({ value }) => value),
    writes: () => writes,
  };
};
