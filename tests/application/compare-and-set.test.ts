import { compareAndSet } from '../../src/application/compare-and-set.ts';

const watchWaits = () => {
  const waits: number[] = [];
  return { waits, pause: async (milliseconds: number) => void waits.push(milliseconds) };
};

test('a change that never loses waits for nothing', async () => {
  const { waits, pause } = watchWaits();

  expect(await compareAndSet({ pause, random: () => 0.5 }, async () => 'done')).toBe('done');
  expect(waits).toEqual([]);
});

test('a change that always loses gives up with a conflict after twenty rounds, and does not wait for nothing', async () => {
  const { waits, pause } = watchWaits();
  const round = jest.fn(async (): Promise<'stale'> => 'stale');

  await expect(compareAndSet({ pause, random: () => 1 }, round)).rejects.toMatchObject({
    code: 'conflict',
    message: 'The resource is being changed by others. Try again.',
  });
  expect(round).toHaveBeenCalledTimes(20);
  expect(waits).toEqual([10, 20, 40, 80, 160, 320, ...Array.from({ length: 13 }, () => 500)]);
});

test('a wait lasts anything from nothing to its limit', async () => {
  const { waits, pause } = watchWaits();
  const draws = [0, 0.25, 0.999];
  const outcomes = ['stale', 'stale', 'stale', 'done'] as const;
  let n = 0;
  const round = async () => outcomes[n++] ?? 'done';

  await compareAndSet({ pause, random: () => draws.shift() ?? 0 }, round);

  expect(waits).toEqual([0, 5, 0.999 * 40]);
});

test('a wait that is cancelled ends the change', async () => {
  const pause = () => Promise.reject(new Error('The host shuts down.'));
  const round = jest.fn(async (): Promise<'stale'> => 'stale');

  await expect(compareAndSet({ pause, random: () => 1 }, round)).rejects.toThrow('The host shuts down.');
  expect(round).toHaveBeenCalledTimes(1);
});
