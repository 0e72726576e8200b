import type { Topics } from './live.ts';

type Queues = Topics['status']['queues'];

const sum = (queues: Queues, states: readonly string[]): number =>
  Object.values(queues ?? {}).reduce(
    (total, counts) => total + states.reduce((part, state) => part + (counts[state] ?? 0), 0),
    0,
  );

export const countWaiting = (queues: Queues): number => sum(queues, ['active', 'locked', 'scheduled']);

export const countDead = (queues: Queues): number => sum(queues, ['deadLettered']);
