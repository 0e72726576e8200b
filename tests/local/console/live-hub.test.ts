import { createLiveHub, type Topic } from '../../../local/console/live-hub.ts';

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

/** The waits before each read but the first, as [until news, however much happens]. */
const listWaits = async (topic: Omit<Topic, 'read'>, isUp: (read: number) => boolean, reads: number) => {
  const waits: number[] = [];
  const hub = await new Promise<{ stop: () => void }>((resolve) => {
    let count = 0;
    const read = async (): Promise<number> => {
      count += 1;
      if (count > reads) resolve(created);
      if (!isUp(count)) throw new Error('no answer');
      return count;
    };
    const created = createLiveHub(
      () => ({ ...topic, read }),
      () => {},
      async (ms) => void waits.push(ms),
    );
    created.subscribe('orders', () => {});
  });
  hub.stop();
  return Array.from({ length: reads }, (_, index) => waits.slice(2 * index, 2 * index + 2));
};

test('what is quiet is read every `everyMs`, the rest included', async () => {
  expect(await listWaits({ everyMs: 15_000, restMs: 150 }, () => true, 2)).toEqual([
    [14_850, 150],
    [14_850, 150],
  ]);
});

test('what fails rests longer and longer before it reacts to news, but is read as often when all is quiet', async () => {
  const waits = await listWaits({ everyMs: 15_000, restMs: 150 }, (read) => read === 6, 7);

  expect(waits.map(([, restMs]) => restMs)).toEqual([500, 1000, 2000, 4000, 4000, 150, 500]);
  expect(waits.map(([quietMs = 0, restMs = 0]) => quietMs + restMs)).toEqual(Array(7).fill(15_000));
});

test('a rest that is longer than the interval counts', async () => {
  expect(await listWaits({ everyMs: 900, restMs: 2_000 }, () => true, 1)).toEqual([[0, 2_000]]);
});

test('news is followed only while somebody follows a topic', () => {
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
