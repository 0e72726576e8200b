import { InvocationContext } from '@azure/functions';
import type { Relayed } from '../../../src/application/due-windows.ts';
import { job } from '../../../src/functions/timer/job.ts';
import { relayDeliveriesJob } from '../../../src/functions/timer/relay-deliveries.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const tick = async (relayDeliveries: () => Promise<Relayed>) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'relayDeliveries' });
  await job(async () => relayDeliveriesJob({ relayDeliveries, log }))(sampleTimer(false), context);
  return log.entries;
};

test('every run says what it sent, so that an alert can tell when there is none', async () => {
  expect(await tick(async () => ({ sent: 0, oldestMinutes: 0 }))).toEqual([
    { level: 'info', event: 'deliveries_relayed', fields: { sent: 0, oldestMinutes: 0, isPastDue: false } },
  ]);
});

test('a relay that fails is a failed run', async () => {
  await expect(tick(() => Promise.reject(new Error('the queue is down')))).rejects.toThrow('the queue is down');
});
