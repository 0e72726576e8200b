import { ChangeFeedStartFrom } from '@azure/cosmos';
import fc from 'fast-check';
import { type Account, defineContainers } from '../../../local/cosmos/account.ts';
import type { CosmosRequest } from '../../../local/cosmos/cosmos-request.ts';
import { routeOf } from '../../../local/cosmos/cosmos-request.ts';
import { answerDocuments } from '../../../local/cosmos/document-routes.ts';
import type { Reply } from '../../../local/cosmos/reply.ts';
import { type LocalAccount, startLocalAccount } from './local-account.ts';

type Change = { id: string; n: number; _lsn: number };

const LAG_MS = 5000;

let local: LocalAccount;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  local = await startLocalAccount({ clock: () => now });
  local.server.faults.set({ staleReads: { lagMs: LAG_MS } });
});

afterEach(() => local.close());

const write = (id: string, n: number) => local.things.items.upsert({ id, pk: 'p', n });

/** As another process would read it, whose session has seen no writes. */
const openFeedElsewhere = (from: ChangeFeedStartFrom = ChangeFeedStartFrom.Beginning('p')) =>
  local.newClient().database('shop').container('things').items.getChangeFeedIterator<Change>({
    changeFeedStartFrom: from,
  });

const read = async (feed: ReturnType<typeof openFeedElsewhere>): Promise<[string, number][]> =>
  (await feed.readNext()).result.map(({ id, n }) => [id, n]);

test('a lagging feed shows what the replica has seen, and the rest later', async () => {
  await write('a', 1);
  await write('b', 1);
  now += LAG_MS;
  await write('a', 2);
  await write('c', 1);
  const feed = openFeedElsewhere();

  expect(await read(feed)).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  expect(await read(feed)).toEqual([]);

  now += LAG_MS;
  expect(await read(feed)).toEqual([
    ['a', 2],
    ['c', 1],
  ]);
});

test('a lagging feed shows a document until the replica has seen that it was deleted', async () => {
  await write('a', 1);
  now += LAG_MS;
  await local.things.item('a', 'p').delete();

  expect(await read(openFeedElsewhere())).toEqual([['a', 1]]);

  now += LAG_MS;
  expect(await read(openFeedElsewhere())).toEqual([]);
});

test('a lagging feed of a partition key shows only its documents', async () => {
  // Three partition ranges cannot keep four keys apart.
  const keys = ['p', 'q', 'r', 's'];
  const upsertAll = (n: number) => Promise.all(keys.map((pk) => local.things.items.upsert({ id: 'a', pk, n })));
  await upsertAll(1);
  now += LAG_MS;
  await upsertAll(2);

  for (const pk of keys) expect(await read(openFeedElsewhere(ChangeFeedStartFrom.Beginning(pk)))).toEqual([['a', 1]]);
});

test('the session that wrote sees its writes in the feed at once', async () => {
  await write('a', 1);
  const feed = local.things.items.getChangeFeedIterator<Change>({
    changeFeedStartFrom: ChangeFeedStartFrom.Beginning('p'),
  });

  expect((await feed.readNext()).result).toMatchObject([{ id: 'a', n: 1 }]);
});

test('a feed that goes on at a replica that is further behind does not go back', async () => {
  await write('a', 1);
  const ahead = local.things.items.getChangeFeedIterator<Change>({
    changeFeedStartFrom: ChangeFeedStartFrom.Beginning('p'),
  });
  await ahead.readNext();
  const { continuationToken } = await ahead.readNext();

  const behind = openFeedElsewhere(ChangeFeedStartFrom.Continuation(continuationToken));
  const page = await behind.readNext();

  expect(page.statusCode).toBe(304);
  expect(page.continuationToken).toBe(continuationToken);
  now += LAG_MS;
  expect(await read(behind)).toEqual([]);
});

