import type { ApiClient } from '../client/api-client.ts';
import { type Listing, listAll } from '../client/list-all.ts';
import { readAnswer } from '../client/read-answer.ts';
import {
  type Delivery,
  type DeliveryOfEvent,
  type Endpoint,
  type EndpointWithSecret,
  type ListedEvent,
  type QueuedDelivery,
  webhookShapes as shapes,
} from './webhook-shapes.ts';

export type EndpointDetails = Pick<Endpoint, 'url' | 'types' | 'description' | 'enabled'>;
type EventFilter = { type?: string | undefined; subject?: string | undefined };

/** Every method throws a Failure for an answer that it does not expect. Only reads are repeated. */
export type WebhooksClient = {
  /** The oldest first. */
  endpoints: () => Promise<Listing<Endpoint>>;
  /** `etag` is for `replace`. */
  endpoint: (id: string) => Promise<{ endpoint: Endpoint; etag: string }>;
  create: (details: EndpointDetails) => Promise<EndpointWithSecret>;
  replace: (id: string, details: EndpointDetails, etag: string) => Promise<Endpoint>;
  remove: (id: string) => Promise<void>;
  rotateSecret: (id: string) => Promise<EndpointWithSecret>;
  test: (id: string) => Promise<QueuedDelivery>;
  /** Newest first. */
  deliveries: (id: string, status: string | undefined, limit: number) => Promise<Listing<Delivery>>;
  /** To all endpoints. */
  deliveriesOfEvent: (eventId: string) => Promise<DeliveryOfEvent[]>;
  retry: (id: string, eventId: string) => Promise<QueuedDelivery>;
  /** Newest first. */
  events: (filter: EventFilter, limit: number) => Promise<Listing<ListedEvent>>;
};

const ENDPOINTS = '/webhook-endpoints';

const pathOf = (id: string, ...rest: readonly string[]): string =>
  [ENDPOINTS, ...[id, ...rest].map(encodeURIComponent)].join('/');

export const webhooksClient = (client: ApiClient): WebhooksClient => ({
  endpoints: () => listAll(client, ENDPOINTS, shapes.endpoint),
  endpoint: async (id) => {
    const call = { method: 'GET', path: pathOf(id) };
    const answer = await client.expect([200], call);
    const endpoint = readAnswer(shapes.endpoint, answer, `GET ${call.path}`);
    return { endpoint, etag: answer.headers.get('etag') ?? '*' };
  },
  create: (body) => client.read(shapes.endpointWithSecret, { method: 'POST', path: ENDPOINTS, body }, 201),
  replace: (id, body, etag) =>
    client.read(shapes.endpoint, { method: 'PUT', path: pathOf(id), headers: { 'if-match': etag }, body }),
  remove: async (id) => {
    await client.expect([204], { method: 'DELETE', path: pathOf(id) });
  },
  rotateSecret: (id) => client.read(shapes.endpointWithSecret, { method: 'POST', path: pathOf(id, 'rotate-secret') }),
  test: (id) => client.read(shapes.queued, { method: 'POST', path: pathOf(id, 'test') }, 202),
  deliveries: (id, status, limit) =>
    listAll(client, pathOf(id, 'deliveries'), shapes.delivery, { query: { ...(status && { status }) }, limit }),
  deliveriesOfEvent: async (eventId) => {
    const path = `/events/${encodeURIComponent(eventId)}/deliveries`;
    return (await client.read(shapes.deliveriesOfEvent, { method: 'GET', path })).items;
  },
  retry: (id, eventId) =>
    client.read(shapes.queued, { method: 'POST', path: pathOf(id, 'deliveries', eventId, 'retry') }, 202),
  events: ({ type, subject }, limit) =>
    listAll(client, '/events', shapes.event, { query: { ...(type && { type }), ...(subject && { subject }) }, limit }),
});
