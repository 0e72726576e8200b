import { ChangeFeedStartFrom, type Container, type FeedRange, type PartitionKey } from '@azure/cosmos';
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf } from './outcome.ts';

type Change = { id: string; pk: string; n: number; _lsn: number };

const START = Date.UTC(2026, 0, 1);

let local: LocalAccount;
let now = START;
let answers: AnsweredRequest[] = [];

beforeEach(async () => {
  now = START;
  answers = [];
  local = await startLocalAccount({ clock: () => now, onAnswer: (answer) => answers.push(answer) });
});

afterEach(() => local.close());

const write = (id: string, n = 0, pk = id) => local.things.items.upsert({ id, pk, n });

const openFeed = (from: ChangeFeedStartFrom, maxItemCount?: number) =>
  local.things.items.getChangeFeedIterator<Change>({
    changeFeedStartFrom: from,
    ...(maxItemCount === undefined ? {} : { maxItemCount }),
  });

type Feed = ReturnType<typeof openFeed>;

/** The pages up to the first 304, and the token of that one. */
const readPages = async (feed: Feed): Promise<{ pages: Change[][]; token: string }> => {
  const pages: Change[][] = [];
  for (;;) {
    const page = await feed.readNext();
    if (page.statusCode === 304) return { pages, token: page.continuationToken };
    pages.push(page.result);
    // A feed that does not move on would never end.
    expect(pages.length).toBeLessThan(100);
  }
};

const readChanges = async (feed: Feed): Promise<Change[]> => (await readPages(feed)).pages.flat();

const idsOf = (changes: readonly Change[]): string[] => changes.map(({ id }) => id);

const fromBeginning = (part?: PartitionKey | FeedRange): Feed => openFeed(ChangeFeedStartFrom.Beginning(part));

const ridOf = async (container: Container): Promise<string> => String((await container.read()).resource?._rid);

/** A feed over parts of partition ranges, as after a split of feed ranges. */
const overHashes = async (min: string, max: string): Promise<Feed> => {
  const Continuation = [{ minInclusive: min, maxExclusive: max }];
  const token = JSON.stringify({ rid: await ridOf(local.things), Continuation });
  return openFeed(ChangeFeedStartFrom.Continuation(token));
};

test('the feed shows the latest version of each document in the order of writes, and nothing that was deleted', async () => {
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await write(id, 0, 'p');
  await write('b', 1, 'p');
  await local.things.item('c', 'p').delete();
  await local.things.item('a', 'p').patch([{ op: 'incr', path: '/n', value: 7 }]);

  const changes = await readChanges(fromBeginning());

  expect(changes.map(({ id, n }) => [id, n])).toEqual([
    ['d', 0],
    ['e', 0],
    ['f', 0],
    ['b', 1],
    ['a', 7],
  ]);
  const lsns = changes.map(({ _lsn }) => _lsn);
  expect(lsns).toEqual([...new Set(lsns)].sort((a, b) => a - b));
});

test('a reader that goes on after its last token gets only what was written since', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `d${i}`);
  for (const id of ids) await write(id);
  const { pages, token } = await readPages(fromBeginning());
  expect(idsOf(pages.flat()).sort()).toEqual([...ids].sort());

  await write('d7', 1);
  await write('new', 1);
  const next = await readPages(openFeed(ChangeFeedStartFrom.Continuation(token)));

  expect(idsOf(next.pages.flat()).sort()).toEqual(['d7', 'new']);
  expect(await readChanges(openFeed(ChangeFeedStartFrom.Continuation(next.token)))).toEqual([]);
});

test('an iterator that has met 304 goes on when there is something new', async () => {
  const feed = fromBeginning();
  expect((await feed.readNext()).statusCode).toBe(304);

  await write('a');

  expect(idsOf(await readChanges(feed))).toEqual(['a']);
});

test('a feed from now shows only what is written after its first answer', async () => {
  await write('old');
  const feed = openFeed(ChangeFeedStartFrom.Now());
  expect((await feed.readNext()).statusCode).toBe(304);

  await write('new');

  expect(idsOf(await readChanges(feed))).toEqual(['new']);
});

test('a feed from a time shows what was written after that second', async () => {
  for (const id of ['at0', 'at1', 'at2']) {
    await write(id, 0, 'p');
    now += 1000;
  }

  const changes = await readChanges(openFeed(ChangeFeedStartFrom.Time(new Date(START), 'p')));

  expect(idsOf(changes)).toEqual(['at1', 'at2']);
  expect(await readChanges(openFeed(ChangeFeedStartFrom.Time(new Date(now), 'p')))).toEqual([]);
});

test('a feed of one partition key shows only its documents', async () => {
  for (let i = 0; i < 10; i++) await write(`a${i}`, i, i % 2 === 0 ? 'even' : 'odd');
  const feed = fromBeginning('odd');

  expect(idsOf(await readChanges(feed))).toEqual(['a1', 'a3', 'a5', 'a7', 'a9']);
  await write('a2', 9, 'even');
  expect(await readChanges(feed)).toEqual([]);
  await write('a3', 9, 'odd');
  expect(idsOf(await readChanges(feed))).toEqual(['a3']);
});

