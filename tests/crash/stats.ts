import { zeroCounts } from './zero-counts.ts';

/** What is counted, and how the summary calls it. */
export const labels = {
  portCalls: 'port calls',
  deliveries: 'messages delivered',
  crashes: 'crashes of a process',
  failedCalls: 'failed calls, before or after their effect',
  stalls: 'stalls until the order was through',
  staleReads: 'stale reads',
  latestReads: 'reads of orders that cannot be stale',
  lateSends: 'sends that failed or were late',
  duplicatesSwallowed: 'duplicates swallowed',
  lockLosses: 'locks lost under a running handler',
  retryCopies: 'retry copies',
  relayed: 'sent again by the relay',
  attentions: 'marked for attention',
  deadLetters: 'dead letters',
  operatorRetries: "operator's retries",
  lettersReplayed: 'dead letters replayed',
  reconciled: 'reconciliations',
  reconcileRepairs: '  reservations given back by them',
  clientRetries: 'clients tried again',
  replays: 'answered from the stored order',
  refused: 'refused because of price, currency or sale',
  lostRaces: 'writes that lost a race',
  cancelsWon: '  of them against a cancel',
  orders: 'orders',
  confirmed: '  confirmed',
  rejected: '  rejected',
  cancelled: '  cancelled',
  shipped: '  shipped',
};

export type Stats = Record<keyof typeof labels, number>;

export const noStats = (): Stats => zeroCounts(labels);
