import { setTimeout as pause } from 'node:timers/promises';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { loggedEvents } from '../support/logged-events.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { checkBooks } from './chaos/check-books.ts';
import { clients } from './chaos/clients.ts';
import { makePlan, products } from './chaos/plan.ts';
import { readBooks } from './chaos/read-books.ts';
import { attendTo, untilQuiet } from './chaos/settle.ts';
import { tally } from './chaos/tally.ts';
import { unrest } from './chaos/unrest.ts';

// SECONDS=60 SEED=2 npm run prove -- chaos
const SECONDS = Number(process.env.SECONDS ?? 600);
const SEED = Number(process.env.SEED ?? 1);

/** For calls that started during the disturbances. */
const PATIENCE_MS = 120_000;

jest.setTimeout(SECONDS * 3000 + 900_000);

// A short lock, so that what a dead host was processing comes back soon.
const queue = { LockDuration: 'PT5S' };

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    queue,
    env: {
      RETRY_BASE_MS: '200',
      RETRY_CAP_MS: '5000',
      // Runs several times a minute, since a host may be dead at any second of it.
      RELAY_SCHEDULE: '*/10 * * * * *',
      RECONCILE_SCHEDULE: '15 */2 * * * *',
    },
  });
});

afterAll(() => stack.close());

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** Reports progress every half minute. */
const follow = (told: () => string): (() => void) => {
  const start = Date.now();
  const timer = setInterval(() => print([`after ${Math.round((Date.now() - start) / 1000)} s: ${told()}`]), 30_000);
  return () => clearInterval(timer);
};

const reconcile = async (): Promise<Readonly<Record<string, unknown>>> => {
  const before = loggedEvents(stack.log, 'stock_reconciled').length;
  const headers = { 'content-type': 'application/json' };
  await fetch(`${stack.url}/admin/functions/reconcileStock`, { method: 'POST', headers, body: '{}' });
  for (const end = Date.now() + 180_000; Date.now() < end; await pause(200)) {
    const summary = loggedEvents(stack.log, 'stock_reconciled')[before];
    if (summary) return summary;
  }
  throw new Error('The look at the books did not end.');
};

test('whatever fails, whenever it fails: once all is quiet, the books balance and every promise was kept', async () => {
  const api = httpApi(stack);
  const deadLetters = deadLettersOn(api);
  for (const [id, units] of Object.entries(products)) await api.product(id, units);

  const plan = makePlan(SEED, SECONDS);
  const start = Date.now();
  const trouble = unrest({ stack, queue, start });
  const shop = clients({ stack, start, endMs: SECONDS * 1000, limitMs: SECONDS * 1000 + PATIENCE_MS });
  const serving = shop.serve(plan, Object.keys(products));
  const stopFollowing = follow(
    () => `${shop.done.of('orders')} orders, queue ${JSON.stringify(trouble.broker().counts()['process-order'])}`,
  );
  try {
    await trouble.make(plan.happenings);
    await pause(Math.max(0, start + SECONDS * 1000 - Date.now()));
    trouble.calm();
    await serving;

    const owedMs = await untilQuiet(api, Date.now() - start);
    const given = await attendTo(api, deadLetters);
    if (given.attention + given.deadLetters > 0) await untilQuiet(api, 0);
    const books = await readBooks(stack, api);
    const lookedAt = await reconcile();
    const broken = [...shop.broken, ...checkBooks(books, shop.promised, products)];

    const ended = tally();
    for (const { status } of books.orders.values()) ended.add(status);
    const events = (name: string): number => loggedEvents(stack.log, name).length;
    print([
      `seed ${SEED}, ${SECONDS} s; the plan is the same for each seed, what the machine makes of it is not`,
      `host: ${trouble.done.host}`,
      `Cosmos DB: ${trouble.done.cosmos}`,
      `broker: ${trouble.done.broker}`,
      `clients: ${shop.done}`,
      `worker: failed attempts ${events('order_attempt_failed')}, given up ${events('order_given_up')}; asked for attention in the end ${given.attention}, dead letters ${given.deadLetters}`,
      `orders: ${ended}; all settled ${Math.round(owedMs / 1000)} s after the last answer`,
      `looks at the books meanwhile: ${events('stock_reconciled') - 1}, the last one, in the calm: ${JSON.stringify(lookedAt)}`,
      `rules broken: ${broken.length}`,
      ...broken.slice(0, 30),
    ]);
    expect(broken).toEqual([]);
    expect(lookedAt).toMatchObject({ givenBack: 0, found: 0, skipped: 0, broken: 0 });
    expect(trouble.done.host.of('killed')).toBeGreaterThan(0);
  } finally {
    stopFollowing();
    await trouble.close();
  }
});
