import { setTimeout as pause } from 'node:timers/promises';
import { orderEventTypes } from '../../src/domain/event.ts';
import { textField } from '../support/api-answer.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { clients } from './chaos/clients.ts';
import { products } from './chaos/plan.ts';
import { attendTo, untilQuiet } from './chaos/settle.ts';
import { tally } from './chaos/tally.ts';
import { unrest } from './chaos/unrest.ts';
import { checkDeliveries, type Subscription } from './webhooks/check-deliveries.ts';
import { makePlan } from './webhooks/plan.ts';
import { openRecords } from './webhooks/read-records.ts';
import { untilDelivered } from './webhooks/settle.ts';
import { type Receiver, startReceiver } from './webhooks/start-receiver.ts';

// ORDERS=200 SEED=2 npm run prove -- webhooks
const ORDERS = Number(process.env.ORDERS ?? 1000);
const SEED = Number(process.env.SEED ?? 1);

/** For calls of customers that started during the disturbances. */
const PATIENCE_MS = 120_000;

jest.setTimeout(ORDERS * 1000 + 1_800_000);

const queue = { LockDuration: 'PT5S' };

let stack: Stack;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver(SEED);
  const env = { RETRY_BASE_MS: '200', RETRY_CAP_MS: '5000', RELAY_SCHEDULE: '*/10 * * * * *' };
  stack = await startStack({ queue, env });
});

afterAll(async () => {
  await stack.close();
  await receiver.close();
});

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

const subscribe = async (
  api: ReturnType<typeof httpApi>,
  path: string,
  types: readonly (typeof orderEventTypes)[number][],
): Promise<Subscription> => {
  const body = { url: `${receiver.url}${path}`, types };
  const answer = await api.call('POST', '/webhook-endpoints', { as: ['root', 'admin'], body });
  receiver.expect(path, textField(answer.body, 'secret'));
  const wants = (eventId: string) => types.some((type) => eventId.endsWith(`_${type.replace('order.', '')}`));
  return { id: textField(answer.body, 'id'), path, wants };
};

const repeats = (): number =>
  receiver.calls.length - new Set(receiver.calls.map(({ path, id }) => `${path} ${id}`)).size;

test('whatever fails, every state of every order reaches each endpoint that wants it, and nothing else does', async () => {
  const api = httpApi(stack);
  for (const [id, units] of Object.entries(products)) await api.product(id, units);
  const subscriptions = [
    await subscribe(api, '/wild', orderEventTypes),
    await subscribe(api, '/calm', ['order.shipped']),
  ];

  const plan = makePlan(SEED, ORDERS);
  const start = Date.now();
  const trouble = unrest({ stack, queue, start });
  const shop = clients({ stack, start, endMs: plan.ms, limitMs: plan.ms + PATIENCE_MS });
  const records = await openRecords(stack);
  const serving = shop.serve(plan, Object.keys(products));
  const timer = setInterval(() => print([`${shop.done.of('orders')} orders, webhooks: ${receiver.done}`]), 30_000);
  try {
    await trouble.make(plan.happenings);
    await pause(Math.max(0, start + plan.ms - Date.now()));
    trouble.calm();
    receiver.calm();
    await serving;
    await untilQuiet(api, Date.now() - start);
    const given = await attendTo(api, deadLettersOn(api));
    if (given.attention + given.deadLetters > 0) await untilQuiet(api, 0);

    const { ms, retried } = await untilDelivered(records, api);
    const found = await records.read();
    const broken = [...shop.broken, ...receiver.broken, ...checkDeliveries(found, subscriptions, receiver.calls)];

    const attempts = tally();
    for (const delivery of found.deliveries) attempts.add(`${delivery.attempts.length}`);
    print([
      `seed ${SEED}, ${ORDERS} orders in ${plan.ms / 1000} s`,
      `host: ${trouble.done.host}`,
      `Cosmos DB: ${trouble.done.cosmos}`,
      `broker: ${trouble.done.broker}`,
      `receiver: ${receiver.done}; ${receiver.calls.length} calls, of which ${repeats()} repeated an event`,
      `events: ${found.events.length} of ${found.expected.size}; deliveries: ${found.deliveries.length}`,
      `attempts that were written, and how many deliveries have so many: ${attempts}`,
      `delivered ${Math.round(ms / 1000)} s after the orders were settled, ${retried} of them by a retry of staff`,
      `rules broken: ${broken.length}`,
      ...broken.slice(0, 30),
    ]);
    expect(broken).toEqual([]);
    expect(trouble.done.host.of('killed')).toBeGreaterThan(0);
  } finally {
    clearInterval(timer);
    records.close();
    await trouble.close();
  }
});
