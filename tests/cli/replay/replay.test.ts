import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { replay } from '../../../cli/replay/replay.ts';
import { parseReplayFile, sumDemand } from '../../../cli/replay/replay-file.ts';
import type { ReplayOptions } from '../../../cli/replay/replay-options.ts';
import { simulateOrders } from '../../support/simulate-orders.ts';
import { startFakeHearth } from './fake-hearth.ts';
import { smallShop } from './small-shop.ts';

const shop = smallShop();
let folder: string;
let file: string;
let hearth: Awaited<ReturnType<typeof startFakeHearth>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  file = join(folder, 'shop.json');
  await writeFile(file, JSON.stringify(shop));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  hearth = await startFakeHearth();
});
afterEach(() => hearth.close());

const run = (options: Partial<ReplayOptions> = {}) =>
  replay({
    file,
    api: `${hearth.url}/api/v1`,
    issuer: hearth.url,
    deadlineSeconds: 10,
    settleTimeoutSeconds: 10,
    ...options,
  });

test('with enough stock every order of the file is placed once and confirmed', async () => {
  const summary = await run({ stock: 'enough' });
  expect(summary).toMatchObject({
    ok: true,
    products: { total: 5, created: 5, existing: 0 },
    orders: { total: 20, created: 20, replayed: 0, failed: 0, confirmed: 20, rejected: 0, other: 0, elsewhere: 0 },
    placing: { count: 20 },
    settling: { count: 20 },
  });

  const { orders } = parseReplayFile(JSON.stringify(shop));
  for (const [productId, units] of sumDemand(orders)) {
    expect(hearth.state.levels.get(productId)?.held).toBe(units);
  }
});

test('products are active and priced in cents', async () => {
  await run();
  const price = (amount: number) => ({ amount, currency: 'USD' });

  expect(hearth.state.products.get('oat-cakes')).toEqual({
    name: 'Oat Cakes',
    category: 'Bakery',
    price: price(435),
    active: true,
  });
  expect(hearth.state.products.get('plum-jam')).toMatchObject({ price: price(30) });
});

test('with the stock of the file, one after the other, the outcome is that of a simulation', async () => {
  const summary = await run({ concurrency: 1 });
  const { confirmed, left } = simulateOrders(shop);

  expect(summary.ok).toBe(true);
  expect(confirmed.size).toBeGreaterThan(3);
  expect(confirmed.size).toBeLessThan(17);

  const outcomes = summary.outcomes.filter(({ status }) => status === 'confirmed').map(({ number }) => Number(number));
  expect(outcomes).toEqual([...confirmed]);
  expect(shop.products.map(({ slug }) => hearth.state.levels.get(slug)?.available)).toEqual([...left.values()]);
});

test('one after the other, each order is settled before the next is placed, in the order of the file', async () => {
  await run({ concurrency: 1 });
  expect(hearth.state.keys).toEqual(shop.orders.map(({ number }) => String(number)));
  expect(hearth.state.open).toEqual(shop.orders.map(() => 0));
});

test('no more requests are in flight than the concurrency allows', async () => {
  hearth.state.delayMs = 5;

  const summary = await run({ stock: 'enough', concurrency: 2 });

  expect(summary.ok).toBe(true);
  expect(hearth.state.mostInFlight).toBe(2);
});

test('a second run creates nothing, sets no stock, and is answered from what is there', async () => {
  await run();
  const before = structuredClone([...hearth.state.levels]);
  const summary = await run({ stock: 'enough' });

  expect(summary).toMatchObject({
    ok: true,
    products: { created: 0, existing: 5 },
    orders: { total: 20, created: 0, replayed: 20, replayedAfterRetry: 0 },
    settling: { count: 0 },
  });
  expect([...hearth.state.levels]).toEqual(before);
  expect(hearth.state.orders.size).toBe(20);
});

test('a product whose stock was never set gets it in a later run', async () => {
  hearth.state.products.set('green-tea', {});
  const summary = await run();

  expect(summary).toMatchObject({ ok: true, products: { created: 4, existing: 1 } });
  expect(hearth.state.levels.get('green-tea')?.received).toBe(40);
});

