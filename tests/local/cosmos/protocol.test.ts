import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf, messageOf } from './outcome.ts';
import { signedRequest } from './signed-request.ts';

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount();
});

afterAll(() => local.close());

const raw = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  signedRequest(local.server.url, method, path, { headers, body });

test('a taken port rejects with EADDRINUSE', async () => {
  const port = Number(new URL(local.server.url).port);
  expect(await codeOf(startCosmos({ port }))).toBe('EADDRINUSE');
});

test('databases and containers are created, listed, read and deleted', async () => {
  const { database } = await local.client.databases.createIfNotExists({ id: 'other' });
  expect((await local.client.databases.createIfNotExists({ id: 'other' })).statusCode).toBe(200);
  expect(await codeOf(local.client.databases.create({ id: 'other' }))).toBe(409);

  const { container } = await database.containers.createIfNotExists({ id: 'c', partitionKey: '/pk', defaultTtl: 5 });
  expect((await container.read()).resource).toMatchObject({ id: 'c', defaultTtl: 5, partitionKey: { paths: ['/pk'] } });

  const { resources } = await local.client.databases.readAll().fetchAll();
  expect(resources.map(({ id }) => id)).toEqual(['shop', 'other']);
  expect((await database.containers.readAll().fetchAll()).resources.map(({ id }) => id)).toEqual(['c']);

  await container.items.create({ id: 'a', pk: 1 });
  await container.delete();
  expect(await codeOf(container.read())).toBe(404);

  await database.delete();
  expect(await codeOf(database.read())).toBe(404);
});

test('replacing a container changes its time to live and its indexes', async () => {
  const { container } = await local.client.database('shop').containers.create({ id: 'r', partitionKey: '/pk' });
  const definition = { id: 'r', partitionKey: { paths: ['/pk'] }, defaultTtl: 7 };
  await container.replace(definition);

  expect((await container.read()).resource?.defaultTtl).toBe(7);
  expect(await codeOf(container.replace({ ...definition, partitionKey: { paths: ['/other'] } }))).toBe(400);
});

test.each([
  ['hierarchical partition keys', { partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash', version: 2 } }],
  ['unique keys', { partitionKey: '/a', uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/b'] }] } }],
  ['vector indexes', { partitionKey: '/a', indexingPolicy: { vectorIndexes: [{ path: '/v', type: 'flat' }] } }],
  ['an analytical store', { partitionKey: '/a', analyticalStorageTtl: -1 }],
  ['a key that means nothing', { partitionKey: '/a', nonsense: 1 }],
  ['indexing that is not automatic', { partitionKey: '/a', indexingPolicy: { automatic: false } }],
  ['an indexing key that means nothing', { partitionKey: '/a', indexingPolicy: { nonsense: 1 } }],
  ['lazy indexing', { partitionKey: '/a', indexingPolicy: { indexingMode: 'lazy' } }],
] as const)('a container with %s is refused', async (_, definition) => {
  const body = JSON.parse(JSON.stringify({ id: 'refused', ...definition }));
  const created = local.client.database('shop').containers.create(body);
  expect(await messageOf(created)).toMatch(/does not implement|implements/);
});

test('a composite index with an invalid order is refused', async () => {
  const compositeIndexes = [[{ path: '/a', order: 'desc' }, { path: '/b' }]];
  const body = JSON.parse(JSON.stringify({ id: 'refused', partitionKey: '/a', indexingPolicy: { compositeIndexes } }));
  expect(await messageOf(local.client.database('shop').containers.create(body))).toMatch(/neither ascending nor/);
});

test('a container that was read may be sent back as it came', async () => {
  const { container } = await local.client.database('shop').containers.create({ id: 'same', partitionKey: '/pk' });
  const { resource } = await container.read();
  expect(resource && (await container.replace(resource)).statusCode).toBe(200);
});

test.each<[string, string, string, Record<string, string>]>([
  ['stored procedures', 'POST', '/dbs/shop/colls/things/sprocs', {}],
  ['users', 'GET', '/dbs/shop/users', {}],
  ['offers', 'GET', '/offers', {}],
  ['conflicts', 'GET', '/dbs/shop/colls/things/conflicts', {}],
  ['changes of a document', 'GET', '/dbs/shop/colls/things/docs/a', { 'a-im': 'Incremental feed' }],
  ['triggers', 'POST', '/dbs/shop/colls/things/docs', { 'x-ms-documentdb-pre-trigger-include': 't' }],
  ['indexing directives', 'POST', '/dbs/shop/colls/things/docs', { 'x-ms-indexing-directive': 'Exclude' }],
  ['index metrics', 'POST', '/dbs/shop/colls/things/docs', { 'x-ms-cosmos-populateindexmetrics-V2': 'true' }],
  ['queries over databases', 'POST', '/dbs', { 'content-type': 'application/query+json' }],
])('%s are answered 501', async (_, method, path, headers) => {
  const response = await raw(method, path, headers, method === 'POST' ? '{"id":"x"}' : undefined);
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({
    code: 'NotImplemented',
    message: expect.stringMatching(/does not implement/),
  });
});

test('a consistency above the account’s is 400', async () => {
  const response = await raw('GET', '/dbs/shop/colls/things/docs/a', {
    'x-ms-consistency-level': 'Strong',
    'x-ms-documentdb-partitionkey': '["p"]',
  });
  expect(response.status).toBe(400);
});

test.each([
  ['["p"', 400],
  ['[["p"]]', 400],
  ['["p","q"]', 400],
  ['["p"]', 404],
  ['[null]', 404],
  ['[{}]', 404],
  ['[]', 404],
])('the partition key header %s leads to %d', async (header, status) => {
  const response = await raw('GET', '/dbs/shop/colls/things/docs/none', { 'x-ms-documentdb-partitionkey': header });
  expect(response.status).toBe(status);
});

test('an item without a partition key header is 400, a body that is not JSON too', async () => {
  expect((await raw('GET', '/dbs/shop/colls/things/docs/none')).status).toBe(400);
  const headers = { 'x-ms-documentdb-partitionkey': '["p"]' };
  expect((await raw('POST', '/dbs/shop/colls/things/docs', headers, '{')).status).toBe(400);
});

test('a feed of documents is paged', async () => {
  for (let i = 0; i < 5; i++) await local.things.items.create({ id: `d${i}`, pk: i });
  const seen: unknown[] = [];
  let next: string | null = null;
  do {
    const response = await raw('GET', '/dbs/shop/colls/things/docs', {
      'x-ms-max-item-count': '2',
      ...(next === null ? {} : { 'x-ms-continuation': next }),
    });
    const body: { Documents: { id: string }[] } = JSON.parse(await response.text());
    seen.push(...body.Documents.map(({ id }) => id));
    next = response.headers.get('x-ms-continuation');
  } while (next !== null);

  expect(seen.sort()).toEqual(['d0', 'd1', 'd2', 'd3', 'd4']);
});

test('a made-up continuation token is 400', async () => {
  const response = await raw('GET', '/dbs/shop/colls/things/docs', { 'x-ms-continuation': 'nonsense' });
  expect(response.status).toBe(400);
});

test('a signature for another method, resource or date is 401', async () => {
  const response = await raw('GET', '/dbs/shop', { 'x-ms-date': 'Thu, 01 Jan 1970 00:00:00 GMT' });

  expect(response.status).toBe(401);
  expect((await fetch(`${local.server.url}/dbs`)).status).toBe(401);
  expect((await fetch(`${local.server.url}/dbs`, { headers: { authorization: '%' } })).status).toBe(401);
});
