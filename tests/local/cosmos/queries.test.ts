import type { FeedOptions, SqlQuerySpec } from '@azure/cosmos';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { messageOf } from './outcome.ts';

let local: LocalAccount;

const sortKey = (i: number): string => `k${String(i).padStart(3, '0')}`;

beforeAll(async () => {
  local = await startLocalAccount();
  for (let i = 0; i < 60; i++) {
    const attention = i % 10 === 0 ? { attention: { since: 'now' } } : {};
    const document = {
      id: `o${i}`,
      customer: `c${i % 7}`,
      sortKey: sortKey(i),
      status: i % 3 === 0 ? 'placed' : 'confirmed',
    };
    await local.orders.items.create({ ...document, n: i, ...attention });
  }
});

afterAll(() => local.close());

const all = async (query: string | SqlQuerySpec, options: FeedOptions = {}): Promise<unknown[]> =>
  (await local.orders.items.query(query, options).fetchAll()).resources;

/** Page by page, as an endpoint with a cursor would. */
const pages = async (query: string | SqlQuerySpec, options: FeedOptions): Promise<unknown[][]> => {
  const iterator = local.orders.items.query(query, options);
  const found: unknown[][] = [];
  while (iterator.hasMoreResults()) {
    const { resources } = await iterator.fetchNext();
    if (resources !== undefined && resources.length > 0) found.push(resources);
  }
  return found;
};

const ids = (...numbers: number[]): string[] => numbers.map((n) => `o${n}`);
const numbers = Array.from({ length: 60 }, (_, i) => i);
const byCustomer = (n: number): number[] => numbers.filter((i) => i % 7 === n);

test('a query within one partition sees that partition only', async () => {
  const query = { query: 'SELECT VALUE c.n FROM c WHERE c.customer = @c', parameters: [{ name: '@c', value: 'c3' }] };

  expect(await all(query, { partitionKey: 'c3' })).toEqual(byCustomer(3));
  expect(await all(query, { partitionKey: 'c4' })).toEqual([]);
  expect(await all(query)).toEqual(byCustomer(3));
  expect(await all('SELECT VALUE c.n FROM c', { partitionKey: 'nobody' })).toEqual([]);
});

test('a query across partitions finds every document once, in pages of the size asked for', async () => {
  const found = await pages('SELECT VALUE c.n FROM c', { maxItemCount: 7 });
  expect(found.every((page) => page.length <= 7)).toBe(true);
  expect(found.flat().sort((a, b) => Number(a) - Number(b))).toEqual(numbers);
});

test('ORDER BY merges the ranges, either way', async () => {
  expect(await all('SELECT VALUE c.n FROM c ORDER BY c.sortKey')).toEqual(numbers);

  const found = await pages('SELECT VALUE c.n FROM c ORDER BY c.sortKey DESC', { maxItemCount: 8 });
  expect(found.flat()).toEqual([...numbers].reverse());
  expect(found[0]).toHaveLength(8);
});

test('a keyset page by descending sort key is right within a partition and across', async () => {
  const query = {
    query: 'SELECT VALUE c.n FROM c WHERE c.sortKey < @k AND NOT IS_DEFINED(c.attention) ORDER BY c.sortKey DESC',
    parameters: [{ name: '@k', value: sortKey(31) }],
  };
  const wanted = numbers.filter((i) => i < 31 && i % 10 !== 0).reverse();

  expect(await all(query)).toEqual(wanted);
  expect(await all(query, { partitionKey: 'c2' })).toEqual(wanted.filter((i) => i % 7 === 2));
});

