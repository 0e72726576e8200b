import { InvocationContext } from '@azure/functions';
import type { Relayed } from '../../../src/application/due-windows.ts';
import { job } from '../../../src/functions/timer/job.ts';
import { relayOrdersJob } from '../../../src/functions/timer/relay-orders.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const tick = async (relayOrders: () => Promise<Relayed>, isPastDue = false) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'relayOrders' });
  await job(async () => relayOrdersJob({ relayOrders, log }))(sampleTimer(isPastDue), context);
  return log.entries;
};

test('says what was sent', async () => {
  expect(await tick(async () => ({ sent: 3, oldestMinutes: 16 }))).toEqual([
    { level: 'info', event: 'orders_relayed', fields: { sent: 3, oldestMinutes: 16, isPastDue: false } },
  ]);
});

test('says that it ran when there was nothing to send, so that an alert can tell when it does not run', async () => {
  expect(await tick(async () => ({ sent: 0, oldestMinutes: 0 }))).toMatchObject([{ event: 'orders_relayed' }]);
});

test('a tick that comes late runs all the same, and says so', async () => {
  expect(await tick(async () => ({ sent: 0, oldestMinutes: 0 }), true)).toMatchObject([
    { fields: { sent: 0, isPastDue: true } },
  ]);
});

test('a relay that fails is a failed run', async () => {
  await expect(tick(() => Promise.reject(new Error('the queue is down')))).rejects.toThrow('the queue is down');
});
