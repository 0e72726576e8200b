import { createLiveHub, restAfter, type Topic } from '../../../local/console/live-hub.ts';

/** A topic whose reads a test ends. */
const controlledTopic = () => {
  const pending: ((value: unknown) => void)[] = [];
  const signals: AbortSignal[] = [];
  let announce = (): void => {};
  const topic: Topic = {
    everyMs: 60_000,
    restMs: 0,
    read: (signal) => {
      signals.push(signal);
      const value = new Promise((resolve) => pending.push(resolve));
      announce();
      return value;
    },
  };
  return {
    topic,
    signals,
    /** Ends the read that runs, or the next one. */
    answer: async (value: unknown): Promise<void> => {
      while (pending.length === 0) {
        await new Promise<void>((resolve) => {
          announce = resolve;
        });
      }
      pending.shift()?.(value);
    },
  };
};

const stage = () => {
  const controlled = controlledTopic();
  const hub = createLiveHub((name) => (name === 'orders' ? controlled.topic : undefined));
  const follow = () => {
    const seen: string[] = [];
    let onSeen = (): void => {};
    const end = hub.subscribe('orders', ({ json }) => {
      seen.push(json);
      onSeen();
    });
    const next = async (count: number): Promise<readonly string[]> => {
      while (seen.length < count) {
        await new Promise<void>((resolve) => {
          onSeen = resolve;
        });
      }
      return seen;
    };
    return { seen, next, end: () => end?.() };
  };
  return { ...controlled, hub, follow };
};

const asUpdate = (value: unknown): string => JSON.stringify({ topic: 'orders', value });

test('a topic is read once for all who follow it', async () => {
  const { hub, follow, answer, signals } = stage();
  const [one, other] = [follow(), follow()];

  await answer(1);

  expect(await one.next(1)).toEqual([asUpdate(1)]);
  expect(await other.next(1)).toEqual([asUpdate(1)]);
  expect(signals).toHaveLength(1);
  hub.stop();
});

test('who comes later gets what is known at once', async () => {
  const { hub, follow, answer } = stage();
  const first = follow();
  await answer(1);
  await first.next(1);

  expect(follow().seen).toEqual([asUpdate(1)]);
  hub.stop();
});

test('news make it read again, and only a change is sent', async () => {
  const { hub, follow, answer } = stage();
  const one = follow();
  await answer(1);
  await one.next(1);

  hub.wake();
  await answer(1);
  hub.wake();
  await answer(2);

  expect(await one.next(2)).toEqual([asUpdate(1), asUpdate(2)]);
  hub.stop();
});

test('nothing is read once nobody follows', async () => {
  const { follow, signals } = stage();
  const [one, other] = [follow(), follow()];

  one.end();
  expect(signals[0]?.aborted).toBe(false);
  other.end();

  expect(signals[0]?.aborted).toBe(true);
});

test('a failed read is shown with its reason', async () => {
  const hub = createLiveHub(() => ({ everyMs: 60_000, restMs: 0, read: () => Promise.reject(new Error('no answer')) }));

  const json = await new Promise<string>((resolve) => void hub.subscribe('orders', (update) => resolve(update.json)));

  expect(json).toBe(JSON.stringify({ topic: 'orders', problem: 'no answer' }));
  hub.stop();
});

test('what fails is read less and less often, but at least every four seconds', () => {
  const topic: Topic = { everyMs: 60_000, restMs: 150, read: async () => 1 };

  expect([0, 1, 2, 3, 4, 50].map((failures) => restAfter(topic, failures))).toEqual([150, 500, 1000, 2000, 4000, 4000]);
});

test('news are followed only while somebody follows a topic', () => {
  const followed: AbortSignal[] = [];
  const topic: Topic = { everyMs: 60_000, restMs: 0, read: async () => 1 };
  const hub = createLiveHub(
    () => topic,
    (_onNews, signal) => void followed.push(signal),
  );
  expect(followed).toEqual([]);

  const ends = [hub.subscribe('a', () => {}), hub.subscribe('b', () => {})];
  ends[0]?.();
  expect(followed).toMatchObject([{ aborted: false }]);
  ends[1]?.();

  expect(followed).toMatchObject([{ aborted: true }]);
});

test('an unknown topic is none', () => {
  expect(stage().hub.subscribe('secrets', () => {})).toBeUndefined();
});
