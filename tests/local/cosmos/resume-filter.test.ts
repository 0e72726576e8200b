import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { signedRequest } from './signed-request.ts';

// .NET continues a sorted query with a `resumeFilter` in its body, across ranges and iterators.

let local: LocalAccount;

const values = [undefined, null, false, true, -1, 2, 'a', 'b'];

beforeAll(async () => {
  const compositeIndexes = [
    [
      { path: '/v', order: 'ascending' },
      { path: '/w', order: 'descending' },
    ],
  ];
  const definitions = {
    database: 'shop',
    containers: [
      { id: 'sorted', partitionKey: { paths: ['/pk'], kind: 'Hash' }, indexingPolicy: { compositeIndexes } },
    ],
  };
  local = await startLocalAccount({ definitions, partitions: 1 });
  const documents = values.flatMap((v, i) =>
    [0, 1, 2].map((j) => ({ id: `${i}.${j}`, pk: `p${j}`, w: j % 2, ...(v === undefined ? {} : { v }) })),
  );
  local.server.seed({ database: 'shop', container: 'sorted' }, documents);
});

afterAll(() => local.close());

type Row = { _rid: string; id: string; v?: unknown; w: number };

type Page = { rows: Row[]; token: string | null; direction: string | null };

const post = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  signedRequest(local.server.url, 'POST', '/dbs/shop/colls/sorted/docs', {
    headers: { 'content-type': 'application/query+json', 'x-ms-documentdb-partitionkeyrangeid': '0', ...headers },
    body: JSON.stringify(body),
  });

const page = async (body: object, headers: Record<string, string> = {}): Promise<Page> => {
  const response = await post(body, headers);
  expect(response.status).toBe(200);
  const { Documents: rows }: { Documents: Row[] } = JSON.parse(await response.text());
  const token = response.headers.get('x-ms-continuation');
  return { rows, token, direction: response.headers.get('x-ms-cosmos-query-execution-info') };
};

const idsOf = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);

/** As .NET writes a sort key: `[]` stands for undefined. */
const keyOf = (row: Row | undefined, name: 'v' | 'w'): unknown => (row?.[name] === undefined ? [] : row[name]);

const sameKeys = (a: Row, b: Row): boolean => a.v === b.v && a.w === b.w;

test.each(['SELECT * FROM c ORDER BY c.v', 'SELECT * FROM c ORDER BY c.v DESC'])(
  '%s goes on at any of its rows',
  async (query) => {
    const { rows } = await page({ query });
    expect(rows).toHaveLength(24);

    for (const [i, row] of rows.entries()) {
      const value = [keyOf(row, 'v')];
      const first = rows.findIndex(({ v }) => v === row.v);
      const last = rows.findLastIndex(({ v }) => v === row.v);
      const from = async (filter: object): Promise<string[]> =>
        idsOf((await page({ query, resumeFilter: { value, ...filter } })).rows);

      expect(await from({ rid: row._rid, exclude: false })).toEqual(idsOf(rows.slice(i)));
      expect(await from({ rid: row._rid, exclude: true })).toEqual(idsOf(rows.slice(i + 1)));
      expect(await from({ exclude: false })).toEqual(idsOf(rows.slice(first)));
      expect(await from({ exclude: true })).toEqual(idsOf(rows.slice(last + 1)));
    }
  },
);

test.each(['SELECT * FROM c ORDER BY c.v ASC, c.w DESC', 'SELECT * FROM c ORDER BY c.v DESC, c.w ASC'])(
  '%s goes on at any of its rows',
  async (query) => {
    const { rows } = await page({ query });

    for (const [i, row] of rows.entries()) {
      const value = [keyOf(row, 'v'), keyOf(row, 'w')];
      const last = rows.findLastIndex((other) => sameKeys(other, row));
      const at = { value, rid: row._rid, exclude: false };

      expect(idsOf((await page({ query, resumeFilter: at })).rows)).toEqual(idsOf(rows.slice(i)));
      const after = await page({ query, resumeFilter: { value, exclude: true } });
      expect(idsOf(after.rows)).toEqual(idsOf(rows.slice(last + 1)));
    }
  },
);

test('pages of a query that goes on at a row follow one another', async () => {
  const query = 'SELECT * FROM c ORDER BY c.v DESC';
  const { rows } = await page({ query });
  const resumeFilter = { value: [keyOf(rows[7], 'v')], rid: rows[7]?._rid, exclude: false };
  const found: string[] = [];
  let token: string | null = null;
  do {
    const headers = { 'x-ms-max-item-count': '2', ...(token === null ? {} : { 'x-ms-continuation': token }) };
    const next: Page = await page({ query, resumeFilter }, headers);
    found.push(...idsOf(next.rows));
    token = next.token;
  } while (token !== null);

  expect(found).toEqual(idsOf(rows.slice(7)));
});

test('of a continuation token and a filter, the further place counts', async () => {
  const query = 'SELECT * FROM c ORDER BY c.v';
  const { rows } = await page({ query });
  const { token } = await page({ query }, { 'x-ms-max-item-count': '10' });
  const at = async (i: number): Promise<string[]> => {
    const resumeFilter = { value: [keyOf(rows[i], 'v')], rid: rows[i]?._rid, exclude: false };
    return idsOf((await page({ query, resumeFilter }, { 'x-ms-continuation': token ?? '' })).rows);
  };

  expect(await at(4)).toEqual(idsOf(rows.slice(10)));
  expect(await at(9)).toEqual(idsOf(rows.slice(10)));
  expect(await at(10)).toEqual(idsOf(rows.slice(10)));
  expect(await at(15)).toEqual(idsOf(rows.slice(15)));
});

test('the answer says in which direction rows with equal keys come', async () => {
  const direction = async (query: string): Promise<unknown> => JSON.parse((await page({ query })).direction ?? 'null');

  expect(await direction('SELECT * FROM c ORDER BY c.v')).toMatchObject({ reverseIndexScan: false });
  expect(await direction('SELECT * FROM c ORDER BY c.v DESC')).toMatchObject({ reverseIndexScan: true });
  expect(await direction('SELECT * FROM c ORDER BY c.v ASC, c.w DESC')).toMatchObject({ reverseIndexScan: true });
  expect(await direction('SELECT * FROM c')).toBeNull();
});

test.each([
  ['is not an object', 'ORDER BY c.v', 1],
  ['has fewer values than sort keys', 'ORDER BY c.v, c.w', { value: [1], exclude: true }],
  ['belongs to a query without ORDER BY', '', { value: [1], exclude: true }],
  ['does not say whether to exclude', 'ORDER BY c.v', { value: [1] }],
  ['has no resource id of a document', 'ORDER BY c.v', { value: [1], rid: 'AAAAAQ==', exclude: true }],
])('a filter that %s is 400', async (_, order, resumeFilter) => {
  const response = await post({ query: `SELECT * FROM c ${order}`, resumeFilter });

  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/resumeFilter/);
});

test('a filter with the hash of an array or object is 501', async () => {
  const hash = { type: 'array', low: 1, high: 2 };
  const resumeFilter = { value: [hash], exclude: true };
  const response = await post({ query: 'SELECT * FROM c ORDER BY c.v', resumeFilter });

  expect(response.status).toBe(501);
  expect(await response.text()).toMatch(/does not implement ORDER BY that goes on after an array or object/);
});

test('an unknown member of a query is 501', async () => {
  const response = await post({ query: 'SELECT * FROM c', resumeFilters: [] });

  expect(response.status).toBe(501);
  expect(await response.text()).toMatch(/does not implement the member 'resumeFilters' of a query/);
});
