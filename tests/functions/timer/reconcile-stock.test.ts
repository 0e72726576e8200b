import { InvocationContext } from '@azure/functions';
import type { Reconciliation } from '../../../src/application/stock/reconciliation-results.ts';
import { job } from '../../../src/functions/timer/job.ts';
import { reconcileStockJob } from '../../../src/functions/timer/reconcile-stock.ts';
import { toOrderId, toProductId } from '../../support/ids.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';

const outcome: Reconciliation = {
  checked: { reservations: 5, orders: 4, levels: 3, products: 2 },
  repaired: { reservations: 1, availability: 2 },
  findings: [{ code: 'order_missing', productId: toProductId('mug'), orderId: toOrderId('x'), expected: 0, found: 1 }],
  found: 1,
  busy: 0,
  skipped: 0,
  broken: [],
};

const run = (result: Reconciliation) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'reconcileStock' });
  const timer = {
    isPastDue: false,
    schedule: { adjustForDST: false },
    scheduleStatus: { last: '', lastUpdated: '', next: '' },
  };
  const done = job(async () => reconcileStockJob({ reconcileStock: async () => result, log }))(timer, context);
  return { done: Promise.resolve(done), entries: log.entries };
};

const summary = {
  level: 'info',
  event: 'stock_reconciled',
  fields: {
    reservations: 5,
    orders: 4,
    levels: 3,
    products: 2,
    givenBack: 1,
    availabilitySet: 2,
    found: 1,
    busy: 0,
    skipped: 0,
    broken: 0,
    isPastDue: false,
  },
};

test('a run logs one line of counts', async () => {
  const { done, entries } = run(outcome);
  await done;
  expect(entries).toEqual([summary]);
});

test('a run that broke off is logged anyway, and fails', async () => {
  const { done, entries } = run({
    ...outcome,
    broken: [
      { pass: 'levels', reason: 'cosmos is down' },
      { pass: 'orders', reason: 'time is up' },
    ],
  });
  await expect(done).rejects.toThrow('levels: cosmos is down; orders: time is up');
  expect(entries).toEqual([{ ...summary, fields: { ...summary.fields, broken: 2 } }]);
});
