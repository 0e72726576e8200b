import { type LocalAccount, startLocalAccount } from './local-account.ts';

let local: LocalAccount;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  local = await startLocalAccount({ clock: () => now });
});

afterEach(() => local.close());

test('an item with a ttl of its own expires on time, from reads, queries and batches alike', async () => {
  await local.orders.items.create({ id: 'a', customer: 'c', ttl: 60, sortKey: '1' });
  await local.orders.items.create({ id: 'b', customer: 'c', sortKey: '2' });
  now += 59_000;

  expect((await local.orders.item('a', 'c').read()).statusCode).toBe(200);

  now += 1_000;
  expect((await local.orders.item('a', 'c').read()).statusCode).toBe(404);

  const all = 'SELECT VALUE c.id FROM c';
  expect((await local.orders.items.query(all).fetchAll()).resources).toEqual(['b']);
  expect((await local.orders.items.query(`${all} ORDER BY c.sortKey`).fetchAll()).resources).toEqual(['b']);

  const again = await local.orders.items.batch(
    [{ operationType: 'Create', resourceBody: { id: 'a', customer: 'c', sortKey: '3' } }],
    'c',
  );
  expect(again.result?.[0]?.statusCode).toBe(201);
  expect((await local.orders.items.query(`${all} ORDER BY c.sortKey`).fetchAll()).resources).toEqual(['b', 'a']);
});

test('a write restarts the time', async () => {
  await local.orders.items.create({ id: 'a', customer: 'c', ttl: 60 });
  now += 50_000;
  await local.orders.item('a', 'c').patch([{ op: 'set', path: '/n', value: 1 }]);
  now += 50_000;

  expect((await local.orders.item('a', 'c').read()).statusCode).toBe(200);
});

test('without a default no item expires, and with one all do unless they say -1', async () => {
  await local.things.items.create({ id: 'a', pk: 'p', ttl: 1 });
  const { container } = await local.client
    .database('shop')
    .containers.create({ id: 'brief', partitionKey: '/pk', defaultTtl: 10 });
  await container.items.create({ id: 'a', pk: 'p' });
  await container.items.create({ id: 'b', pk: 'p', ttl: -1 });
  now += 3_600_000;

  expect((await local.things.item('a', 'p').read()).statusCode).toBe(200);
  expect((await container.items.query('SELECT VALUE c.id FROM c').fetchAll()).resources).toEqual(['b']);
});

test('a ttl of 0 is refused', async () => {
  await expect(local.orders.items.create({ id: 'z', customer: 'c', ttl: 0 }).catch((e) => e.code)).resolves.toBe(400);
});
