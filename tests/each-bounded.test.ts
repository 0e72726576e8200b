import { eachBounded, splitIntoChunks, takeAtMost } from '../src/each-bounded.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const chunksOf = async (count: number, size: number): Promise<readonly (readonly number[])[]> => {
  const chunks: (readonly number[])[] = [];
  for await (const chunk of splitIntoChunks(stream(Array.from({ length: count }, (_, n) => n)), size))
    chunks.push(chunk);
  return chunks;
};

test('all items are processed in order, never more at a time than allowed', async () => {
  const begun: number[] = [];
  let atOnce = 0;
  let most = 0;
  await eachBounded([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    atOnce += 1;
    most = Math.max(most, atOnce);
    await turn();
    atOnce -= 1;
  });

  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('after the first failure no further item starts, and it is thrown once the running ones have ended', async () => {
  const ended: number[] = [];
  const work = eachBounded([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('one');
    await turn();
    ended.push(item);
  });

  await expect(work).rejects.toThrow('one');
  expect(ended).toEqual([2]);
});

test('resolves at once if there is nothing to do', async () => {
  await eachBounded([], 2, async () => {
    throw new Error('there is nothing');
  });
});

test('a stream comes in chunks of at most the size, and never an empty one', async () => {
  expect(await chunksOf(5, 2)).toEqual([[0, 1], [2, 3], [4]]);
  expect(await chunksOf(4, 2)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(await chunksOf(0, 2)).toEqual([]);
});

test('of a stream at most so many are taken, and then it is closed without reading on', async () => {
  const read: number[] = [];
  let closed = 0;
  async function* source(): AsyncGenerator<number> {
    try {
      for (let n = 0; n < 3; n++) {
        read.push(n);
        yield n;
      }
    } finally {
      closed += 1;
    }
  }
  const take = async (count: number): Promise<number> => {
    let taken = 0;
    for await (const _ of takeAtMost(source(), count)) taken += 1;
    return taken;
  };

  expect(await take(2)).toBe(2);
  expect(read).toEqual([0, 1]);
  expect(await take(9)).toBe(3);
  expect(closed).toBe(2);
});
