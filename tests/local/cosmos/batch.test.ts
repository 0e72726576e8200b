import type { OperationInput } from '@azure/cosmos';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { signedRequest } from './signed-request.ts';

let local: LocalAccount;

beforeEach(async () => {
  local = await startLocalAccount();
  await local.things.items.create({ id: 'level', pk: 'p', available: 5, held: 0 });
});

afterEach(() => local.close());

const reserve = (id: string, quantity: number): OperationInput[] => [
  { operationType: 'Create', resourceBody: { id, pk: 'p', quantity } },
  {
    operationType: 'Patch',
    id: 'level',
    resourceBody: {
      condition: `FROM c WHERE c.available >= ${quantity}`,
      operations: [
        { op: 'incr', path: '/available', value: -quantity },
        { op: 'incr', path: '/held', value: quantity },
      ],
    },
  },
];

const statuses = async (operations: OperationInput[]): Promise<[number | undefined, (number | undefined)[]]> => {
  const { code, result } = await local.things.items.batch(operations, 'p');
  return [code, (result ?? []).map(({ statusCode }) => statusCode)];
};

const level = async () => (await local.things.item('level', 'p').read()).resource;

test('a batch takes effect completely or not at all', async () => {
  expect(await statuses(reserve('r1', 3))).toEqual([200, [201, 200]]);
  expect(await level()).toMatchObject({ available: 2, held: 3 });
  expect((await local.things.item('r1', 'p').read()).resource).toMatchObject({ quantity: 3 });
});

test('a patch whose condition fails undoes the create before it', async () => {
  expect(await statuses(reserve('r1', 6))).toEqual([207, [424, 412]]);
  expect(await level()).toMatchObject({ available: 5, held: 0 });
  expect((await local.things.item('r1', 'p').read()).statusCode).toBe(404);
});

test('a create that conflicts stops the patch after it', async () => {
  await statuses(reserve('r1', 1));
  expect(await statuses(reserve('r1', 1))).toEqual([207, [409, 424]]);
  expect(await level()).toMatchObject({ available: 4, held: 1 });
});

test('a failed batch leaves no trace in indexes and queries', async () => {
  await statuses(reserve('r1', 6));
  const { resources } = await local.things.items.query('SELECT VALUE c.id FROM c ORDER BY c.id').fetchAll();
  expect(resources).toEqual(['level']);
});

test('all kinds of operation work in one batch, and see what came before them', async () => {
  const etag = String((await level())?._etag);
  const { code, result } = await local.things.items.batch(
    [
      { operationType: 'Create', resourceBody: { id: 'a', pk: 'p', n: 1 } },
      { operationType: 'Read', id: 'a' },
      { operationType: 'Replace', id: 'a', resourceBody: { id: 'a', pk: 'p', n: 2 } },
      { operationType: 'Upsert', resourceBody: { id: 'b', pk: 'p' } },
      { operationType: 'Delete', id: 'a' },
      { operationType: 'Replace', id: 'level', ifMatch: etag, resourceBody: { id: 'level', pk: 'p', available: 9 } },
    ],
    'p',
  );

  expect(code).toBe(200);
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([201, 200, 200, 201, 204, 200]);
  expect(result?.[1]?.resourceBody).toMatchObject({ n: 1 });
  expect((await local.things.item('a', 'p').read()).statusCode).toBe(404);
  expect(await level()).toMatchObject({ available: 9 });
});

test('an outdated etag within a batch is 412', async () => {
  const etag = String((await level())?._etag);
  const replace = (n: number): OperationInput[] => [
    { operationType: 'Replace', id: 'level', ifMatch: etag, resourceBody: { id: 'level', pk: 'p', n } },
  ];

  expect(await statuses(replace(1))).toEqual([200, [200]]);
  expect(await statuses(replace(2))).toEqual([207, [412]]);
});

test('a document of another partition fails the batch', async () => {
  const stray: OperationInput[] = [{ operationType: 'Create', resourceBody: { id: 's', pk: 'other' } }];
  expect(await statuses(stray)).toEqual([207, [400]]);
});

test('100 operations are a batch, 101 are refused and leave no trace', async () => {
  // Bypasses the client, which would throw for these itself.
  const create = async (count: number, prefix: string) => {
    const operations = Array.from({ length: count }, (_, i) => ({
      operationType: 'Create',
      resourceBody: { id: `${prefix}${i}`, pk: 'p' },
    }));
    const response = await signedRequest(local.server.url, 'POST', '/dbs/shop/colls/things/docs', {
      headers: {
        'x-ms-documentdb-partitionkey': '["p"]',
        'x-ms-cosmos-is-batch-request': 'True',
        'x-ms-cosmos-batch-atomic': 'True',
      },
      body: JSON.stringify(operations),
    });
    return { status: response.status, text: await response.text() };
  };

  expect(await create(100, 'most')).toMatchObject({ status: 200 });
  expect(await create(101, 'more')).toMatchObject({ status: 400, text: expect.stringMatching(/more operations than/) });
  expect((await local.things.item('most99', 'p').read()).statusCode).toBe(200);
  expect((await local.things.item('more0', 'p').read()).statusCode).toBe(404);
});

test('more than 2 MB are refused', async () => {
  const big: OperationInput[] = [1, 2].map((n) => ({
    operationType: 'Create',
    resourceBody: { id: `big${n}`, pk: 'p', text: 'x'.repeat(1.1e6) },
  }));
  await expect(local.things.items.batch(big, 'p').catch((error) => error.message)).resolves.toMatch(/2 MB/);
});

test('bulk operations are grouped into the ranges they belong to, and fail one by one', async () => {
  const operations = Array.from({ length: 30 }, (_, i) => ({
    operationType: 'Create' as const,
    partitionKey: `k${i % 10}`,
    resourceBody: { id: `b${i}`, pk: `k${i % 10}` },
  }));
  const twice = [...operations, ...operations.slice(0, 1)];
  const results = await local.things.items.executeBulkOperations(twice);
  const codes = results.map(({ response, error }) => response?.statusCode ?? error?.code);

  expect(codes.filter((code) => code === 201)).toHaveLength(30);
  expect(codes.filter((code) => code === 409)).toHaveLength(1);
});
