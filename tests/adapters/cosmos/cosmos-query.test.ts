import { type Container, CosmosClient, FeedResponse } from '@azure/cosmos';
import { queryAtMost, queryPages } from '../../../src/adapters/cosmos/cosmos-query.ts';

// Fake timers do not reach `node:timers/promises`.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

const client = new CosmosClient({ endpoint: 'http://127.0.0.1:1', key: 'bm9uZQ==' });

afterAll(() => client.dispose());

const emptyPage = () => new FeedResponse([], {}, true, Object.create(null));

/** A container whose queries never end: each page is empty and takes `ms`. */
const endless = (ms: number) => {
  const container: Container = client.database('d').container('c');
  const iterator = container.items.query('SELECT * FROM c');
  const fetchNext = jest.spyOn(iterator, 'fetchNext').mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return emptyPage();
  });
  jest.spyOn(iterator, 'hasMoreResults').mockReturnValue(true);
  const query = jest.spyOn(container.items, 'query').mockReturnValue(iterator);
  /** Whether the requests of each opened query were ended. */
  const aborted = () => query.mock.calls.map(([, options]) => Object(options).abortSignal.aborted);
  return { container, fetchNext, aborted };
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test('the pages of a list take at most 10 seconds in all, however fast each is', async () => {
  const { container, fetchNext, aborted } = endless(3_000);
  let ended = false;
  const list = queryAtMost(container, 'SELECT TOP @limit * FROM c', { limit: 10 }).finally(() => {
    ended = true;
  });
  const outcome = expect(list).rejects.toMatchObject({ name: 'Unavailable', dependency: 'cosmos' });
  await jest.advanceTimersByTimeAsync(9_999);

  expect(ended).toBe(false);

  await jest.advanceTimersByTimeAsync(1);
  await outcome;
  expect(aborted()).toEqual([true]);

  await jest.advanceTimersByTimeAsync(60_000);

  expect(fetchNext).toHaveBeenCalledTimes(4);
});

test('a list reads no more pages than it needs, and has no more items than its limit', async () => {
  const { container, fetchNext } = endless(0);
  fetchNext.mockImplementation(async () => new FeedResponse([1, 2, 3], {}, true, Object.create(null)));

  expect(await queryAtMost(container, 'SELECT * FROM c', { limit: 4 })).toEqual([1, 2, 3, 1]);
  expect(fetchNext).toHaveBeenCalledTimes(2);

  expect(await queryAtMost(container, 'SELECT * FROM c', { limit: 3 })).toEqual([1, 2, 3]);
  expect(fetchNext).toHaveBeenCalledTimes(3);
});

test('a stream takes as long as it needs, each of its pages at most 6 seconds', async () => {
  const { container, fetchNext } = endless(5_000);
  const pages = queryPages(container, 'SELECT * FROM c', {}, {});
  for (let i = 0; i < 20; i++) {
    const page = pages.next();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await page).toEqual({ done: false, value: [] });
  }

  fetchNext.mockImplementation(() => new Promise(() => undefined));
  // There is no continuation token to resume from.
  const outcome = expect(pages.next()).rejects.toMatchObject({ name: 'Unavailable' });
  await jest.advanceTimersByTimeAsync(6_000);
  await outcome;
});

test('a page that never comes is tried five times, with pauses, and then given up', async () => {
  const { container, fetchNext } = endless(0);
  fetchNext.mockRejectedValue(Object.assign(new Error('throttled'), { code: 429, retryAfterInMs: 3_000 }));
  const outcome = expect(queryPages(container, 'SELECT * FROM c', {}, {}).next()).rejects.toMatchObject({
    name: 'Unavailable',
    throttled: true,
  });
  await jest.advanceTimersByTimeAsync(17_999);

  expect(fetchNext).toHaveBeenCalledTimes(4);

  await jest.advanceTimersByTimeAsync(1);
  await outcome;
  expect(fetchNext).toHaveBeenCalledTimes(5);
});