test('several keys need a composite index, and use it both ways', async () => {
  const wanted = [...numbers].reverse().sort((a, b) => (b % 3 === 0 ? 1 : 0) - (a % 3 === 0 ? 1 : 0));
  expect(await all('SELECT VALUE c.n FROM c ORDER BY c.status DESC, c.sortKey DESC')).toEqual(wanted);
  expect(await all('SELECT VALUE c.n FROM c ORDER BY c.status, c.sortKey')).toEqual([...wanted].reverse());

  const mixed = local.orders.items.query('SELECT * FROM c ORDER BY c.status ASC, c.sortKey DESC').fetchAll();
  expect(await messageOf(mixed)).toMatch(/does not have a corresponding composite index/);
});

test('an equality on the leading keys of a composite index and the order of the others can be combined', async () => {
  const query = 'SELECT VALUE c.n FROM c WHERE c.status = "placed" AND c.sortKey < "k030" ORDER BY c.sortKey DESC';
  const wanted = numbers.filter((i) => i % 3 === 0 && i < 30).reverse();

  expect((await pages(query, { maxItemCount: 3 })).flat()).toEqual(wanted);
  expect((await pages(query, { maxItemCount: 2, partitionKey: 'c1' })).flat()).toEqual(
    wanted.filter((i) => i % 7 === 1),
  );
});

test('ORDER BY on a path that the policy excludes is refused, within a partition and across', async () => {
  const query = 'SELECT * FROM c ORDER BY c.n';
  expect(await messageOf(all(query))).toMatch(/order-by item is excluded/);
  expect(await messageOf(all(query, { partitionKey: 'c1' }))).toMatch(/order-by item is excluded/);
});

test.each<[string, unknown[]]>([
  ['SELECT VALUE COUNT(1) FROM c', [60]],
  ['SELECT VALUE COUNT(1) FROM c WHERE c.n < 0', [0]],
  ['SELECT VALUE SUM(c.n) FROM c', [1770]],
  ['SELECT VALUE AVG(c.n) FROM c', [29.5]],
  ['SELECT VALUE MIN(c.sortKey) FROM c', ['k000']],
  ['SELECT VALUE MAX(c.n) FROM c WHERE c.status = "placed"', [57]],
  ['SELECT COUNT(1) AS n, MAX(c.n) AS high FROM c', [{ n: 60, high: 59 }]],
])('%s adds up over the ranges', async (query, expected) => {
  expect(await all(query)).toEqual(expected);
});

test.each([
  'SELECT COUNT(1) AS n, c.id FROM c',
  'SELECT * FROM c GROUP BY c.n',
  'SELECT VALUE SUM(c.n) / COUNT(1) FROM c',
])('%s is refused within a partition and across', async (query) => {
  expect(await messageOf(all(query))).toMatch(/GROUP BY|Compositions/);
  expect(await messageOf(all(query, { partitionKey: 'c1' }))).toMatch(/GROUP BY|Compositions/);
});

test('GROUP BY, DISTINCT, TOP and OFFSET LIMIT work across partitions', async () => {
  const groups = await all('SELECT c.status, COUNT(1) AS n FROM c GROUP BY c.status');

  expect(groups).toEqual(
    expect.arrayContaining([
      { status: 'placed', n: 20 },
      { status: 'confirmed', n: 40 },
    ]),
  );
  expect((await all('SELECT DISTINCT VALUE c.status FROM c')).sort()).toEqual(['confirmed', 'placed']);
  expect(await all('SELECT DISTINCT VALUE c.status FROM c ORDER BY c.status')).toEqual(['confirmed', 'placed']);
  expect(await all('SELECT TOP 5 c.id FROM c')).toHaveLength(5);
  expect(await all('SELECT VALUE c.id FROM c ORDER BY c.sortKey OFFSET 5 LIMIT 3')).toEqual(ids(5, 6, 7));
  expect(await all('SELECT TOP 2 VALUE c.id FROM c ORDER BY c.sortKey DESC')).toEqual(ids(59, 58));
  expect(await all('SELECT VALUE c.id FROM c ORDER BY c.sortKey OFFSET 1 LIMIT 2', { partitionKey: 'c0' })).toEqual(
    ids(7, 14),
  );
  expect(await all('SELECT VALUE c.id FROM c OFFSET 3 LIMIT 2')).toHaveLength(2);
});

