import type { Container, FeedOptions } from '@azure/cosmos';
import { queryPages } from '../../../src/adapters/cosmos/cosmos-query.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

type Row = { id: string };

const ROWS = 40;
/** More than the client retries by itself for one page. */
const BEYOND_THE_CLIENT = 4;

let cosmos: CosmosForTests;
let container: Container;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  container = (await cosmos.connect()).container('orders');
  for (let n = 0; n < ROWS; n++) await container.items.create({ id: `row-${String(n).padStart(2, '0')}` });
});

afterEach(() => cosmos.faults.clear());
afterAll(() => cosmos.close());

const throttle = (count?: number): void => {
  cosmos.faults.set({
    rules: [{ status: 429, operations: ['query'], retryAfterMs: 1, ...(count !== undefined && { count }) }],
  });
};

const SIMPLE = 'SELECT c.id FROM c';
const SORTED = 'SELECT c.id FROM c ORDER BY c.id';
const idsOf = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);
const allIds = Array.from({ length: ROWS }, (_, n) => `row-${String(n).padStart(2, '0')}`);

/** Reads all pages. Calls `before` with the number of each. */
const readAll = async (query: string, before: (page: number) => void, options: FeedOptions = {}) => {
  const read: Row[] = [];
  let page = 0;
  before(page);
  for await (const rows of queryPages<Row>(container, query, {}, { maxItemCount: 7, ...options })) {
    read.push(...rows);
    page += 1;
    before(page);
  }
  return { ids: idsOf(read), pages: page };
};

test.each([0, 1, 3])('page %d that is throttled is asked for again, and every row comes once', async (throttled) => {
  const { ids, pages } = await readAll(SIMPLE, (page) => {
    if (page === throttled) throttle(BEYOND_THE_CLIENT);
  });

  expect(cosmos.faults.get().struck).toBe(BEYOND_THE_CLIENT);
  expect(ids.toSorted()).toEqual(allIds);
  expect(pages).toBeGreaterThan(4);
});

test('a sorted query whose first page is throttled begins again', async () => {
  const { ids } = await readAll(SORTED, (page) => {
    if (page === 0) throttle(BEYOND_THE_CLIENT);
  });
  expect(ids).toEqual(allIds);
});

test('a sorted query that is throttled later fails at once, without repeating or losing rows', async () => {
  const read: Row[] = [];
  const reading = async (): Promise<void> => {
    for await (const rows of queryPages<Row>(container, SORTED, {}, { maxItemCount: 7 })) {
      read.push(...rows);
      throttle();
    }
  };

  await expect(reading()).rejects.toMatchObject({ name: 'Unavailable', throttled: true });
  expect(idsOf(read)).toEqual(allIds.slice(0, read.length));
});

test('a permanent failure is not tried again', async () => {
  const begin = jest.fn();
  await expect(readAll('SELECT nonsense', begin)).rejects.toMatchObject({ code: 400 });
});
