import type { Clock } from './clock.ts';
import type { ServiceBusConfig } from './config.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { queuesOf, type TopicSettings, topicsOf } from './entity-settings.ts';
import type { Content } from './message-codec.ts';
import { createQueue, type Queue, type QueueSettings, stopQueue } from './queue.ts';
import { countMessages, type QueueCounts } from './settlement.ts';
import { fanOut } from './topic.ts';

/** What clients receive from. */
export type Source = {
  kind: 'queue' | 'subscription' | 'dead_letters';
  queue: Queue<Content>;
  dispatcher: Dispatcher<Content>;
};

/** What clients only send to. Its queue has the scheduled messages. */
export type Topic = { kind: 'topic'; queue: Queue<Content> };

export type Entity = Source | Topic;

export type Entities = {
  /**
   * By address, ignoring case: `queue`, `topic` or `topic/Subscriptions/name`, and with
   * `/$DeadLetterQueue` all but topics.
   */
  find(address: string): Entity | undefined;
  counts(): Record<string, QueueCounts>;
  stop(): void;
};

const openSource = (kind: Source['kind'], queue: Queue<Content>): Source => ({
  kind,
  queue,
  dispatcher: createDispatcher(queue),
});

const deadLetterSettings = (settings: QueueSettings): QueueSettings => ({
  ...settings,
  maxDeliveryCount: Number.POSITIVE_INFINITY,
  timeToLiveMs: Number.POSITIVE_INFINITY,
  duplicateWindowMs: undefined,
});

type Definition = { name: string; settings: QueueSettings };

/** A queue or subscription, and its dead letters. */
const createSources = (
  kind: 'queue' | 'subscription',
  { name, settings }: Definition,
  clock: Clock,
): [Source, Source] => {
  const deadLetters = createQueue<Content>(`${name}/$DeadLetterQueue`, deadLetterSettings(settings), clock);
  const queue = createQueue<Content>(name, settings, clock, deadLetters);
  return [openSource(kind, queue), openSource('dead_letters', deadLetters)];
};

const createTopic = ({ name, settings, subscriptions }: TopicSettings, clock: Clock): Entity[] => {
  const queue = createQueue<Content>(name, settings, clock);
  const sources = subscriptions.map((each) => createSources('subscription', each, clock));
  fanOut(
    queue,
    sources.map(([subscription]) => subscription.queue),
  );
  return [{ kind: 'topic', queue }, ...sources.flat()];
};

export const createEntities = (config: ServiceBusConfig, clock: Clock): Entities => {
  const all: Entity[] = [
    ...queuesOf(config).flatMap((each) => createSources('queue', each, clock)),
    ...topicsOf(config).flatMap((each) => createTopic(each, clock)),
  ];
  const byAddress = new Map(all.map((entity) => [entity.queue.name.toLowerCase(), entity]));
  const counted = all.filter(({ kind }) => kind !== 'dead_letters').map(({ queue }) => queue);
  return {
    find: (address) => byAddress.get(address.replace(/^\//, '').toLowerCase()),
    counts: () => Object.fromEntries(counted.map((queue) => [queue.name, countMessages(queue)])),
    stop: () => {
      for (const { queue } of all) stopQueue(queue);
    },
  };
};
