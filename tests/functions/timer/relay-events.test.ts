import { InvocationContext } from '@azure/functions';
import type { EventsReconciled } from '../../../src/application/events/reconcile-events.ts';
import { type Job, job } from '../../../src/functions/timer/job.ts';
import { reconcileEventsJob } from '../../../src/functions/timer/reconcile-events.ts';
import { relayEventsJob } from '../../../src/functions/timer/relay-events.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const run = (made: Job) =>
  job(async () => made)(sampleTimer(false), new InvocationContext({ invocationId: 'i', functionName: 'relayEvents' }));

test('the relay says what was sent, even if it was nothing', async () => {
  const log = recordingLog();
  await run(relayEventsJob({ relayEvents: async () => ({ sent: 0, oldestMinutes: 0 }), log }));

  expect(log.entries).toEqual([
    { level: 'info', event: 'events_relayed', fields: { sent: 0, oldestMinutes: 0, isPastDue: false } },
  ]);
});

test.each<[string, 'info' | 'warn', Partial<EventsReconciled>]>([
  ['found nothing missing', 'info', {}],
  ['found something that the feed had lost', 'warn', { created: 1 }],
  ['did not come to its end', 'warn', { complete: false }],
])('a reconciliation that %s is logged as %s', async (_, level, outcome) => {
  const log = recordingLog();
  const reconciled = { checked: 9, created: 0, unreadable: 0, complete: true, ...outcome };
  await run(reconcileEventsJob({ reconcileEvents: async () => reconciled, log }));

  expect(log.entries).toEqual([{ level, event: 'events_reconciled', fields: { ...reconciled, isPastDue: false } }]);
});
