import type { EventTopic } from '../../src/application/ports/event-topic.ts';
import type { ShopEvent } from '../../src/domain/event.ts';
import { sampleEvent } from './sample-data.ts';

export type EventTopicUnderTest = {
  eventTopic: EventTopic;
  /** What a subscription gets: up to `count` events. Does not wait long if there are fewer. */
  receive(count: number): Promise<readonly ShopEvent[]>;
};

/** What every implementation of `EventTopic` does. `make` gives an empty topic. */
export const describeEventTopic = (
  name: string,
  make: () => EventTopicUnderTest | Promise<EventTopicUnderTest>,
): void => {
  describe(`EventTopic: ${name}`, () => {
    let made: EventTopicUnderTest;

    beforeEach(async () => {
      made = await make();
    });

    test('what is published is received', async () => {
      const event = sampleEvent();
      await made.eventTopic.publish([event]);

      expect(await made.receive(1)).toStrictEqual([event]);
    });

    test('publishing nothing succeeds', async () => {
      await made.eventTopic.publish([]);

      expect(await made.receive(1)).toEqual([]);
    });

    test('an event that is published again is received again', async () => {
      const event = sampleEvent();
      await made.eventTopic.publish([event]);
      await made.eventTopic.publish([event]);

      expect(await made.receive(2)).toEqual([event, event]);
    });

    test('more than one batch of the broker holds all arrive', async () => {
      const events = Array.from({ length: 40 }, () => sampleEvent({ data: { text: 's'.repeat(30_000) } }));
      await made.eventTopic.publish(events);

      const received = await made.receive(40);
      expect(received.map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    });
  });
};
