import { zeroCounts } from '../zero-counts.ts';

/** What is counted, and how the summary calls it. */
export const eventLabels = {
  portCalls: 'port calls',
  crashes: 'crashes of a host',
  failedCalls: 'failed calls, before or after their effect',
  stalls: 'stalls until a lock or lease has ended',
  staleReads: 'stale reads',
  batches: 'batches of the feed',
  batchesRetried: '  processed again after a failure',
  leasesLost: '  whose lease was lost meanwhile',
  batchesLost: '  lost, because the host moved on',
  collapsed: 'changes that the feed never showed',
  events: 'events recorded',
  createConflicts: 'batches that found an event there',
  published: 'messages on the topic',
  deliveries: 'messages delivered',
  lost: 'messages lost by the broker',
  doubled: 'messages doubled by the broker',
  duplicatesSwallowed: 'duplicates swallowed',
  lockLosses: 'locks lost under a running handler',
  deadLetters: 'dead letters',
  relayed: 'sent again by a relay',
  fannedOut: 'deliveries made',
  posts: 'calls of receivers',
  succeeded: '  with an answer of 2xx',
  delivered: 'deliveries that ended as delivered',
  failed: '  as failed',
  putOff: 'put off for lack of room',
  disabledByUs: 'endpoints disabled by us',
  staffWrites: 'endpoints changed by staff',
  reconciled: 'reconciliations',
  reconcileCreated: '  events created by them',
};

export type EventStats = Record<keyof typeof eventLabels, number>;

export const noEventStats = (): EventStats => zeroCounts(eventLabels);