test('a lagging feed from a time leaves out what was written before it, though it was replaced since', async () => {
  await write('a', 1);
  const start = new Date(now);
  now += LAG_MS;
  await write('a', 2);

  expect(await read(openFeedElsewhere(ChangeFeedStartFrom.Time(start, 'p')))).toEqual([]);
  expect(await read(openFeedElsewhere(ChangeFeedStartFrom.Time(new Date(0), 'p')))).toEqual([['a', 1]]);
});

type Write = { at: number; id: string; n: number | undefined };

/** An account without HTTP, and the writes to it. */
const newShop = () => {
  let time = 1_000_000;
  const account: Account = { databases: new Map(), databaseCount: 0, partitions: 1, clock: () => time };
  defineContainers(account, { database: 'shop', containers: [{ id: 'things', partitionKey: { paths: ['/pk'] } }] });
  const writes: Write[] = [];
  const send = (method: string, path: string, headers: Record<string, string>, body = ''): Reply => {
    const all = { 'x-ms-documentdb-partitionkey': '["p"]', ...headers };
    const byName = new Map(Object.entries(all));
    const request: CosmosRequest = { method, path, header: (name) => byName.get(name), body };
    return answerDocuments(account, request, routeOf(request), { lagMs: LAG_MS });
  };
  const documents = 'dbs/shop/colls/things/docs';
  const stateAt = (moment: number): Map<string, number | undefined> =>
    new Map(writes.filter(({ at }) => at <= moment).map(({ id, n }) => [id, n]));
  return {
    pass(ms: number): void {
      time += ms;
    },
    put(ids: readonly string[]): void {
      const n = writes.length;
      const body = ids.map((id) => ({ operationType: 'Upsert', resourceBody: { id, pk: 'p', n } }));
      const batch = { 'x-ms-cosmos-is-batch-request': 'True', 'x-ms-cosmos-batch-atomic': 'True' };
      send('POST', documents, batch, JSON.stringify(body));
      writes.push(...ids.map((id) => ({ at: time, id, n })));
    },
    remove(id: string): void {
      if (stateAt(time).get(id) === undefined) return;
      send('DELETE', `${documents}/${id}`, {});
      writes.push({ at: time, id, n: undefined });
    },
    /** What the replica shows now. */
    shown: (): Map<string, number | undefined> => stateAt(time - LAG_MS),
    page(etag: string | undefined, items: number): { changes: Change[]; etag: string } {
      const headers = { 'a-im': 'Incremental feed', 'x-ms-max-item-count': String(items) };
      const reply = send('GET', documents, etag === undefined ? headers : { ...headers, 'if-none-match': etag });
      const body: { Documents: Change[] } = JSON.parse(JSON.stringify(reply.body ?? { Documents: [] }));
      return { changes: body.Documents, etag: String(reply.headers.etag) };
    },
  };
};

const ids = fc.constantFrom('a', 'b', 'c', 'd');

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: fc.uniqueArray(ids, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: ids }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: LAG_MS }) }) },
  { weight: 3, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 3 }) }) },
);

test('whatever is written, a reader that has caught up knows what the replica shows, in order and nothing twice', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const shop = newShop();
      const known = new Map<string, number>();
      let etag: string | undefined;
      let lastLsn = 0;
      const catchUp = (items: number): void => {
        for (;;) {
          const page = shop.page(etag, items);
          etag = page.etag;
          for (const { id, n, _lsn } of page.changes) {
            expect(_lsn).toBeGreaterThanOrEqual(lastLsn);
            expect(known.get(id)).not.toBe(n);
            expect(shop.shown().get(id)).toBe(n);
            lastLsn = _lsn;
            known.set(id, n);
          }
          if (page.changes.length === 0) break;
          expect(etag).toBe(`"${lastLsn}"`);
        }
        for (const [id, n] of shop.shown()) expect(n === undefined || known.get(id) === n).toBe(true);
      };

      for (const each of steps) {
        if ('put' in each) shop.put(each.put);
        else if ('remove' in each) shop.remove(each.remove);
        else if ('pass' in each) shop.pass(each.pass);
        else catchUp(each.read);
      }
      shop.pass(LAG_MS);
      catchUp(100);
    }),
    { numRuns: 300 },
  );
});
