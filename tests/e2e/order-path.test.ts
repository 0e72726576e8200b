import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  stack = await startStack({ env: { RETRY_MAX_ATTEMPTS: '3', RETRY_BASE_MS: '50' } });
  api = httpApi(stack);
});

afterAll(() => stack.close());

const is = (status: string) => (order: Readonly<Record<string, unknown>>) =>
  order.status === status && order.due === undefined;

test('an order is placed, confirmed, shipped, and the books follow', async () => {
  await api.product('table', 10);
  const placed = await api.place('alice', { table: 3 });
  expect(placed).toMatchObject({ status: 201, body: { status: 'placed', total: 3750, currency: 'EUR' } });

  await api.until(placed.body.id, is('confirmed'));
  expect(await api.stock('table')).toMatchObject({ onHand: 10, available: 7, held: 3 });

  const shipment = { carrier: 'DHL', trackingNumber: 'JJD01' };
  const found = await api.call('GET', `/admin/orders?number=${placed.body.number}`, { as: ['w', 'warehouse'] });
  expect(found).toMatchObject({ status: 200, body: { items: [{ id: placed.body.id, number: placed.body.number }] } });

  const shipped = await api.call('POST', `/orders/${placed.body.id}/ship`, { as: ['w', 'warehouse'], body: shipment });
  expect(shipped).toMatchObject({ status: 200, body: { status: 'shipped', shipment } });

  await api.until(placed.body.id, is('shipped'));
  expect(await api.stock('table')).toMatchObject({ onHand: 7, available: 7, held: 0, shipped: 3, received: 10 });
});

test('an order that is short is rejected and holds nothing', async () => {
  await api.product('chair', 10);
  await api.product('lamp', 1);
  const placed = await api.place('alice', { chair: 2, lamp: 2 });
  const order = await api.until(placed.body.id, is('rejected'));

  expect(order.items).toMatchObject([{ productId: 'chair' }, { productId: 'lamp', short: true }]);
  expect(await api.stock('chair')).toMatchObject({ available: 10, held: 0 });
});

test('a cancelled order gives back what it held', async () => {
  await api.product('sofa', 4);
  const placed = await api.place('alice', { sofa: 4 });
  await api.until(placed.body.id, is('confirmed'));

  expect((await api.call('GET', '/products/sofa')).body.availability).toBe('out');

  const cancelled = await api.call('POST', `/orders/${placed.body.id}/cancel`, { as: ['alice'] });
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', cancellation: { by: 'customer' } } });

  await api.until(placed.body.id, is('cancelled'));
  expect(await api.stock('sofa')).toMatchObject({ available: 4, held: 0 });
  expect((await api.call('GET', '/products/sofa')).body.availability).toBe('low');
});

test('the same key places one order', async () => {
  await api.product('bed', 10);
  const key = { 'idempotency-key': 'one' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => api.place('alice', { bed: 1 }, key)));

  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);

  await api.until(answers[0]?.body.id, is('confirmed'));
  expect(await api.stock('bed')).toMatchObject({ held: 1 });
});

