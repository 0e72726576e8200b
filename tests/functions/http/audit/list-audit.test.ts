import { sampleEntry } from '../../../contracts/audit-contract.ts';
import { itemsOf } from '../../../support/api-answer.ts';
import { startApi } from '../../../support/api-harness.ts';

const as = 'admin';

const startTrail = async () => {
  const api = startApi();
  const entries = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => sampleEntry({ at: `${day}T10:00:00.000Z` }));
  for (const entry of entries) await api.audit.write(entry);
  return { ...api, entries };
};

test('the list pages from the newest to the oldest, and links to the next page', async () => {
  const { get, entries } = await startTrail();
  const first = await get('/admin/audit?limit=2', { as });
  const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  const second = await get(next, { as });

  expect(first.body.items).toEqual([entries[2], entries[1]]);
  expect(second.body).toEqual({ items: [entries[0]] });
});

test('the list is filtered by subject, by actor and by the first day', async () => {
  const { get, entries } = await startTrail();
  const [oldest, , newest] = entries;
  const list = async (query: string) => itemsOf(await get(`/admin/audit?${query}`, { as }));

  expect(await list(`subject=${oldest?.subject}`)).toEqual([oldest]);
  expect(await list(`actor=${newest?.actor}`)).toEqual([newest]);
  expect(await list('from=2026-03-03')).toEqual([newest]);
  expect(await list(`subject=${oldest?.subject}&actor=${newest?.actor}`)).toEqual([]);
});

test('a cursor belongs to the filter that it was made for', async () => {
  const { get } = await startTrail();
  const { body } = await get('/admin/audit?limit=1', { as });

  expect(await get(`/admin/audit?actor=ada&cursor=${String(body.nextCursor)}`, { as })).toMatchObject({ status: 422 });
});

test.each(['2026-02-30', 'yesterday', '2026-03-01T00:00:00Z', ''])('%j is no first day', async (from) => {
  const { get } = await startTrail();

  expect(await get(`/admin/audit?from=${from}`, { as })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: 'from', message: 'Must be a day as YYYY-MM-DD.' }] },
  });
});