test('the feed ranges of a container together show each change once', async () => {
  const ids = Array.from({ length: 30 }, (_, i) => `d${i}`);
  for (const id of ids) await write(id);
  const ranges = await local.things.getFeedRanges();
  const parts = await Promise.all(ranges.map(async (range) => idsOf(await readChanges(fromBeginning(range)))));

  expect(ranges).toHaveLength(3);
  for (const part of parts) expect(part.length).toBeGreaterThan(0);
  expect(parts.flat().sort()).toEqual([...ids].sort());
});

test('a feed over a part of a partition range shows the documents whose hash is in it', async () => {
  const ids = Array.from({ length: 40 }, (_, i) => `d${i}`);
  for (const id of ids) await write(id);
  const cuts = ['', '08', '20000000000000000000000000000000', '2B', 'FF'];
  const parts = await Promise.all(
    cuts.slice(1).map(async (max, i) => idsOf(await readChanges(await overHashes(cuts[i] ?? '', max)))),
  );

  for (const part of parts) expect(part.length).toBeGreaterThan(0);
  expect(parts.flat().sort()).toEqual([...ids].sort());
});

test('pages are as long as asked for, and follow each other without gaps', async () => {
  for (let i = 0; i < 7; i++) await write(`a${i}`, i, 'p');

  const { pages } = await readPages(openFeed(ChangeFeedStartFrom.Beginning('p'), 3));

  expect(pages.map(idsOf)).toEqual([['a0', 'a1', 'a2'], ['a3', 'a4', 'a5'], ['a6']]);
});

test('a page holds a whole transactional batch, even if it is longer than asked for', async () => {
  await write('before', 0, 'p');
  const creates = Array.from({ length: 5 }, (_, i) => ({
    operationType: 'Create' as const,
    resourceBody: { id: `b${i}`, pk: 'p' },
  }));
  await local.things.items.batch(creates, 'p');
  await write('after', 0, 'p');

  const { pages } = await readPages(openFeed(ChangeFeedStartFrom.Beginning('p'), 2));

  expect(pages.map(idsOf)).toEqual([['before', 'b0', 'b1', 'b2', 'b3', 'b4'], ['after']]);
  expect(new Set(pages[0]?.slice(1).map(({ _lsn }) => _lsn)).size).toBe(1);
});

test('a document that has expired is not shown', async () => {
  await local.orders.items.create({ id: 'brief', customer: 'c', ttl: 60 });
  await local.orders.items.create({ id: 'lasting', customer: 'c' });
  const read = () =>
    readChanges(
      local.orders.items.getChangeFeedIterator<Change>({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning() }),
    );
  expect(idsOf(await read())).toEqual(['brief', 'lasting']);

  now += 60_000;
  expect(idsOf(await read())).toEqual(['lasting']);

  await local.orders.items.create({ id: 'brief', customer: 'c', ttl: 60 });
  expect(idsOf(await read())).toEqual(['lasting', 'brief']);
});

test('the feed of a container that was created again is empty, and its old tokens are refused', async () => {
  await write('a');
  const { token } = await readPages(fromBeginning());
  await local.things.delete();
  await local.client.database('shop').containers.create({ id: 'things', partitionKey: '/pk' });

  await expect(readPages(openFeed(ChangeFeedStartFrom.Continuation(token)))).rejects.toThrow(
    'not for the current container',
  );
});

test('faults strike the change feed by its own name', async () => {
  await write('a');
  local.server.faults.set({ rules: [{ status: 503, operations: ['readFeed', 'query'] }] });
  expect(idsOf(await readChanges(fromBeginning('a')))).toEqual(['a']);

  local.server.faults.set({ rules: [{ status: 429, operations: ['changeFeed'], retryAfterMs: 1 }] });
  expect(await codeOf(readChanges(fromBeginning('a')))).toBe(429);
});

test('a page costs what changed, however many documents did not', async () => {
  const place = { database: 'shop', container: 'things' };
  const documents = Array.from({ length: 5000 }, (_, i) => ({ id: `d${i}`, pk: `p${i % 50}`, n: 0 }));
  local.server.seed(place, documents);
  const feeds = [openFeed(ChangeFeedStartFrom.Now()), openFeed(ChangeFeedStartFrom.Now('p7'))];
  for (const feed of feeds) await readPages(feed);
  // What was replaced, and what changed in other partitions, must not add up.
  for (let n = 0; n < 100; n++) await write('d7', n, 'p7');
  for (let i = 10; i < 20; i++) await write(`d${i}`, 1, `p${i}`);
  answers = [];

  const changes = await Promise.all(feeds.map(readChanges));

  expect(changes.map(({ length }) => length)).toEqual([11, 1]);
  const pages = answers.filter(({ operation }) => operation === 'changeFeed');
  expect(pages.reduce((sum, { read }) => sum + read, 0)).toBe(12);
  expect(pages.filter(({ status }) => status === 304).every(({ charge }) => charge === 1)).toBe(true);
});
