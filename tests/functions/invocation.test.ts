import { InvocationContext } from '@azure/functions';
import { DomainError, Unavailable } from '../../src/domain/errors.ts';
import {
  invocationCaller,
  invocationLog,
  invocationMeter,
  invocationOrigin,
  invocationUnits,
  noteCaller,
  withInvocation,
} from '../../src/functions/invocation.ts';
import { toCustomerId } from '../support/ids.ts';

/** The log lines of concurrent invocations with these costs. */
const linesOf = async (costs: readonly (readonly [operation: string, units: number])[][], fails = false) => {
  const lines: { id: string; level: string; fields: Record<string, unknown> }[] = [];
  const invoke = (charges: readonly (readonly [string, number])[], i: number) =>
    withInvocation(
      new InvocationContext({
        invocationId: String(i),
        functionName: 'f',
        logHandler: (level, text) => lines.push({ id: String(i), level, fields: JSON.parse(String(text)) }),
      }),
      async () => {
        for (const [operation, units] of charges) {
          invocationMeter({ operation, units });
          await new Promise(setImmediate);
        }
        if (fails) throw new Error('no');
      },
    );
  await Promise.allSettled(costs.map(invoke));
  return lines;
};

test('an invocation logs its cost once, by operation, even when others run beside it', async () => {
  const lines = await linesOf([
    [
      ['orders.create', 6.1],
      ['products.read', 1],
      ['products.read', 1.2],
    ],
    [['orders.read', 1]],
  ]);

  expect(lines).toHaveLength(2);
  expect(lines.find(({ id }) => id === '0')).toMatchObject({
    level: 'information',
    fields: {
      event: 'cosmos_charge',
      units: 8.3,
      requests: 3,
      operations: { 'orders.create': { requests: 1, units: 6.1 }, 'products.read': { requests: 2, units: 2.2 } },
    },
  });
  expect(lines.find(({ id }) => id === '1')?.fields).toMatchObject({ units: 1, requests: 1 });
});

test('one that fails logs it, too; one that cost nothing logs nothing', async () => {
  expect(await linesOf([[['orders.read', 1]]], true)).toHaveLength(1);
  expect(await linesOf([[]])).toEqual([]);
});

test('the counter of the process goes on from invocation to invocation', async () => {
  const [first] = await linesOf([[['orders.read', 0.1]]]);
  invocationMeter({ operation: 'orders.query', units: 0.25 });
  const [second] = await linesOf([[['orders.read', 0.1]]]);
  const before = first?.fields.process;
  const { units, requests } = Object(before);

  expect(second?.fields.process).toEqual({ units: Math.round((units + 0.35) * 100) / 100, requests: requests + 2 });
});

test('a line holds nothing that could break it, drive a terminal or reorder it, and keeps its values', async () => {
  const lines: string[] = [];
  const logHandler = (_: string, text: unknown) => lines.push(String(text));
  const messageId = 'a\r\n\u001b[31m\u007f\u0085\u009b2J\u2028\u202e\u2066ü🫖';

  await withInvocation(new InvocationContext({ invocationId: 'i', functionName: 'f', logHandler }), async () =>
    invocationLog.error('message_malformed', { messageId, reason: 'r' }),
  );

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u);
  expect(JSON.parse(lines[0] ?? '')).toEqual({ event: 'message_malformed', messageId, reason: 'r' });
});

test.each([
  [new DomainError('not_found', 'Order x\ndoes not exist.'), 'DomainError: Order x\\u000adoes not exist.'],
  [new Unavailable('cosmos'), 'Unavailable: cosmos is not available.'],
])('what is expected to happen reaches the host as one line: %s', async (error, line) => {
  const context = new InvocationContext({ invocationId: 'i', functionName: 'f' });
  const failure = await withInvocation(context, () => Promise.reject(error)).catch((thrown: unknown) => thrown);

  expect(failure).toBe(error);
  expect(error.stack).toBe(line);
});

test('the stack of a fault stays, because it says where the fault is', async () => {
  const context = new InvocationContext({ invocationId: 'i', functionName: 'f' });
  const failure = await withInvocation(context, () => Promise.reject(new Error('broken'))).catch((thrown) => thrown);

  expect(failure.stack.split('\n')[1]).toMatch(/^ {4}at .*invocation\.test\.ts:\d+:\d+/);
});

test('an invocation knows its request, its caller and what it has cost so far', async () => {
  const caller = { customerId: toCustomerId('alice'), roles: [] };
  const context = new InvocationContext({ invocationId: 'i', functionName: 'f', logHandler: () => {} });
  const learn = async () => {
    expect([invocationCaller(), invocationUnits()]).toEqual([undefined, 0]);
    expect(noteCaller(caller)).toBe(caller);
    invocationMeter({ operation: 'orders.read', units: 1.25 });
    return [invocationCaller(), invocationUnits(), invocationOrigin()];
  };

  expect(await withInvocation(context, learn, { requestId: 'req-1' })).toEqual([caller, 1.25, { requestId: 'req-1' }]);
  expect(await withInvocation(context, async () => invocationOrigin())).toBeUndefined();
});

test('outside an invocation there is no request, no caller and no cost', () => {
  const caller = { customerId: toCustomerId('alice'), roles: [] };

  expect(noteCaller(caller)).toBe(caller);
  expect([invocationCaller(), invocationUnits(), invocationOrigin()]).toEqual([undefined, 0, undefined]);
});

test('what happens outside of an invocation is logged nowhere, and fails nothing', () => {
  invocationLog.info('bookmark_stale', { job: 'clean-up-images' });
  invocationMeter({ operation: 'orders.read', units: 1 });
});
