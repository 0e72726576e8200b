import { InvocationContext } from '@azure/functions';
import {
  type InvocationObserver,
  invocationLog,
  invocationMeter,
  observeInvocations,
  withInvocation,
} from '../../src/functions/invocation.ts';

const seen: unknown[] = [];
const span = { set: () => {} };

const observer: InvocationObserver = {
  run: async (_context, cause, work) => {
    seen.push(['run', cause]);
    return work(span);
  },
  note: (event, _fields, noted) => void seen.push(['note', event, noted === span]),
  charge: ({ units }) => void seen.push(['charge', units]),
  context: () => undefined,
};

const context = () => new InvocationContext({ invocationId: 'i', functionName: 'f', logHandler: () => {} });

test('an observer loads at once; while it cannot be loaded, invocations run without it', async () => {
  const load = jest
    .fn(async () => observer)
    .mockRejectedValueOnce(new Error('no'))
    .mockRejectedValueOnce(new Error('no'));
  observeInvocations(load);
  expect(load).toHaveBeenCalledTimes(1);

  const work = async () => {
    invocationMeter({ operation: 'orders.read', units: 2 });
    return 'done';
  };
  expect(await withInvocation(context(), work)).toBe('done');
  expect(seen).toEqual([]);

  expect(await withInvocation(context(), work, { requestId: 'req-1' })).toBe('done');
  expect(seen).toEqual([
    ['run', { requestId: 'req-1' }],
    ['charge', 2],
    ['note', 'cosmos_charge', true],
  ]);
});

test('once loaded, it stays, and also sees what no invocation causes', async () => {
  seen.length = 0;
  await withInvocation(context(), async () => invocationLog.info('bookmark_stale', { job: 'j' }));
  invocationMeter({ operation: 'orders.read', units: 3 });
  invocationLog.info('bookmark_stale', { job: 'j' });

  expect(seen).toEqual([
    ['run', {}],
    ['note', 'bookmark_stale', true],
    ['charge', 3],
  ]);
});
