import type { EventTopic } from '../../../src/application/ports/event-topic.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import type { ShopEvent } from '../../../src/domain/event.ts';
import { plainCopy } from './plain-copy.ts';

export type InMemoryEventTopic = EventTopic & {
  /** Everything that the broker ever accepted, in order. */
  published(): readonly ShopEvent[];
  /** The next `times` calls reject; with `taken: 'all'` only the answer is lost. */
  failNext(times: number, options?: { taken?: 'none' | 'all' }): void;
};

export const inMemoryEventTopic = (): InMemoryEventTopic => {
  const published: ShopEvent[] = [];
  let failing: { times: number; taken: 'none' | 'all' } = { times: 0, taken: 'none' };

  return {
    publish: async (events) => {
      const fails = failing.times > 0;
      if (fails) failing.times -= 1;
      if (!fails || failing.taken === 'all') published.push(...events.map((event) => plainCopy(event)));
      if (fails) throw new Unavailable('service-bus');
    },
    published: () => plainCopy(published),
    failNext: (times, { taken = 'none' } = {}) => {
      failing = { times, taken };
    },
  };
};
