import { setTimeout as pause } from 'node:timers/promises';
import { fieldsOf, textField } from '../support/api-answer.ts';
import { startExampleReceiver } from '../support/example-receiver.ts';
import { freePort } from '../support/free-port.ts';
import { type Answer, httpApi } from '../support/http-api.ts';
import { type MovableClock, movableClock } from '../support/movable-clock.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let clock: MovableClock;
let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  clock = movableClock();
  stack = await startStack({ clock, env: { ...clock.env, WEBHOOK_ALLOW_LOOPBACK: 'true' } });
  api = httpApi(stack);
  await api.product('table', 100);
});

afterAll(async () => {
  await stack.close();
  clock.close();
});

const asAdmin = (method: string, path: string, body?: object): Promise<Answer> =>
  api.call(method, path, { as: ['root', 'admin'], ...(body && { body }) });

/** The only delivery of the endpoint, once it has had so many attempts. */
const afterAttempts = async (path: string, count: number) => {
  for (;;) {
    const { body } = await asAdmin('GET', `${path}/deliveries`);
    const [delivery] = Array.isArray(body.items) ? body.items.map(fieldsOf) : [];
    if (Array.isArray(delivery?.attempts) && delivery.attempts.length === count) return delivery;
    await pause(50);
  }
};

const HOUR = 3_600_000;

test('a receiver that is down for ten attempts gets the webhook with the eleventh, days later', async () => {
  const port = await freePort();
  const { body } = await asAdmin('POST', '/webhook-endpoints', {
    url: `http://127.0.0.1:${port}/hooks`,
    types: ['order.confirmed'],
  });
  const path = `/webhook-endpoints/${body.id}`;
  const placed = await api.place('alice', { table: 1 });
  const began = clock.now();

  for (let count = 1; count < 10; count++) {
    const { nextAt } = await afterAttempts(path, count);
    clock.moveTo(Date.parse(String(nextAt)));
  }
  const { attempts, status, nextAt } = await afterAttempts(path, 10);

  expect(status).toBe('pending');
  expect(attempts).toEqual(Array.from({ length: 10 }, () => expect.objectContaining({ error: 'connection_failed' })));
  expect(clock.now() - began).toBeGreaterThan(24 * HOUR);

  const receiver = await startExampleReceiver({ secret: textField(body, 'secret'), port, env: clock.env });
  try {
    clock.moveTo(Date.parse(String(nextAt)));
    await receiver.until(1);

    expect((await afterAttempts(path, 11)).status).toBe('delivered');
    const { body: order } = await asAdmin('GET', `/orders/${placed.body.id}`);
    expect(receiver.lines).toEqual([`order.confirmed at ${order.confirmedAt}: ${order.id}`]);
    expect(receiver.refusals).toEqual([]);
  } finally {
    await receiver.close();
  }
});
