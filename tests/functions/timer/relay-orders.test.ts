import { InvocationContext } from '@azure/functions';
import { job } from '../../../src/functions/timer/job.ts';
import { relayOrdersJob } from '../../../src/functions/timer/relay-orders.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const tick = async (relayOrders: () => Promise<{ sent: number }>, isPastDue = false) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'relayOrders' });
  await job(async () => relayOrdersJob({ relayOrders, log }))(sampleTimer(isPastDue), context);
  return log.entries;
};

test('says what was sent', async () => {
  expect(await tick(async () => ({ sent: 3 }))).toEqual([
    { level: 'info', event: 'orders_relayed', fields: { sent: 3, isPastDue: false } },
  ]);
});

test('is quiet when there is nothing to send', async () => {
  expect(await tick(async () => ({ sent: 0 }))).toEqual([]);
});

test('a tick that comes late runs all the same, and says so', async () => {
  expect(await tick(async () => ({ sent: 0 }), true)).toMatchObject([{ fields: { sent: 0, isPastDue: true } }]);
});

test('a relay that fails is a failed run', async () => {
  await expect(tick(() => Promise.reject(new Error('the queue is down')))).rejects.toThrow('the queue is down');
});
