import { eachBounded } from '../../../cli/replay/each-bounded.ts';

test('items begin in their order, never more at once than allowed', async () => {
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  await eachBounded([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('the first failure stops it, once what was begun has ended', async () => {
  const ended: number[] = [];
  const work = async (item: number): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (item === 2) throw new Error('no');
    ended.push(item);
  };
  await expect(eachBounded([1, 2, 3, 4, 5, 6, 7, 8], 2, work)).rejects.toThrow('no');
  expect(ended.length).toBeLessThan(4);
});
