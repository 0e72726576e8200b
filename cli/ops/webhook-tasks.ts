import { setTimeout as pause } from 'node:timers/promises';
import pc from 'picocolors';
import { exitCodes } from '../client/exit-codes.ts';
import { printable } from '../client/printable.ts';
import { describeMore } from './describe-more.ts';
import type { Outcome, Task } from './outcome.ts';
import type { Delivery, EndpointWithSecret } from './webhook-shapes.ts';
import { deliveryTable, describeLastAttempt, describeState, endpointTable, eventTable } from './webhook-tables.ts';
import type { EndpointDetails, WebhooksClient } from './webhooks-client.ts';

const done = (json: unknown, text: string): Outcome => ({ exitCode: exitCodes.done, json, text });

export const listEndpointsTask =
  (): Task =>
  async ({ webhooks }) => {
    const { items } = await webhooks.endpoints();
    return done({ items }, items.length === 0 ? 'There are no webhook endpoints.' : endpointTable(items));
  };

const showSecret = (what: string, { id, secret }: EndpointWithSecret): string =>
  printable(`${id} ${what}. Give its secret to the receiver; it is not shown again:\n${secret}`);

export const addEndpointTask =
  (details: EndpointDetails): Task =>
  async ({ webhooks }) => {
    const created = await webhooks.create(details);
    return done(created, showSecret('was added', created));
  };

export const rotateSecretTask =
  (id: string): Task =>
  async ({ webhooks }) => {
    const rotated = await webhooks.rotateSecret(id);
    return done(rotated, `${showSecret('has a new secret', rotated)}\nThe old secret also signs for 24 hours.`);
  };

/** Only if the endpoint has not changed since it was read. */
export const setEnabledTask =
  (id: string, enabled: boolean): Task =>
  async ({ webhooks }) => {
    const { endpoint, etag } = await webhooks.endpoint(id);
    const { url, types, description } = endpoint;
    const details = { url, types, ...(description !== undefined && { description }), enabled };
    const written = await webhooks.replace(id, details, etag);
    return done(written, printable(`${id} is ${describeState(written)}.`));
  };

export const removeEndpointTask =
  (id: string): Task =>
  async ({ webhooks }) => {
    await webhooks.remove(id);
    return done({ id, removed: true }, printable(`${id} was removed.`));
  };

export const listDeliveriesTask =
  (id: string, status: string | undefined, limit: number): Task =>
  async ({ webhooks }) => {
    const { items, more } = await webhooks.deliveries(id, status, limit);
    const table = items.length === 0 ? 'There are no such deliveries.' : deliveryTable(items);
    return done({ items, more }, `${table}${describeMore({ items, more })}`);
  };

export const retryDeliveryTask =
  (id: string, eventId: string): Task =>
  async ({ webhooks }) => {
    const queued = await webhooks.retry(id, eventId);
    return done(
      queued,
      printable(`${eventId} is being sent. To see the answer: npx hearth ops webhooks deliveries ${id}`),
    );
  };

export const listEventsTask =
  (filter: { type?: string; subject?: string }, limit: number): Task =>
  async ({ webhooks }) => {
    const { items, more } = await webhooks.events(filter, limit);
    const table = items.length === 0 ? 'There are no such events. They are kept for 30 days.' : eventTable(items);
    return done({ items, more }, `${table}${describeMore({ items, more })}`);
  };

/** A call takes 15 s at most. */
const MAX_WAIT_MS = 20_000;
const POLL_MS = 300;
/** More than enough for other events that happen at the same time. */
const RECENT = 20;

const awaitAttempt = async (webhooks: WebhooksClient, id: string, eventId: string): Promise<Delivery | undefined> => {
  for (const deadline = Date.now() + MAX_WAIT_MS; ; await pause(POLL_MS)) {
    const { items } = await webhooks.deliveries(id, undefined, RECENT);
    const delivery = items.find((item) => item.eventId === eventId);
    if (delivery !== undefined && delivery.attempts.length > 0) return delivery;
    if (Date.now() > deadline) return undefined;
  }
};

export const testEndpointTask =
  (id: string): Task =>
  async ({ webhooks }, { say }) => {
    const { eventId } = await webhooks.test(id);
    say('waiting for the answer');
    const delivery = await awaitAttempt(webhooks, id, eventId);
    if (delivery === undefined) {
      const text = `${eventId} has not been sent yet. Look later: npx hearth ops webhooks deliveries ${id}`;
      return { exitCode: exitCodes.busy, json: { eventId }, text: printable(text) };
    }
    const answer = printable(describeLastAttempt(delivery).slice(0, 200));
    if (delivery.status === 'delivered') return done(delivery, pc.green(`The endpoint accepted the test: ${answer}`));
    return {
      exitCode: exitCodes.attention,
      json: delivery,
      text: pc.red(`The endpoint did not accept the test: ${answer}`),
    };
  };
