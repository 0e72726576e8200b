import type { Clock } from './clock.ts';
import type { ServiceBusConfig } from './config.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { type Named, queuesOf, type TopicSettings, topicsOf } from './entity-settings.ts';
import type { Content } from './message-codec.ts';
import { createQueue, type Queue, type QueueSettings, stopQueue } from './queue.ts';
import { createRules, type Rules } from './rules/rules.ts';
import { countMessages, type QueueCounts } from './settlement.ts';
import { fanOut } from './topic.ts';

/** What clients receive from. */
export type Source = { queue: Queue<Content>; dispatcher: Dispatcher<Content> };

type Subscription = Source & { kind: 'subscription'; rules: Rules };

/** What clients only send to. Its queue has the scheduled messages. */
type Topic = { kind: 'topic'; queue: Queue<Content> };

export type Entity = (Source & { kind: 'queue' | 'dead_letters' }) | Subscription | Topic;

export type Entities = {
  /**
   * By address, ignoring case: `queue`, `topic` or `topic/Subscriptions/name`, and with
   * `/$DeadLetterQueue` all but topics.
   */
  find(address: string): Entity | undefined;
  counts(): Record<string, QueueCounts>;
  /** All but dead-letter queues. */
  queues(): readonly Queue<Content>[];
  stop(): void;
};

const deadLetterSettings = (settings: QueueSettings): QueueSettings => ({
  ...settings,
  maxDeliveryCount: Number.POSITIVE_INFINITY,
  timeToLiveMs: Number.POSITIVE_INFINITY,
  duplicateWindowMs: undefined,
});

const openSource = (queue: Queue<Content>): Source => ({ queue, dispatcher: createDispatcher(queue) });

/** What a queue and a subscription have: messages, and dead letters. */
const createSources = ({ name, settings }: Named, clock: Clock): { source: Source; deadLetters: Entity } => {
  const deadLetters = createQueue<Content>(`${name}/$DeadLetterQueue`, deadLetterSettings(settings), clock);
  return {
    source: openSource(createQueue<Content>(name, settings, clock, deadLetters)),
    deadLetters: { kind: 'dead_letters', ...openSource(deadLetters) },
  };
};

const createQueues = (definition: Named, clock: Clock): Entity[] => {
  const { source, deadLetters } = createSources(definition, clock);
  return [{ kind: 'queue', ...source }, deadLetters];
};

const createTopic = ({ name, settings, subscriptions }: TopicSettings, clock: Clock): Entity[] => {
  const queue = createQueue<Content>(name, settings, clock);
  const created = subscriptions.map((definition) => {
    const { source, deadLetters } = createSources(definition, clock);
    const rules = createRules(definition.rules, clock.now());
    return { subscription: { kind: 'subscription', ...source, rules } satisfies Subscription, deadLetters };
  });
  fanOut(
    queue,
    created.map(({ subscription }) => subscription),
  );
  return [{ kind: 'topic', queue }, ...created.flatMap((each) => [each.subscription, each.deadLetters])];
};

export const createEntities = (config: ServiceBusConfig, clock: Clock): Entities => {
  const all: Entity[] = [
    ...queuesOf(config).flatMap((each) => createQueues(each, clock)),
    ...topicsOf(config).flatMap((each) => createTopic(each, clock)),
  ];
  const byAddress = new Map(all.map((entity) => [entity.queue.name.toLowerCase(), entity]));
  const counted = all.filter(({ kind }) => kind !== 'dead_letters').map(({ queue }) => queue);
  return {
    find: (address) => byAddress.get(address.replace(/^\//, '').toLowerCase()),
    counts: () => Object.fromEntries(counted.map((queue) => [queue.name, countMessages(queue)])),
    queues: () => counted,
    stop: () => {
      for (const { queue } of all) stopQueue(queue);
    },
  };
};