test('single-partition pages go on from a continuation token in another client, whatever was written meanwhile', async () => {
  const query = 'SELECT VALUE c.sortKey FROM c ORDER BY c.sortKey';
  const options = { partitionKey: 'pages', maxItemCount: 4 };
  for (let i = 0; i < 10; i++)
    await local.orders.items.create({ id: `p${i}`, customer: 'pages', sortKey: sortKey(100 + i * 10) });
  const first = await local.orders.items.query(query, options).fetchNext();

  expect(first.resources).toEqual(['k100', 'k110', 'k120', 'k130']);

  await local.orders.items.create({ id: 'early', customer: 'pages', sortKey: 'k105' });
  await local.orders.items.create({ id: 'late', customer: 'pages', sortKey: 'k145' });
  await local.orders.item('p3', 'pages').delete();
  const second = local.newClient().database('shop').container('orders');
  const rest = await second.items.query(query, { ...options, continuationToken: first.continuationToken }).fetchAll();

  expect(rest.resources).toEqual(['k140', 'k145', 'k150', 'k160', 'k170', 'k180', 'k190']);

  for (let i = 0; i < 10; i++) if (i !== 3) await local.orders.item(`p${i}`, 'pages').delete();
  await local.orders.item('early', 'pages').delete();
  await local.orders.item('late', 'pages').delete();
});

test('cross-partition ORDER BY goes on from the token of the SDK’s query control', async () => {
  const query = 'SELECT VALUE c.n FROM c ORDER BY c.sortKey DESC';
  const found: unknown[] = [];
  let continuationToken: string | undefined;
  do {
    const page = await local.orders.items
      .query(query, { enableQueryControl: true, maxItemCount: 9, ...(continuationToken && { continuationToken }) })
      .fetchNext();
    found.push(...(page.resources ?? []));
    continuationToken = page.continuationToken;
  } while (continuationToken !== undefined);

  expect(found).toEqual([...numbers].reverse());
});

test('readAll and the async iterator give every document', async () => {
  expect((await local.orders.items.readAll().fetchAll()).resources).toHaveLength(60);

  let count = 0;
  for await (const { resources } of local.orders.items
    .query('SELECT * FROM c', { maxItemCount: 11 })
    .getAsyncIterator()) {
    count += resources.length;
  }
  expect(count).toBe(60);
});

test('an undefined value makes no row, not even sorted across partitions', async () => {
  expect(await all('SELECT VALUE c.attention FROM c ORDER BY c.sortKey')).toHaveLength(6);
  expect(await all('SELECT VALUE c.attention FROM c')).toHaveLength(6);
});

test('joins page within a document', async () => {
  await local.things.items.create({ id: 'j1', pk: 'j', list: [1, 2, 3, 4, 5] });
  await local.things.items.create({ id: 'j2', pk: 'j', list: [6, 7] });
  const iterator = local.things.items.query('SELECT VALUE x FROM c JOIN x IN c.list', {
    partitionKey: 'j',
    maxItemCount: 2,
  });
  const found: unknown[][] = [];
  while (iterator.hasMoreResults()) found.push((await iterator.fetchNext()).resources);

  expect(found).toEqual([[1, 2], [3, 4], [5, 6], [7]]);
});

test('a query costs by the documents it loads, and an index saves most of them', async () => {
  const indexed = await local.orders.items
    .query('SELECT * FROM c WHERE c.sortKey = "k010"', { partitionKey: 'c3' })
    .fetchAll();
  const whole = await local.orders.items.query('SELECT * FROM c', { partitionKey: 'c3' }).fetchAll();

  expect(indexed.requestCharge).toBeGreaterThan(2);
  expect(whole.requestCharge).toBeGreaterThan(indexed.requestCharge);
});
