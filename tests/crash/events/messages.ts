import type { ServiceBusMessage } from '@azure/service-bus';
import { envelope as deliveryEnvelope } from '../../../src/adapters/service-bus/service-bus-delivery-queue.ts';
import { envelope as eventEnvelope } from '../../../src/adapters/service-bus/service-bus-event-topic.ts';
import type { DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import type { DeliveryQueue } from '../../../src/application/ports/delivery-queue.ts';
import type { EventTopic } from '../../../src/application/ports/event-topic.ts';
import type { ShopEvent } from '../../../src/domain/event.ts';
import { type Brokered, broker } from '../broker.ts';
import type { Decide } from '../decisions.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { EventStats } from './event-stats.ts';
import type { Surroundings } from './event-task.ts';
import type { Truth } from './truth.ts';

type Deps = Surroundings & {
  clock: VirtualClock;
  decide: Decide;
  stats: EventStats;
  note: (text: string) => void;
  truth: Truth;
  /** Called for each message that is scheduled or sent for a delivery. */
  scheduled: (key: DeliveryKey, at: Date) => void;
  sent: (key: DeliveryKey) => void;
};

type Broker = ReturnType<typeof broker<ServiceBusMessage>>;

/** What the broker does with a message that it has accepted. None of it should ever happen. */
const mishaps = ['none', 'lost', 'doubled'] as const;

/** The topic with its subscription, and the queue of deliveries. */
export const messages = ({ clock, decide, stats, note, truth, currentTask, ...checks }: Deps) => {
  // Message ids are random, so the timeline does not name them.
  const subscription: Broker = broker(clock, stats, () => {});
  const deliveries: Broker = broker(clock, stats, () => {});
  const published = new Set<string>();

  /** A message that is doubled has the id of the first, so the copy escapes duplicate detection. */
  const put = (to: Broker, content: ServiceBusMessage, at: number, what: string): boolean => {
    const mishap = mishaps[decide('lose', mishaps.length)];
    const before = to.all().length;
    to.put(content, at);
    const message = to.all()[before];
    if (!message) {
      note(`broker swallows the message for ${what}`);
      return false;
    }
    if (mishap !== 'none') note(`broker: the message for ${what} is ${mishap}`);
    if (mishap === 'lost') {
      stats.lost += 1;
      to.lose(message);
      return false;
    }
    if (mishap === 'doubled') {
      stats.doubled += 1;
      to.put({ ...content, messageId: `copy ${stats.doubled}` }, at);
    }
    return true;
  };

  const countRelayed = (): void => {
    if (currentTask().role === 'relay') stats.relayed += 1;
  };

  const topic: EventTopic = {
    publish: async (events: readonly ShopEvent[]) => {
      for (const event of events) {
        truth.check(event);
        countRelayed();
        stats.published += 1;
        if (put(subscription, eventEnvelope(event), clock.ms(), event.id)) published.add(event.id);
      }
    },
  };

  const queue: DeliveryQueue = {
    send: async (keys) => {
      for (const key of keys) {
        checks.sent(key);
        countRelayed();
        put(deliveries, deliveryEnvelope(key), clock.ms(), key.eventId);
      }
    },
    schedule: async (key, at) => {
      checks.scheduled(key, at);
      put(deliveries, deliveryEnvelope(key), at.getTime(), key.eventId);
    },
  };

  return { topic, queue, subscription, deliveries, wasPublished: (id: string): boolean => published.has(id) };
};

export type { Broker, Brokered };