test('a customer pages through own orders, newest first, and sees nobody else’s', async () => {
  await api.product('cup', 100);
  const ids: unknown[] = [];
  for (let n = 0; n < 5; n++) ids.unshift((await api.place('pager', { cup: 1 })).body.id);
  await api.place('other', { cup: 1 });
  const seen: unknown[] = [];
  let path: string | undefined = '/orders?limit=2';
  while (path !== undefined) {
    const { body, headers }: Awaited<ReturnType<typeof api.call>> = await api.call('GET', path, { as: ['pager'] });
    if (!Array.isArray(body.items)) throw new Error('no items');
    seen.push(...body.items.map(({ id }: { id: unknown }) => id));
    path = /<\/api\/v1([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  }

  expect(seen).toEqual(ids);
});

test('a message that names no order is dead on its first delivery, logged in printable lines, and harms nobody', async () => {
  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  try {
    const messageId = 'poison-\u001b[31m\u009b2J\u202e\nforged';
    await client.createSender('process-order').sendMessages([
      { body: 'no order', messageId, contentType: 'text/plain' },
      { body: { orderId: '../../etc' }, messageId: 'poison-2' },
    ]);
    const dead = client.createReceiver('process-order', { subQueueType: 'deadLetter' });
    const letters = [];
    while (letters.length < 2) letters.push(...(await dead.receiveMessages(2, { maxWaitTimeInMs: 10_000 })));

    expect(letters.map((letter) => letter.messageId).sort()).toEqual([messageId, 'poison-2'].sort());
    for (const letter of letters) {
      expect(letter).toMatchObject({ deliveryCount: 0, deadLetterReason: 'MalformedMessage' });
      expect(letter.deadLetterErrorDescription).toMatch(/^The message names no order: /);
      await dead.completeMessage(letter);
    }
    const lines = stack.log.filter((line) => line.includes('poison-'));
    expect(lines.filter((line) => line.includes('message_malformed'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('.js:'))).toEqual([]);
    expect(lines.join('')).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u);

    await api.product('jug', 5);
    const placed = await api.place('alice', { jug: 1 });
    await api.until(placed.body.id, is('confirmed'));
  } finally {
    await client.close();
  }
});

test('a message whose order does not exist is dead on its first delivery, and one line of the app', async () => {
  const orderId = `ord_${'0'.repeat(16)}_${'v'.repeat(26)}`;
  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  try {
    await client.createSender('process-order').sendMessages({ body: { orderId }, messageId: 'unknown-1' });
    const dead = client.createReceiver('process-order', { subQueueType: 'deadLetter' });
    const [letter] = await dead.receiveMessages(1, { maxWaitTimeInMs: 10_000 });

    expect(letter).toMatchObject({
      messageId: 'unknown-1',
      deliveryCount: 0,
      deadLetterReason: 'UnknownOrder',
      deadLetterErrorDescription: `The message names an unknown order: ${orderId} does not exist.`,
    });
    if (letter) await dead.completeMessage(letter);

    const lines = () => stack.log.filter((line) => line.includes(orderId));
    // The app logs it after the broker has it, and the host passes the line on.
    for (const end = Date.now() + 30_000; lines().length === 0 && Date.now() < end; ) await pause(50);
    expect(lines()).toEqual([expect.stringContaining('order_unknown')]);
  } finally {
    await client.close();
  }
});

test('a message whose session is unusable still has its order processed', async () => {
  await api.product('cup', 5);
  stack.serviceBus.faults.set({ rules: [{ fault: 'reject-send' }] });
  const placed = await api.place('alice', { cup: 1 });
  stack.serviceBus.faults.clear();
  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  try {
    const body = { orderId: placed.body.id };
    const applicationProperties = { session: `0:-1#${'1'.repeat(20_000)}` };
    await client.createSender('process-order').sendMessages({ body, messageId: 'session', applicationProperties });
    await api.until(placed.body.id, is('confirmed'));
  } finally {
    await client.close();
  }
});

test('an order that cannot be processed asks for attention, and retry restarts it', async () => {
  await api.product('vase', 5);
  stack.cosmos.faults.set({ rules: [{ status: 503, operations: ['batch'], container: 'stock' }] });
  const placed = await api.place('alice', { vase: 1 });
  const stuck = await api.until(placed.body.id, ({ attention }) => attention !== undefined, 40_000);

  expect(stuck).toMatchObject({ status: 'placed', due: 'reserve', attention: { reason: expect.any(String) } });

  const listed = await api.call('GET', '/admin/orders?attention=true', { as: ['root', 'admin'] });
  expect(listed.body.items).toMatchObject([{ id: placed.body.id }]);

  stack.cosmos.faults.clear();
  const retried = await api.call('POST', `/orders/${placed.body.id}/retry`, { as: ['root', 'admin'] });

  expect(retried.status).toBe(202);
  expect(retried.body).not.toHaveProperty('attention');

  await api.until(placed.body.id, is('confirmed'));
});

test('an order placed while the queue is down is taken all the same, and the relay sends for it', async () => {
  await api.product('rug', 5);
  stack.serviceBus.faults.pause();
  const placed = await api.place('alice', { rug: 1 });

  expect(placed.status).toBe(201);
  expect((await api.call('GET', '/health/ready')).status).toBe(503);
  expect((await api.call('GET', '/health/live')).status).toBe(200);

  stack.serviceBus.faults.resume();
  // Makes the debt two minutes old, so that the test does not wait for the relay's first minute.
  const client = new CosmosClient(stack.cosmos.connectionString);
  const id = String(placed.body.id);
  const dueSince = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 61_000).toISOString();
  const order = client.database('hearth').container('orders').item(id, id.slice(4, 20));
  await order.patch([{ op: 'replace', path: '/dueSince', value: dueSince }]);
  client.dispose();
  const run = await fetch(`${stack.url}/admin/functions/relayOrders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: '' }),
  });

  expect(run.status).toBe(202);

  await api.until(placed.body.id, is('confirmed'), 40_000);
});

test('the document and its page are served as the build made them, to anyone', async () => {
  for (const [path, file] of [
    ['openapi.json', 'openapi.json'],
    ['docs', 'docs.html'],
  ]) {
    const response = await fetch(`${stack.url}/api/v1/${path}`);
    expect([response.status, await response.text()]).toEqual([200, await readFile(`dist/app/${file}`, 'utf8')]);
  }
});

test('every script that the page of the API reference names is served, compressed and uncompressed', async () => {
  const base = `${stack.url}/api/v1/docs`;
  const page = await (await fetch(base)).text();
  const names = [...page.matchAll(/ src="(docs\/[^"]+)"/g)].map(([, name = '']) => name);

  expect(names).toHaveLength(2);
  for (const name of names) {
    const [packed, plain] = await Promise.all(
      ['br', 'identity'].map((encoding) => fetch(new URL(name, base), { headers: { 'accept-encoding': encoding } })),
    );
    expect([packed?.headers.get('content-encoding'), plain?.headers.get('content-encoding')]).toEqual(['br', null]);
    // fetch has decompressed the first.
    const text = await packed?.text();
    expect(text).toContain('Scalar');
    expect(await plain?.text()).toBe(text);
  }
});
