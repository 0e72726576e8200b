import type { Order } from '../../src/domain/order.ts';
import { toOrderId } from '../support/ids.ts';
import { inMemoryChanges } from '../support/in-memory/in-memory-changes.ts';
import { inMemoryEventTopic } from '../support/in-memory/in-memory-event-topic.ts';
import { inMemoryEvents } from '../support/in-memory/in-memory-events.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';
import { type ChangesUnderTest, describeChanges } from './changes-contract.ts';
import { describeEventTopic, type EventTopicUnderTest } from './event-topic-contract.ts';
import { describeEvents, type EventsUnderTest } from './events-contract.ts';

const eventsInMemory = (): EventsUnderTest => {
  const clock = settableClock();
  return { events: inMemoryEvents({ clock }), passTime: (seconds) => clock.advance(seconds * 1000) };
};

const topicInMemory = (): EventTopicUnderTest => {
  const eventTopic = inMemoryEventTopic();
  let received = 0;
  return {
    eventTopic,
    receive: async (count) => {
      const taken = eventTopic.published().slice(received, received + count);
      received += taken.length;
      return taken;
    },
  };
};

const changesInMemory = (): ChangesUnderTest => {
  const clock = settableClock();
  const changes = inMemoryChanges<Order>();
  const now = () => clock().toISOString();
  return {
    changes,
    write: async (order) => changes.change(order, now()),
    damage: async (id) => changes.damage(toOrderId(id), now()),
    now: clock,
    passTime: (seconds) => clock.advance(seconds * 1000),
  };
};

describeEvents('in memory', eventsInMemory);
describeEventTopic('in memory', topicInMemory);
describeChanges('in memory', changesInMemory);

test('EventTopic: in memory: a call that fails on demand takes nothing, or only its answer is lost', async () => {
  const topic = inMemoryEventTopic();
  topic.failNext(1);
  await expect(topic.publish([])).rejects.toMatchObject({ name: 'Unavailable' });
  await expect(topic.publish([])).resolves.toBeUndefined();
});
