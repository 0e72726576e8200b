import { CosmosClient, type ItemDefinition } from '@azure/cosmos';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf } from './outcome.ts';

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount();
});

afterAll(() => local.close());

test('a document comes back with its system properties, and a second create conflicts', async () => {
  const { resource, statusCode, etag } = await local.things.items.create({ id: 'a', pk: 'x', n: 1 });

  expect(statusCode).toBe(201);
  expect(resource).toMatchObject({ id: 'a', pk: 'x', n: 1, _etag: etag });
  expect(resource?._ts).toBeCloseTo(Date.now() / 1000, -2);
  expect(await codeOf(local.things.items.create({ id: 'a', pk: 'x' }))).toBe(409);

  const read = await local.things.item('a', 'x').read();
  expect(read.resource).toEqual(resource);
});

test('the same id lives once per partition key', async () => {
  await local.things.items.create({ id: 'twin', pk: 1 });
  await local.things.items.create({ id: 'twin', pk: '1' });
  await local.things.items.create({ id: 'twin', pk: null });
  await local.things.items.create({ id: 'twin' });

  expect((await local.things.item('twin', 1).read()).resource?.pk).toBe(1);
  expect((await local.things.item('twin', '1').read()).resource?.pk).toBe('1');
  expect((await local.things.item('twin', null).read()).resource?.pk).toBeNull();
  expect((await local.things.item('twin').read()).resource).not.toHaveProperty('pk');
});

test('a missing document is 404', async () => {
  expect((await local.things.item('nope', 'x').read()).statusCode).toBe(404);
  expect(await codeOf(local.things.item('nope', 'x').delete())).toBe(404);
  expect(await codeOf(local.things.item('nope', 'x').replace({ id: 'nope', pk: 'x' }))).toBe(404);
});

test('a write under an outdated etag is 412 and changes nothing', async () => {
  const { resource } = await local.things.items.create<ItemDefinition>({ id: 'e', pk: 'x', n: 1 });
  const item = local.things.item('e', 'x');
  const ifMatch = { accessCondition: { type: 'IfMatch', condition: String(resource?._etag) } };
  const second = await item.replace({ id: 'e', pk: 'x', n: 2 }, ifMatch);

  expect(second.etag).not.toBe(resource?._etag);
  expect(await codeOf(item.replace({ id: 'e', pk: 'x', n: 3 }, ifMatch))).toBe(412);
  expect(await codeOf(item.delete(ifMatch))).toBe(412);
  expect(await codeOf(local.things.items.upsert({ id: 'e', pk: 'x', n: 4 }, ifMatch))).toBe(412);
  expect((await item.read()).resource?.n).toBe(2);
});

test('a read under the current etag is 304', async () => {
  const { etag } = await local.things.items.create({ id: 'm', pk: 'x' });
  const condition = { accessCondition: { type: 'IfNoneMatch', condition: etag } };
  expect((await local.things.item('m', 'x').read(condition)).statusCode).toBe(304);
});

test('an upsert creates and then replaces', async () => {
  expect((await local.things.items.upsert({ id: 'u', pk: 'x', n: 1 })).statusCode).toBe(201);
  expect((await local.things.items.upsert({ id: 'u', pk: 'x', n: 2 })).statusCode).toBe(200);
  expect((await local.things.item('u', 'x').read()).resource?.n).toBe(2);
});

test('ids with any permitted characters are found again', async () => {
  for (const id of ['a b', 'ü€', 'a+b', "o'k", '100%', 'a:b|c']) {
    await local.things.items.create({ id, pk: id });
    expect((await local.things.item(id, id).read()).resource?.id).toBe(id);
  }
});

test('a document that is too large is 413, an id with a slash 400', async () => {
  expect(await codeOf(local.things.items.create({ id: 'big', pk: 'x', text: 'x'.repeat(2.1e6) }))).toBe(413);
  const slashed = await local.things.items.batch(
    [{ operationType: 'Create', resourceBody: { id: 'a/b', pk: 'x' } }],
    'x',
  );
  expect(slashed.result?.[0]?.statusCode).toBe(400);
});

test('a partition key that is not the document’s is 400', async () => {
  await local.things.items.create({ id: 'k', pk: 'x' });
  expect(await codeOf(local.things.item('k', 'x').replace({ id: 'k', pk: 'y' }))).toBe(400);
});

test('a wrong key is 401', async () => {
  const client = new CosmosClient({ endpoint: local.server.url, key: Buffer.from('wrong').toString('base64') });
  expect(await codeOf(client.database('shop').read())).toBe(401);
  client.dispose();
});

test('a point read of 1 KB costs 1 RU, and an unindexed write less than an indexed one', async () => {
  const document = { id: 'ru', pk: 'x', customer: 'x', text: 'x'.repeat(500), a: 1, b: 2, c: 3 };
  const indexed = await local.things.items.create(document);
  const unindexed = await local.orders.items.create(document);

  expect((await local.things.item('ru', 'x').read()).requestCharge).toBe(1);
  expect(indexed.requestCharge).toBeGreaterThan(4.5);
  expect(unindexed.requestCharge).toBeLessThan(indexed.requestCharge - 1);
});
