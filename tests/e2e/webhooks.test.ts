import { setTimeout as pause } from 'node:timers/promises';
import { fieldsOf, textField } from '../support/api-answer.ts';
import { startExampleReceiver } from '../support/example-receiver.ts';
import { freePort } from '../support/free-port.ts';
import { type Answer, httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;

// A short lock, so that the messages of a killed host come back soon.
beforeAll(async () => {
  stack = await startStack({ env: { WEBHOOK_ALLOW_LOOPBACK: 'true' }, queue: { LockDuration: 'PT5S' } });
  api = httpApi(stack);
  await api.product('table', 100);
});

afterAll(() => stack.close());

const asAdmin = (method: string, path: string, body?: object): Promise<Answer> =>
  api.call(method, path, { as: ['root', 'admin'], ...(body && { body }) });

const states = ['placed', 'confirmed', 'shipped'] as const;
const types = states.map((state) => `order.${state}`);

/** An endpoint of a receiver that is not running yet. */
const addEndpoint = async () => {
  const port = await freePort();
  const { body } = await asAdmin('POST', '/webhook-endpoints', { url: `http://127.0.0.1:${port}/hooks`, types });
  return { port, secret: textField(body, 'secret'), path: `/webhook-endpoints/${body.id}` };
};

type Endpoint = Awaited<ReturnType<typeof addEndpoint>>;

/** The deliveries of the endpoint, once all of them match. */
const deliveriesOnce = async ({ path }: Endpoint, matches: (delivery: Answer['body']) => boolean) => {
  for (;;) {
    const { body } = await asAdmin('GET', `${path}/deliveries`);
    const items = Array.isArray(body.items) ? body.items.map(fieldsOf) : [];
    if (items.length === states.length && items.every(matches)) return items;
    await pause(100);
  }
};

const placeAndConfirm = async (): Promise<string> => {
  const { body } = await api.place('alice', { table: 1 });
  await api.until(body.id, ({ status }) => status === 'confirmed');
  return textField(body, 'id');
};

const ship = (id: string): Promise<Answer> =>
  api.call('POST', `/orders/${id}/ship`, {
    as: ['w', 'warehouse'],
    body: { carrier: 'DHL', trackingNumber: 'JJD01' },
  });

const linesOf = async (id: string): Promise<string[]> => {
  const { body: order } = await asAdmin('GET', `/orders/${id}`);
  return states.map((state) => `order.${state} at ${order[`${state}At`]}: ${id}`);
};

test('an order that is placed, confirmed and shipped is three webhooks that the receiver verifies', async () => {
  const endpoint = await addEndpoint();
  const receiver = await startExampleReceiver(endpoint);
  try {
    const id = await placeAndConfirm();
    await ship(id);
    await receiver.until(3);

    expect(receiver.lines.toSorted()).toEqual((await linesOf(id)).toSorted());
    expect(receiver.refusals).toEqual([]);

    const deliveries = await deliveriesOnce(endpoint, ({ status }) => status === 'delivered');
    expect(deliveries.map(({ eventId }) => eventId).toSorted()).toEqual(
      states.map((state) => `evt_${id}_${state}`).toSorted(),
    );
  } finally {
    await receiver.close();
    await asAdmin('DELETE', endpoint.path);
  }
});

test('so it is if the host is killed in between, and the receiver handles each once', async () => {
  const endpoint = await addEndpoint();
  const receiver = await startExampleReceiver(endpoint);
  try {
    const { body } = await api.place('alice', { table: 1 });
    const id = textField(body, 'id');
    await stack.killHost();
    await stack.restartHost();
    await api.until(id, ({ status }) => status === 'confirmed');
    await ship(id);
    await stack.killHost();
    await stack.restartHost();
    await receiver.until(3);
    await deliveriesOnce(endpoint, ({ status }) => status === 'delivered');

    expect(receiver.lines.toSorted()).toEqual((await linesOf(id)).toSorted());
    expect(receiver.refusals).toEqual([]);
  } finally {
    await receiver.close();
    await asAdmin('DELETE', endpoint.path);
  }
});

test('a receiver that was down gets everything when an admin retries the deliveries', async () => {
  const endpoint = await addEndpoint();
  const id = await placeAndConfirm();
  await ship(id);
  const isFailing = ({ attempts }: Answer['body']) => Array.isArray(attempts) && attempts.length >= 2;
  const failing = await deliveriesOnce(endpoint, isFailing);
  const failure = expect.objectContaining({ error: 'connection_failed' });
  expect(failing).toMatchObject(states.map(() => ({ status: 'pending', attempts: expect.arrayContaining([failure]) })));

  const receiver = await startExampleReceiver(endpoint);
  try {
    for (const { eventId } of failing) {
      expect((await asAdmin('POST', `${endpoint.path}/deliveries/${eventId}/retry`)).status).toBe(202);
    }
    await receiver.until(3);
    await deliveriesOnce(endpoint, ({ status }) => status === 'delivered');

    expect(receiver.lines.toSorted()).toEqual((await linesOf(id)).toSorted());
  } finally {
    await receiver.close();
    await asAdmin('DELETE', endpoint.path);
  }
});

test('a rotated secret keeps the receiver with the old one working', async () => {
  const endpoint = await addEndpoint();
  const receiver = await startExampleReceiver(endpoint);
  try {
    expect((await asAdmin('POST', `${endpoint.path}/rotate-secret`)).body.secret).not.toBe(endpoint.secret);
    expect((await asAdmin('POST', `${endpoint.path}/test`)).status).toBe(202);
    await receiver.until(1);

    expect(receiver.lines).toEqual([expect.stringContaining('webhook.test')]);
    expect(receiver.refusals).toEqual([]);
  } finally {
    await receiver.close();
    await asAdmin('DELETE', endpoint.path);
  }
});
