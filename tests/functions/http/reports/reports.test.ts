import { Unavailable } from '../../../../src/domain/errors.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';

const DAY = '2026-02-28';
const json = JSON.stringify({ date: DAY, totals: [], products: [] });
const csv = 'date,name\r\n2026-02-28,Tee 茶\r\n';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.reports.create(DAY, 'csv', Buffer.from(csv));
  await api.reports.create(DAY, 'json', Buffer.from(json));
});

const get = (accept?: string, headers = {}) =>
  api.get(`/admin/reports/${DAY}`, { as: 'admin', headers: { accept, ...headers } });

test('a report is JSON, byte for byte as it was written', async () => {
  const answer = await get();

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('vary')).toBe('Accept');
  expect(answer.headers.get('content-disposition')).toBeNull();
  expect(answer.text).toBe(json);
});

test('a report is CSV for a client that prefers it, with its own file name', async () => {
  const answer = await get('text/csv');

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('vary')).toBe('Accept');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="sales-${DAY}.csv"`);
  expect(answer.text).toBe(csv);
});

test.each(['application/json', 'text/csv'])(
  'a client that already has the %s gets 304, and gets it only once',
  async (accept) => {
    const etag = (await get(accept)).headers.get('etag') ?? '';
    const again = await get(accept, { 'if-none-match': etag });

    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(again.headers.get('vary')).toBe('Accept');

    const other = accept === 'text/csv' ? 'application/json' : 'text/csv';
    expect((await get(other, { 'if-none-match': etag })).status).toBe(200);
  },
);

test('HEAD answers the same without the report', async () => {
  const { headers } = await get('text/csv');
  const head = await api.head(`/admin/reports/${DAY}`, { as: 'admin', headers: { accept: 'text/csv' } });

  expect(head.status).toBe(200);
  for (const name of ['etag', 'content-type', 'content-disposition', 'vary']) {
    expect(head.headers.get(name)).toBe(headers.get(name));
  }
});

test.each(['2026-02-27', '2026-02-30', '2026-2-28', 'today', '28', `${DAY}.json`, '..%2F..', '%00', '%22'])(
  'there is no report of %s',
  async (date) => {
    for (const accept of ['application/json', 'text/csv']) {
      const answer = await api.get(`/admin/reports/${date}`, { as: 'admin', headers: { accept } });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  },
);

test('an invalid day does not reach storage', async () => {
  api.fail('reports', new Unavailable('media'));
  expect((await api.get('/admin/reports/today', { as: 'admin' })).status).toBe(404);
  expect((await get()).status).toBe(503);
});
