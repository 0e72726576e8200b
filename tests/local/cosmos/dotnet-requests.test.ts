import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { signedRequest } from './signed-request.ts';

// Requests as the .NET client sends them, for machines without .NET. See tests/dotnet/Cosmos.Tests.

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount();
});

afterAll(() => local.close());

type Options = Parameters<typeof signedRequest>[3];

const raw = (method: string, path: string, options: Options = {}) =>
  signedRequest(local.server.url, method, path, options);

const postDocument = (headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) =>
  raw('POST', '/dbs/shop/colls/things/docs', {
    headers: { 'x-ms-documentdb-partitionkey': '["p"]', ...headers },
    body,
  });

const resourceIds = async (): Promise<{ database: string; container: string }> => {
  const { resource: database } = await local.client.database('shop').read();
  const { resource: container } = await local.things.read();
  return { database: String(database?._rid), container: String(container?._rid) };
};

test('the account says what its query engine can do', async () => {
  const account: { queryEngineConfiguration: string } = JSON.parse(await (await raw('GET', '/')).text());

  expect(JSON.parse(account.queryEngineConfiguration)).toMatchObject({ sqlAllowSubQuery: true });
});

test('the indexing mode "Consistent" is "consistent"', async () => {
  const definition = {
    id: 'capital',
    partitionKey: { paths: ['/pk'], kind: 'Hash' },
    indexingPolicy: {
      indexingMode: 'Consistent',
      automatic: true,
      includedPaths: [{ path: '/*', indexes: [] }],
      excludedPaths: [],
      compositeIndexes: [],
      spatialIndexes: [],
      vectorIndexes: [],
      fullTextIndexes: [],
    },
  };
  const created = await raw('POST', '/dbs/shop/colls', { body: JSON.stringify(definition) });

  expect(created.status).toBe(201);
  expect(await created.json()).toMatchObject({ indexingPolicy: { indexingMode: 'consistent' } });
});

test('partition key ranges are found by resource id, signed in lower case', async () => {
  const { database, container } = await resourceIds();
  const path = `/dbs/${database}/colls/${container}/pkranges`;
  const headers = { 'a-im': 'Incremental Feed', 'x-ms-max-item-count': '-1' };

  const first = await raw('GET', path, { link: container.toLowerCase(), headers });
  expect(first.status).toBe(200);
  expect(await first.json()).toMatchObject({ _rid: container, _count: 3 });

  const unlessChanged = { ...headers, 'if-none-match': first.headers.get('etag') ?? '' };
  const second = await raw('GET', path, { link: container.toLowerCase(), headers: unlessChanged });
  expect(second.status).toBe(304);
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
});

test('a signature of another resource id is 401', async () => {
  const { database, container } = await resourceIds();
  const path = `/dbs/${database}/colls/${container}/pkranges`;

  expect((await raw('GET', path, { link: database.toLowerCase() })).status).toBe(401);
  expect((await raw('GET', '/dbs/shop/colls/things/pkranges', { link: 'things' })).status).toBe(401);
});

test('an unknown resource id is 404', async () => {
  const { database } = await resourceIds();
  const path = `/dbs/${database}/colls/AAAAAYAAAGM=/pkranges`;

  expect((await raw('GET', path, { link: 'aaaaayaaagm=' })).status).toBe(404);
});

test('a document at its resource id is 501', async () => {
  const { database, container } = await resourceIds();
  const answer = await raw('GET', `/dbs/${database}/colls/${container}/docs/a`);

  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/document by resource ids/) });
});

test('Prefer: return=minimal leaves the document out of the answer to a write', async () => {
  const headers = { prefer: 'return=minimal', 'x-ms-documentdb-partitionkey': '["p"]' };
  const body = '{"id":"m","pk":"p","n":1}';
  const patch = '[{"op":"incr","path":"/n","value":1}]';
  const path = '/dbs/shop/colls/things/docs';
  const answers = [
    await raw('POST', path, { headers, body }),
    await raw('POST', path, { headers: { ...headers, 'x-ms-documentdb-is-upsert': 'True' }, body }),
    await raw('PUT', `${path}/m`, { headers, body }),
    await raw('PATCH', `${path}/m`, { headers, body: patch }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
  for (const answer of answers) {
    expect(answer.headers.get('etag')).toMatch(/^".+"$/);
    expect(await answer.text()).toBe('');
  }
  const read = await raw('GET', `${path}/m`, { headers });
  expect(await read.json()).toMatchObject({ id: 'm', n: 2, _etag: answers.at(-1)?.headers.get('etag') });
});

test.each([
  ['transactional batch', { 'x-ms-cosmos-batch-atomic': 'True' }],
  ['bulk request', { 'x-ms-cosmos-batch-atomic': 'False', 'x-ms-documentdb-partitionkeyrangeid': '0' }],
])('a binary %s is 501', async (_, headers) => {
  const binary = Uint8Array.of(0x81, 0x01, 0x00, 0x00, 0x00);
  const answer = await postDocument({ 'x-ms-cosmos-is-batch-request': 'True', ...headers }, binary);

  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/does not implement .*HybridRow/) });
});

test('a batch of broken JSON is still 400', async () => {
  const headers = { 'x-ms-cosmos-is-batch-request': 'True', 'x-ms-cosmos-batch-atomic': 'True' };

  expect((await postDocument(headers, '[{')).status).toBe(400);
});
