import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { signedRequest } from './signed-request.ts';

// The change feed as it is on the wire. change-feed.test.ts reads it with the client.

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount({ partitions: 2 });
  for (let n = 0; n < 3; n++) await local.things.items.create({ id: `a${n}`, pk: 'p' });
});

afterAll(() => local.close());

const DOCUMENTS = '/dbs/shop/colls/things/docs';
const ofKey = { 'x-ms-documentdb-partitionkey': '["p"]' };
const ofRange = { 'x-ms-documentdb-partitionkeyrangeid': '0' };

/** The range that does not hold the partition key. */
const elsewhere = { 'x-ms-documentdb-partitionkeyrangeid': '1' };

const readFeed = (headers: Record<string, string>) =>
  signedRequest(local.server.url, 'GET', DOCUMENTS, { headers: { 'a-im': 'Incremental feed', ...headers } });

const idsOf = async (answer: Response): Promise<string[]> => {
  const { Documents }: { Documents: { id: string }[] } = JSON.parse(await answer.text());
  return Documents.map(({ id }) => id);
};

test('the etag of a page is the LSN of its last document, and that of a 304 the LSN of the range', async () => {
  const page = await readFeed({ ...ofKey, 'x-ms-max-item-count': '2' });
  expect(page.status).toBe(200);
  expect(page.headers.get('etag')).toBe('"3"');
  expect(page.headers.get('x-ms-session-token')).toMatch(/^[01]:-1#4$/);
  expect(await page.json()).toMatchObject({
    _count: 2,
    Documents: [
      { id: 'a0', _lsn: 2 },
      { id: 'a1', _lsn: 3 },
    ],
  });

  const rest = await readFeed({ ...ofKey, 'if-none-match': '"3"' });
  expect(await idsOf(rest)).toEqual(['a2']);

  const end = await readFeed({ ...ofKey, 'if-none-match': rest.headers.get('etag') ?? '' });
  expect(end.status).toBe(304);
  expect(end.headers.get('etag')).toBe('"4"');
  expect(end.headers.get('x-ms-session-token')).toMatch(/^[01]:-1#4$/);
  expect(await end.text()).toBe('');
});

test('the mode and the quotes of an etag may be written either way', async () => {
  const answer = await readFeed({ ...ofKey, 'a-im': 'Incremental Feed', 'if-none-match': '3' });

  expect(await idsOf(answer)).toEqual(['a2']);
});

test('a feed from now answers 304 with the etag of now', async () => {
  const answer = await readFeed({ ...ofKey, 'if-none-match': '*' });

  expect(answer.status).toBe(304);
  expect(answer.headers.get('etag')).toBe('"4"');
});

test('an etag and a time count both', async () => {
  const past = { ...ofKey, 'if-none-match': '"3"', 'if-modified-since': new Date(0).toUTCString() };
  const future = { ...past, 'if-modified-since': new Date(Date.now() + 3_600_000).toUTCString() };

  expect(await idsOf(await readFeed(past))).toEqual(['a2']);
  expect((await readFeed(future)).status).toBe(304);
});

test('a page of the largest size may be asked for with -1', async () => {
  expect(await idsOf(await readFeed({ ...ofKey, 'x-ms-max-item-count': '-1' }))).toHaveLength(3);
});

test.each([
  ['all versions and deletes', { 'a-im': 'Full-Fidelity Feed', ...ofKey }],
  ['a mode that nobody knows', { 'a-im': 'feed', ...ofKey }],
])('%s is 501, and the answer says what works', async (_, headers) => {
  const answer = await readFeed(headers);

  expect(answer.status).toBe(501);
  const message = `does not implement the change feed '${headers['a-im']}'. Use 'Incremental Feed'`;
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) });
});

test.each<[string, number, RegExp, Record<string, string>]>([
  ['without a key and a range', 400, /needs a partition key/, {}],
  ['of a range that is not there', 410, /range does not exist/, { 'x-ms-documentdb-partitionkeyrangeid': '9' }],
  ['after an etag of a document', 400, /not an etag of the change feed/, { ...ofKey, 'if-none-match': '"a-0"' }],
  ['after an etag from before a restart', 400, /ahead of the latest change/, { ...ofKey, 'if-none-match': '"99"' }],
  ['since something else than a date', 400, /not a date/, { ...ofKey, 'if-modified-since': 'yesterday' }],
  ['in pages of no documents', 400, /page size/, { ...ofKey, 'x-ms-max-item-count': '0' }],
  ['of hashes of another range', 400, /not a part of/, { ...ofRange, 'x-ms-start-epk': '10', 'x-ms-end-epk': '30' }],
  ['of a key and hashes', 400, /either a partition key or a part/, { ...ofKey, 'x-ms-start-epk': '10' }],
  ['of a key in another range', 400, /either a partition key or a part/, { ...ofKey, ...elsewhere }],
  ['after a continuation token', 400, /Send the etag/, { ...ofKey, 'x-ms-continuation': '"3"' }],
  ['of no hashes', 400, /not a part of/, { ...ofRange, 'x-ms-start-epk': '10', 'x-ms-end-epk': '10' }],
])('a feed %s is %d', async (_, status, message, headers) => {
  const answer = await readFeed(headers);

  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ message: expect.stringMatching(message) });
});

test.each([
  ['a-im', { 'a-im': 'Incremental feed' }],
  ['if-modified-since', { 'if-modified-since': new Date(0).toUTCString() }],
  ['x-ms-start-epk', { 'x-ms-start-epk': '10' }],
  ['x-ms-end-epk', { 'x-ms-end-epk': '20' }],
])('the header %s of the feed is 501 on reads and lists', async (name, headers) => {
  const others = name === 'a-im' ? [] : [DOCUMENTS, '/dbs/shop/colls/things/pkranges'];
  for (const path of [`${DOCUMENTS}/a0`, ...others]) {
    const answer = await signedRequest(local.server.url, 'GET', path, { headers: { ...ofKey, ...headers } });

    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(`the header ${name}`) });
  }
});

test('the older iterator of the client reads the feed of a partition key, too', async () => {
  const feed = local.things.items.changeFeed('p', { startFromBeginning: true, maxItemCount: 2 });
  const ids: unknown[] = [];
  for await (const { result } of feed.getAsyncIterator()) ids.push(...result.map(({ id }) => id));

  expect(ids).toEqual(['a0', 'a1', 'a2']);
});
