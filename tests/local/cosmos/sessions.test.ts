import { type LocalAccount, startLocalAccount } from './local-account.ts';

let local: LocalAccount;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  local = await startLocalAccount({ clock: () => now });
  await local.orders.items.create({ id: 'old', customer: 'c', sortKey: '1', n: 1 });
  now += 60_000;
  local.server.faults.set({ staleReads: { lagMs: 5000 } });
});

afterEach(() => local.close());

/** A client that has seen nothing yet. */
const stranger = () => local.newClient().database('shop').container('orders');
const sorted = 'SELECT VALUE c.n FROM c ORDER BY c.sortKey';

test('answers carry a session token per range that only grows', async () => {
  const lsns: number[] = [];
  for (let n = 0; n < 3; n++) {
    const { headers } = await local.orders.items.upsert({ id: 'old', customer: 'c', n });
    const token = /^\d+:-1#(\d+)$/.exec(String(headers['x-ms-session-token']));
    lsns.push(Number(token?.[1]));
    expect(headers.lsn).toBe(token?.[1]);
  }

  const [a = 0, b = 0, c = 0] = lsns;
  expect([b - a, c - b]).toEqual([1, 1]);
});

test('a lagging replica does not show what was just created, to reads and queries, until it has caught up', async () => {
  await local.orders.items.create({ id: 'new', customer: 'c', sortKey: '2', n: 2 });

  expect((await stranger().item('new', 'c').read()).statusCode).toBe(404);
  expect((await stranger().items.query(sorted, { partitionKey: 'c' }).fetchAll()).resources).toEqual([1]);
  expect((await stranger().items.query(sorted).fetchAll()).resources).toEqual([1]);

  now += 5000;
  expect((await stranger().item('new', 'c').read()).statusCode).toBe(200);
  expect((await stranger().items.query(sorted).fetchAll()).resources).toEqual([1, 2]);
});

test('a client that got a lagging 404 is not guaranteed the newest state', async () => {
  await local.orders.items.create({ id: 'new', customer: 'c', sortKey: '2', n: 2 });
  const lagging = stranger();

  expect((await lagging.item('new', 'c').read()).statusCode).toBe(404);
  expect((await lagging.item('new', 'c').read()).statusCode).toBe(404);
});

test('it shows the old version of what was replaced, and what was deleted', async () => {
  await local.orders.items.create({ id: 'gone', customer: 'c', sortKey: '0', n: 0 });
  now += 10_000;
  await local.orders.item('old', 'c').replace({ id: 'old', customer: 'c', sortKey: '1', n: 10 });
  await local.orders.item('gone', 'c').delete();

  expect((await stranger().item('old', 'c').read()).resource?.n).toBe(1);
  expect((await stranger().item('gone', 'c').read()).resource?.n).toBe(0);
  expect((await stranger().items.query(sorted).fetchAll()).resources).toEqual([0, 1]);
});

test('a document that was deleted and created again is shown once the replica has seen that, and others not yet', async () => {
  await local.orders.item('old', 'c').delete();
  await local.orders.items.create({ id: 'old', customer: 'c', sortKey: '1', n: 7 });
  now += 5000;
  await local.orders.items.create({ id: 'later', customer: 'c', sortKey: '2', n: 8 });

  expect((await stranger().items.query(sorted).fetchAll()).resources).toEqual([7]);
});

test('a request whose session covers the write sees it', async () => {
  const { headers } = await local.orders.items.create({ id: 'new', customer: 'c', sortKey: '2', n: 2 });
  const sessionToken = String(headers['x-ms-session-token']);

  expect((await local.orders.item('new', 'c').read()).statusCode).toBe(200);
  expect((await local.orders.items.query(sorted).fetchAll()).resources).toEqual([1, 2]);

  const other = stranger();
  expect((await other.item('new', 'c').read({ sessionToken })).statusCode).toBe(200);
  expect((await other.items.query(sorted, { partitionKey: 'c', sessionToken }).fetchAll()).resources).toEqual([1, 2]);
});

test('a session sees up to its own write and not beyond', async () => {
  const write = async (n: number) => local.orders.items.upsert({ id: 'old', customer: 'c', sortKey: '1', n });
  const sessionToken = String((await write(2)).headers['x-ms-session-token']);
  await write(3);

  expect((await stranger().item('old', 'c').read({ sessionToken })).resource?.n).toBe(2);
});

test('writes work on the newest state, however old the reads are', async () => {
  await local.orders.items.upsert({ id: 'old', customer: 'c', n: 2 });
  const patch = await stranger()
    .item('old', 'c')
    .patch([{ op: 'incr', path: '/n', value: 1 }]);
  expect(patch.resource?.n).toBe(3);
});

test('without the fault there is no lag', async () => {
  local.server.faults.clear();
  await local.orders.items.create({ id: 'new', customer: 'c', sortKey: '2', n: 2 });
  expect((await stranger().item('new', 'c').read()).statusCode).toBe(200);
});

test.each([
  ['set again', () => local.server.faults.set({ staleReads: { lagMs: 5000 } })],
  [
    'cleared and set',
    () => {
      local.server.faults.clear();
      local.server.faults.set({ staleReads: { lagMs: 5000 } });
    },
  ],
  [
    'over and set again',
    () => {
      local.server.faults.set({ staleReads: { lagMs: 5000, forMs: 1000 } });
      now += 1000;
      local.server.faults.set({ staleReads: { lagMs: 5000 } });
    },
  ],
])('writes from before the fault was %s count as replicated', async (_, change) => {
  await local.orders.items.create({ id: 'before', customer: 'c', sortKey: '2', n: 2 });
  change();
  await local.orders.items.create({ id: 'after', customer: 'c', sortKey: '3', n: 3 });

  expect((await stranger().item('before', 'c').read()).statusCode).toBe(200);
  expect((await stranger().item('after', 'c').read()).statusCode).toBe(404);
  expect((await stranger().items.query(sorted).fetchAll()).resources).toEqual([1, 2]);
});
