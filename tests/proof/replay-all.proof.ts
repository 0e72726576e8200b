import { setTimeout as pause } from 'node:timers/promises';
import { damagedStock } from '../support/damaged-stock.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(600_000);

const ORDERS = 200;

let stack: Stack;

// A short lock, so that what the killed host was processing comes back soon, and few deliveries, so
// that all messages are dead soon.
beforeAll(async () => {
  stack = await startStack({
    storage: true,
    queue: { LockDuration: 'PT5S', MaxDeliveryCount: 2 },
    env: { RETRY_MAX_ATTEMPTS: '1' },
  });
});

afterAll(() => stack.close());

const deadCount = (): number => stack.serviceBus.counts()['process-order']?.deadLettered ?? 0;

const until = async (isIt: () => boolean, limitMs: number, stepMs: number): Promise<void> => {
  for (const end = Date.now() + limitMs; !isIt(); await pause(stepMs)) {
    if (Date.now() > end) throw new Error(`${deadCount()} dead letters after ${limitMs} ms.`);
  }
};

test('200 dead letters, all replayed, the host killed in the middle: none lost, none doubled, the books balance', async () => {
  const api = httpApi(stack);
  const deadLetters = deadLettersOn(api);
  const stock = damagedStock(stack);
  await api.product('mug', 1000);
  await stock.damage('mug');
  const ids: unknown[] = [];
  for (let n = 0; n < ORDERS; n += 10) {
    const placed = await Promise.all(Array.from({ length: 10 }, (_, m) => api.place(`c${m}`, { mug: 1 })));
    ids.push(...placed.map(({ body }) => body.id));
  }
  await until(() => deadCount() === ORDERS, 240_000, 50);
  const listed = await deadLetters.list();

  expect(new Set(listed.map(({ body }) => Object(body).orderId))).toEqual(new Set(ids));

  await stock.fix('mug');

  const interrupted = deadLetters.replayAll().then(
    ({ status }) => `answered ${status}`,
    () => 'no answer',
  );
  await until(() => deadCount() < ORDERS, 60_000, 1);
  await stack.killHost();
  const atKill = { deadLetters: deadCount(), call: await interrupted };
  await stack.restartHost();

  const calls: string[] = [];
  for (let remaining = true; remaining && calls.length < 30; ) {
    const { status, body } = await deadLetters.replayAll();
    expect(status).toBe(202);
    calls.push(JSON.stringify(body));
    remaining = body.remaining === true;
    if (remaining) await pause(1000);
  }
  for (const id of ids) await api.until(id, ({ status }) => status === 'confirmed', 60_000);
  const orders = await Promise.all(ids.map((id) => api.call('GET', `/orders/${id}`, { as: ['root', 'admin'] })));
  const level = await api.stock('mug');
  const holding = await stock.holding('mug');
  stock.close();
  process.stdout.write(
    [
      `${ORDERS} dead letters; kill -9 while ${atKill.deadLetters} were left (the call: ${atKill.call})`,
      ...calls.map((call, n) => `call ${n + 1} after the restart: ${call}`),
      `orders confirmed: ${orders.filter(({ body }) => body.status === 'confirmed').length} of ${ORDERS}`,
      `stock: ${JSON.stringify(level)}; reservations held: ${holding.reservations} of ${holding.units} units`,
      `dead letters left: ${deadCount()}`,
      '',
    ].join('\n'),
  );

  expect(atKill).toMatchObject({ call: 'no answer' });
  expect(atKill.deadLetters).toBeGreaterThan(0);
  for (const { body } of orders) {
    expect(body.status).toBe('confirmed');
    expect(body.due).toBeUndefined();
    expect(body.attention).toBeUndefined();
  }
  expect(level).toMatchObject({ onHand: 1000, available: 1000 - ORDERS, held: ORDERS, received: 1000, shipped: 0 });
  expect(holding).toEqual({ reservations: ORDERS, units: ORDERS });
  expect(deadCount()).toBe(0);
});