test('broken connections and refusals to hurry neither lose nor double an order', async () => {
  hearth.state.faults.push(
    'break-before',
    'break-after',
    { status: 429, retryAfter: '1' },
    { status: 503 },
    'break-after',
    { status: 500 },
    'break-before',
  );
  const summary = await run({ stock: 'enough', concurrency: 4 });
  // The second may have befallen the repetition of the first.
  const lost = hearth.state.lost.size;

  expect(lost).toBeGreaterThan(0);
  expect(summary).toMatchObject({
    ok: true,
    orders: { created: 20 - lost, replayed: lost, replayedAfterRetry: lost, confirmed: 20 },
  });
  expect(summary.settling.count).toBe(20);
  expect(hearth.state.orders.size).toBe(20);
  expect(hearth.state.keys).toHaveLength(27);
  expect(summary.placing.p95).toBeGreaterThan(100);
});

test('an order that keeps failing is given up at the deadline and reported; the others are placed', async () => {
  hearth.state.faults.push(...Array.from({ length: 4 }, () => ({ status: 503 })), { status: 503, retryAfter: '60' });
  const summary = await run({ stock: 'enough', concurrency: 1, deadlineSeconds: 5 });

  expect(summary).toMatchObject({ ok: false, orders: { created: 19, failed: 1, confirmed: 19 } });
  expect(summary.problems.failed).toEqual([
    {
      number: '1001',
      customer: 'ANNAB',
      reason: 'POST /orders failed with 503 busy after 5 attempts: It is busy. Try again in 60 s.',
    },
  ]);
  expect(hearth.state.keys).toHaveLength(24);
});

test('an order that the API refuses is reported with the reason', async () => {
  hearth.state.faults.push({ status: 422 });
  const summary = await run({ stock: 'enough', concurrency: 1 });

  expect(summary).toMatchObject({ ok: false, orders: { failed: 1, confirmed: 19 } });
  expect(summary.problems.failed[0]?.reason).toBe('POST /orders failed with 422 busy: It is busy.');
});

test('there is one token for each customer, renewed when it is turned down', async () => {
  await run({ stock: 'enough' });
  // Each run asks for one first, to find out whether there is an issuer.
  expect(hearth.state.tokens).toBe(1 + 4);

  hearth.state.rejectTokensOnce = true;
  expect((await run({ concurrency: 1 })).ok).toBe(true);
  expect(hearth.state.tokens).toBe(1 + 4 + 1 + 4 + 1);
});

test('a leaked reservation is found by holding the books against the orders', async () => {
  hearth.state.leak = true;
  const summary = await run({ concurrency: 1 });

  expect(summary.ok).toBe(false);
  expect(summary.problems.products.flatMap(({ problems }) => problems)).toContainEqual(
    expect.stringMatching(/^held is \d+, but confirmed orders hold \d+$/),
  );
});

test('orders that never settle are reported when the time is up', async () => {
  hearth.state.frozen = true;
  const summary = await run({ settleTimeoutSeconds: 1 });

  expect(summary).toMatchObject({ ok: false, orders: { created: 20, other: 20 } });
  expect(summary.problems.unsettled).toHaveLength(20);
  expect(summary.problems.unsettled[0]).toMatchObject({ status: 'placed', due: 'reserve' });
});

test('one after the other, nothing is placed after an order that does not settle', async () => {
  hearth.state.frozen = true;
  const summary = await run({ concurrency: 1, settleTimeoutSeconds: 1 });

  expect(hearth.state.keys).toEqual(['1001']);
  expect(summary).toMatchObject({ ok: false, orders: { created: 1, failed: 19 } });
  expect(summary.problems.failed[0]?.reason).toBe('not tried: order 1001 before it did not settle');
});

test('when the host goes away for good, the rest is not tried and the run fails', async () => {
  hearth.state.onPlaced = () => {
    if (hearth.state.orders.size === 3) void hearth.close();
  };
  const failure = run({ stock: 'enough', concurrency: 2, deadlineSeconds: 1 });

  await expect(failure).rejects.toMatchObject({ name: 'Failure', exitCode: 7 });
  expect(hearth.state.orders.size).toBeLessThan(6);
});

test('after a failure nothing more is sent', async () => {
  const lines: string[] = [];
  hearth.state.onRequest = (line) => (lines.push(line) === 1 ? 422 : 503);

  await expect(run({ concurrency: 4 })).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('failed with 422'),
  });

  // Longer than the first pauses before a repetition.
  await pause(1_000);
  // Those that were on their way arrived, and were not repeated.
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(new Set(lines).size).toBe(lines.length);
});
