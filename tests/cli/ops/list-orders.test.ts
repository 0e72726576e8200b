import { fullOrder } from './order-answers.ts';
import { page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

test('shows each order by its number, with what it owes and for how long', async () => {
  const flagged = fullOrder({ id: 'ord_b_1', number: undefined, attention: { reason: 'Cosmos DB did not answer' } });
  api.on('GET /admin/orders', page([fullOrder(), flagged]));
  const { code, stdout } = await api.ops('orders');

  expect(code).toBe(0);
  expect(stdout).toMatch(/XWCR-2YMZ-PZ0K.*placed.*reserve for 2 min.*890\.00 EUR.*2026-11-24 11:00:00/);
  expect(stdout).toMatch(/ord_b_1.*Cosmos DB did not answer/);
});

test('passes every filter on', async () => {
  const filters = ['--status', 'placed', '--due', 'reserve', '--attention', '--number', 'xwcr', '--limit', '5'];
  await api.ops('orders', filters);

  expect(api.lines().at(-1)).toBe('GET /admin/orders?status=placed&due=reserve&attention=true&number=xwcr&limit=5');
});

test('says that there is none, or that there are more', async () => {
  expect((await api.ops('orders')).stdout).toBe('There are no such orders.\n');

  api.on('GET /admin/orders', page([fullOrder()], 'next'));
  const { stdout } = await api.ops('orders', ['--limit', '1']);
  expect(stdout).toContain('There are more than these 1: raise --limit.');
});

test('with --json gives the orders as the API does', async () => {
  api.on('GET /admin/orders', page([fullOrder({ note: 'Ring twice' })]));
  const { stdout } = await api.ops('orders', ['--json']);

  expect(JSON.parse(stdout)).toEqual({ items: [fullOrder({ note: 'Ring twice' })], more: false });
});

test.each([
  ['--status', 'lost'],
  ['--due', 'money'],
])('knows no %s %s', async (...args) => {
  expect((await api.ops('orders', args)).code).toBe(2);
  expect(api.asked).toEqual([]);
});
