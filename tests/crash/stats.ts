const counted = [
  'portCalls',
  'deliveries',
  'crashes',
  'failedCalls',
  'stalls',
  'staleReads',
  'lateSends',
  'duplicatesSwallowed',
  'lockLosses',
  'retryCopies',
  'relayed',
  'attentions',
  'deadLetters',
  'operatorRetries',
  'clientRetries',
  'replays',
  'lostRaces',
  'cancelsWon',
  'orders',
  'confirmed',
  'rejected',
  'cancelled',
  'shipped',
] as const;

export type Stats = Record<(typeof counted)[number], number>;

export const noStats = (): Stats => ({
  portCalls: 0,
  deliveries: 0,
  crashes: 0,
  failedCalls: 0,
  stalls: 0,
  staleReads: 0,
  lateSends: 0,
  duplicatesSwallowed: 0,
  lockLosses: 0,
  retryCopies: 0,
  relayed: 0,
  attentions: 0,
  deadLetters: 0,
  operatorRetries: 0,
  clientRetries: 0,
  replays: 0,
  lostRaces: 0,
  cancelsWon: 0,
  orders: 0,
  confirmed: 0,
  rejected: 0,
  cancelled: 0,
  shipped: 0,
});

export const addStats = (to: Stats, more: Stats): void => {
  for (const name of counted) to[name] += more[name];
};
