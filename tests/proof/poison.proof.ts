import { setTimeout as pause } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { damagedStock } from '../support/damaged-stock.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(900_000);

const GOOD = 500;
const POISON = 50;
/** Orders per second. Some machines can do more: RATE=50 npm run prove -- poison */
const PER_SECOND = Number(process.env.RATE ?? 20);
/** Fewer with ROUNDS=1 npm run prove -- poison */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MOST = 1.5;

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  stack = await startStack({ storage: true, env: { RETRY_MAX_ATTEMPTS: '4', RETRY_BASE_MS: '500' } });
  api = httpApi(stack);
});

afterAll(() => stack.close());

const percentile = (values: readonly number[], p: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] ?? Number.NaN;

/**
 * Milliseconds from placed to confirmed, by the app's clock, at a fixed rate. Customers who waited
 * for each other would saturate the machine, and any work would show as a queue. `before` runs
 * along with each order.
 */
const latencies = async (
  count: number,
  product: string,
  before: (n: number) => Promise<unknown>,
): Promise<number[]> => {
  const start = Date.now();
  const arrive = async (n: number): Promise<unknown> => {
    await pause(Math.max(0, start + (n * 1000) / PER_SECOND - Date.now()));
    const [, placed] = await Promise.all([before(n), api.place(`c${n % 20}`, { [product]: 1 })]);
    return placed.body.id;
  };
  const ids = await Promise.all(Array.from({ length: count }, (_, n) => arrive(n)));
  const times: number[] = [];
  for (const id of ids) {
    const order = await api.until(id, ({ status }) => status === 'confirmed', 120_000);
    times.push(Date.parse(String(order.confirmedAt)) - Date.parse(String(order.placedAt)));
  }
  return times;
};

test('fifty poison messages among five hundred good orders: the good ones hardly notice', async () => {
  const stock = damagedStock(stack);
  const deadLetters = deadLettersOn(api);
  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  const sender = client.createSender('process-order');
  // The same host places, reserves and confirms both kinds of orders.
  await api.product('good', 1_000_000);
  await api.product('bad', 1_000_000);
  await stock.damage('bad');
  await latencies(100, 'good', async () => {});

  const cells = (values: readonly unknown[]) => values.map((value) => String(value).padStart(10)).join('');
  process.stdout.write(
    `${GOOD} good orders, placed to confirmed in ms, without and among ${POISON} poison messages, ${PER_SECOND} orders a second\n` +
      `${cells(['round', 'p50', 'p50 among', 'p95', 'p95 among', 'max', 'max among', 'p95 ratio'])}\n`,
  );
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const without = await latencies(GOOD, 'good', async () => {});
    // Every tenth good order comes with a poison one: half malformed, half failing at each attempt.
    const among = await latencies(GOOD, 'good', async (n) => {
      if (n % (GOOD / POISON) !== 0) return;
      if (n % (2 * (GOOD / POISON)) === 0) await api.place('unlucky', { bad: 1 });
      else await sender.sendMessages({ body: { orderId: 'none' }, messageId: `poison-${round}-${n}` });
    });
    const figures = [50, 95, 100].flatMap((p) => [percentile(without, p), percentile(among, p)]);
    const ratio = percentile(among, 95) / percentile(without, 95);
    ratios.push(ratio);
    process.stdout.write(`${cells([round + 1, ...figures, ratio.toFixed(2)])}\n`);
    await deadLetters.until((round + 1) * POISON, 180_000);
  }
  await client.close();
  stock.close();

  // The median, because noise on the machine spoils one round.
  expect(percentile(ratios, 50)).toBeLessThanOrEqual(MOST);
});
