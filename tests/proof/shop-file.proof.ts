import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseReplayFile } from '../../cli/replay/replay-file.ts';
import type { ReplaySummary } from '../../cli/replay/summary.ts';
import { allConfirmed, replayOn } from '../support/replay-on.ts';
import { simulateOrders } from '../support/simulate-orders.ts';
import { type Stack, startStack } from '../support/stack.ts';

// With your own shop, at full size: SHOP_FILE=orders.json npm run prove

jest.setTimeout(900_000);

const text = () => readFile(process.env.SHOP_FILE ?? '', 'utf8');
const readShopFile = async () => JSON.parse(await text());

let stack: Stack;

beforeAll(async () => {
  parseReplayFile(await text());
});

beforeEach(async () => {
  stack = await startStack();
});

afterEach(() => stack.close());

const tell = (what: string, { orders, placing, settling, seconds, ordersPerSecond }: ReplaySummary): void => {
  const { failed, elsewhere, other, replayedAfterRetry, ...counts } = orders;
  const figures = { ...counts, placing, settling, seconds, ordersPerSecond: Math.round(ordersPerSecond * 10) / 10 };
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
};

test('with enough stock every order is confirmed; a second run is all replays', async () => {
  const file = await readShopFile();
  const first = await replayOn(stack, file, { concurrency: 16, stock: 'enough' });
  tell('enough stock', first);

  expect(first).toMatchObject(allConfirmed(file.orders.length));

  const again = await replayOn(stack, file, { concurrency: 16, stock: 'enough' });
  tell('second run', again);
  expect(again).toMatchObject({ ok: true, orders: { created: 0, replayed: file.orders.length } });
});

test('one after the other, the confirmed orders are exactly those of a sequential simulation', async () => {
  const file = await readShopFile();
  const summary = await replayOn(stack, file, { concurrency: 1, stock: 'file' });
  tell("the file's own stock, one by one", summary);
  const confirmed = summary.outcomes.filter(({ status }) => status === 'confirmed').map(({ number }) => Number(number));

  expect(summary.ok).toBe(true);
  expect(confirmed.sort()).toEqual([...simulateOrders(file).confirmed].sort());
});

test('with 32 at once and the host killed in the middle, all settle and the books balance', async () => {
  const file = await readShopFile();
  const replaying = replayOn(stack, file, { concurrency: 32, stock: 'enough' });
  await pause(6000);
  await stack.killHost();
  await stack.restartHost();
  const summary = await replaying;
  tell('kill -9', summary);

  expect(summary).toMatchObject(allConfirmed(file.orders.length));
});

test('with replicas that lag half a second, all settle and the books balance', async () => {
  const file = await readShopFile();
  stack.cosmos.faults.set({ staleReads: { lagMs: 500 } });
  const summary = await replayOn(stack, file, { concurrency: 32, stock: 'enough' });
  tell('stale reads', summary);

  expect(summary).toMatchObject(allConfirmed(file.orders.length));
});

test('a hundred orders while a fifth of all calls to Cosmos DB and Service Bus fail', async () => {
  const file = await readShopFile();
  const hundred = { ...file, orders: file.orders.slice(0, 100) };
  stack.cosmos.faults.set({
    seed: 11,
    rules: [
      { status: 503, rate: 0.05, applied: 'before' },
      { status: 503, rate: 0.03, applied: 'after' },
      { status: 429, rate: 0.06, retryAfterMs: 20 },
      { status: 'drop', rate: 0.03, applied: 'before' },
      { status: 'drop', rate: 0.03, applied: 'after' },
    ],
  });
  stack.serviceBus.faults.set({
    seed: 11,
    rules: [
      { fault: 'reject-send', rate: 0.05 },
      { fault: 'reject-send', rate: 0.05, error: 'internal-error' },
      { fault: 'drop-connection', rate: 0.05, operations: ['send', 'schedule', 'deliver'], applied: 'before' },
      { fault: 'drop-connection', rate: 0.05, operations: ['send', 'schedule', 'settle'], applied: 'after' },
    ],
  });
  const summary = await replayOn(stack, hundred, { concurrency: 8, stock: 'enough' });
  tell('failing services', summary);
  process.stdout.write(
    `faults struck: Cosmos DB ${stack.cosmos.faults.get().struck}, Service Bus ${stack.serviceBus.faults.get().struck}\n`,
  );

  expect(summary).toMatchObject(allConfirmed(100));
});
