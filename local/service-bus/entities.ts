import type { Clock } from './clock.ts';
import { queuesOf, type ServiceBusConfig } from './config.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { Content } from './message-codec.ts';
import { createQueue, type Queue, stopQueue } from './queue.ts';
import { countMessages, type QueueCounts } from './settlement.ts';

export type Entity = {
  queue: Queue<Content>;
  dispatcher: Dispatcher<Content>;
};

export type Entities = {
  /** By address, ignoring case: `name` or `name/$DeadLetterQueue`. */
  find(address: string): Entity | undefined;
  counts(): Record<string, QueueCounts>;
  stop(): void;
};

const withDispatcher = (queue: Queue<Content>): Entity => ({ queue, dispatcher: createDispatcher(queue) });

export const createEntities = (config: ServiceBusConfig, clock: Clock): Entities => {
  const entities = new Map<string, Entity>();
  const queues = queuesOf(config).map(({ name, settings }) => {
    const deadLetters = createQueue<Content>(
      `${name}/$DeadLetterQueue`,
      {
        ...settings,
        maxDeliveryCount: Number.POSITIVE_INFINITY,
        timeToLiveMs: Number.POSITIVE_INFINITY,
        duplicateWindowMs: undefined,
      },
      clock,
    );
    const queue = createQueue<Content>(name, settings, clock, deadLetters);
    for (const each of [queue, deadLetters]) entities.set(each.name.toLowerCase(), withDispatcher(each));
    return queue;
  });
  return {
    find: (address) => entities.get(address.replace(/^\//, '').toLowerCase()),
    counts: () => Object.fromEntries(queues.map((queue) => [queue.name, countMessages(queue)])),
    stop: () => {
      for (const { queue } of entities.values()) stopQueue(queue);
    },
  };
};
