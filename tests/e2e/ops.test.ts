import { setTimeout as pause } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { runCommand } from '../cli/ops/run-command.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: true });
});

afterAll(() => stack.close());

const ops = (command: string, ...args: string[]) => {
  const api = ['--api', `${stack.url}/api/v1`, '--issuer', stack.issuer];
  return runCommand([command, ...args, ...api, ...(command === 'run' ? ['--host', stack.url] : [])]);
};

const json = async (command: string, ...args: string[]) => {
  const { code, stdout } = await ops(command, ...args, '--json');
  return { code, document: JSON.parse(stdout) };
};

const until = async <T>(look: () => Promise<T>, done: (found: T) => boolean): Promise<T> => {
  for (const end = Date.now() + 60_000; ; await pause(50)) {
    const found = await look();
    if (done(found)) return found;
    if (Date.now() > end) throw new Error(`It stayed at ${JSON.stringify(found)}`);
  }
};

test('an operator sees a dead letter, learns that it cannot be replayed, and discards it', async () => {
  // On a busy machine, the first check of the services may take longer than the app allows.
  const healthy = await until(
    () => json('status'),
    ({ document: found }) => found.ready === true,
  );
  expect(healthy).toMatchObject({
    code: 0,
    document: { ready: true, deadLetters: { count: 0 }, attention: { count: 0 }, due: { count: 0 } },
  });

  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  await client.createSender('process-order').sendMessages({ body: { orderId: 'none' }, messageId: 'poison' });
  await client.close();
  const { document } = await until(
    () => json('dead-letters'),
    (found) => found.document.items.length === 1,
  );
  const [letter] = document.items;

  expect(letter).toMatchObject({ source: 'process-order', cause: expect.stringContaining('Discard it') });
  expect(await json('status')).toMatchObject({
    code: 5,
    document: { deadLetters: { count: 1, bySource: { 'process-order': 1 } } },
  });

  const one = await ops('replay', letter.sequenceNumber);
  expect([one.code, one.stderr]).toEqual([1, expect.stringContaining('409 conflict')]);
  expect(await json('replay', '--all')).toEqual({ code: 5, document: { replayed: 0, skipped: 1, remaining: false } });

  // The batch that was listed may still be locked for a moment.
  await until(
    () => ops('discard', letter.sequenceNumber, '--reason', 'x'),
    ({ code }) => code === 0,
  );
  expect((await ops('discard', letter.sequenceNumber, '--reason', 'x')).code).toBe(3);
  expect((await json('audit', '--subject', letter.sequenceNumber)).document.items).toMatchObject([
    { outcome: 'refused', code: 'not_found' },
    {
      operation: 'discard_dead_letter',
      actor: 'ops',
      outcome: 'done',
      reason: 'x',
      before: { body: { orderId: 'none' } },
    },
    { operation: 'replay_dead_letter', outcome: 'refused', code: 'conflict' },
  ]);
  expect((await ops('status')).code).toBe(0);
});

test('an operator retries an order, runs a job and reads a report', async () => {
  const api = httpApi(stack);
  await api.product('table', 10);
  const { body } = await api.place('alice', { table: 1 });

  expect((await ops('retry', String(body.id))).code).toBe(0);
  expect((await ops('retry', 'ord_nobody_1')).code).toBe(3);
  expect((await ops('run', 'relayOrders')).code).toBe(0);

  await until(
    async () => stack.log.filter((line) => /Executed 'Functions\.relayOrders' \(Succeeded/.test(line)).length,
    (runs) => runs > 0,
  );
  expect((await ops('report', '2001-01-01')).code).toBe(3);
});

test('an operator sees what happened to an order, and the real result of a job', async () => {
  const api = httpApi(stack);
  await api.product('lamp', 10);
  const { body } = await api.place('alice', { lamp: 1 });
  const { document } = await until(
    () => json('order', String(body.number)),
    ({ document: found }) => found.timeline.some(({ what }: { what: string }) => what === 'order.confirmed'),
  );

  expect(document).toMatchObject({ order: { id: body.id, status: 'confirmed' }, deadLetters: [], unknown: [] });
  expect(document.timeline.map(({ kind, what }: Record<string, string>) => `${kind} ${what}`).toSorted()).toEqual([
    'event order.confirmed',
    'event order.placed',
    'order confirmed',
    'order placed',
  ]);

  expect(await json('run', 'reportSales', '--wait')).toMatchObject({
    code: 0,
    document: { job: 'reportSales', run: { outcome: 'succeeded', summary: { left: 0 } } },
  });
  expect((await ops('jobs')).stdout).toMatch(/reportSales.*succeeded/);
});
