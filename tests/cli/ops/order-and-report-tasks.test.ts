import { shapes } from '../../../cli/ops/ops-shapes.ts';
import { reportTable } from '../../../cli/ops/ops-tables.ts';
import { order, page, report } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

test('retries an order', async () => {
  api.on('POST /orders/ord_a_1/retry', { status: 202, json: order('ord_a_1', '2026-11-24T11:00:00.000Z') });

  expect(await api.ops('retry', ['ord_a_1'])).toMatchObject({
    code: 0,
    stdout: 'ord_a_1 is placed; reserve is due and was sent again.\n',
  });
  expect((await api.ops('retry', ['ord_a_2'])).code).toBe(3);
});

test('retries an order by its number', async () => {
  const waiting = order('ord_a_1', '2026-11-24T11:00:00.000Z');
  api.on('GET /admin/orders?number=xwcr+2ymz+pz0k&limit=2', page([waiting]));
  api.on('POST /orders/ord_a_1/retry', { status: 202, json: waiting });

  expect(await api.ops('retry', ['xwcr 2ymz pz0k'])).toMatchObject({
    code: 0,
    stdout: 'ord_a_1 is placed; reserve is due and was sent again.\n',
  });
});

test('retries nothing if a number has no order, more than one, or a typing error', async () => {
  const { code, stderr } = await api.ops('retry', ['XWCR-2YMZ-PZ0K']);
  expect(code).toBe(3);
  expect(stderr).toContain('No order was found by the number XWCR-2YMZ-PZ0K.');

  const twins = ['ord_a_1', 'ord_b_1'].map((id) => order(id, '2026-11-24T11:00:00.000Z'));
  api.on('GET /admin/orders', page(twins));
  expect((await api.ops('retry', ['XWCR-2YMZ-PZ0K'])).stderr).toContain('ord_a_1 and ord_b_1');

  api.on('GET /admin/orders', api.problem(422, 'validation_failed', 'Check it for mistyped characters.'));
  expect(await api.ops('retry', ['x'])).toMatchObject({ code: 1, stderr: expect.stringContaining('mistyped') });
  expect(api.lines().filter((line) => line.startsWith('POST /orders'))).toEqual([]);
});

test('shows a report, in the units of its currency', async () => {
  api.on('GET /admin/reports/2026-11-23', { status: 200, json: report('2026-11-23') });
  const { code, stdout } = await api.ops('report', ['2026-11-23']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/kettle.*Kettle.*1234\.56 EUR/);
  expect(JSON.parse((await api.ops('report', ['2026-11-23', '--json'])).stdout)).toEqual(report('2026-11-23'));
});

test('passes the CSV on byte by byte', async () => {
  const csv = '\uFEFFcurrency,"a ""b"""\r\nEUR,ü\r\n';
  api.on('GET /admin/reports/2026-11-23', { status: 200, text: csv });

  expect((await api.ops('report', ['2026-11-23', '--csv'])).stdout).toBe(csv);
  expect(api.asked.at(-1)?.headers.accept).toBe('text/csv');
});

test('shows a sum that a number cannot hold exactly', () => {
  const sum = '9007199254740993';
  const events = { placed: 1, confirmed: 1, rejected: 0, cancelled: 0, shipped: 0, units: sum };
  const table = (currency: string, revenue: number | string) =>
    reportTable(shapes.report.parse({ date: '', totals: [{ ...events, currency, revenue }], products: [] }));

  expect(table('EUR', sum)).toContain('90071992547409.93 EUR');
  expect(table('JPY', sum)).toContain('9007199254740993 JPY');
  expect(table('EUR', 7)).toContain(' 0.07 EUR');
  expect(table('EUR', sum)).toContain(` ${sum} `);
});

test('says how to make a report that is not there', async () => {
  const { code, stderr } = await api.ops('report', ['2026-11-22']);

  expect(code).toBe(3);
  expect(stderr).toMatch(/no sales report of 2026-11-22.*run reportSales/);
});

test('says of a day that is not over that there is nothing to run', async () => {
  const { code, stderr } = await api.ops('report', ['2999-01-01']);

  expect(code).toBe(3);
  expect(stderr).toContain('not over');
  expect(stderr).not.toContain('run reportSales');
});

test.each(['yesterday', '2026-02-30', '2026-1-1'])('knows no day %s', async (date) => {
  expect((await api.ops('report', [date])).code).toBe(2);
  expect(api.asked).toEqual([]);
});
