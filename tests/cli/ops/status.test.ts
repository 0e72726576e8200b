import { runCommand } from './run-command.ts';
import { deadLetter, order, page, report } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

describe('status', () => {
  test('is 0 when all is well', async () => {
    api.on('GET /admin/reports/2026-11-23', { status: 200, json: report('2026-11-23') });
    const { code, stdout } = await api.ops('status', ['--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ready: true,
      failing: [],
      deadLetters: { count: 0, more: false, missing: [], bySource: {} },
      attention: { count: 0, more: false, orders: [] },
      due: { count: 0, more: false, oldest: null },
      latestReport: '2026-11-23',
      warnings: [],
      unknown: [],
    });
    expect((await api.ops('status')).stdout).toMatch(/ready.*yes/);
  });

  test('is 5 when there are dead letters or orders that ask for attention, and shows them', async () => {
    api.on('GET /admin/dead-letters', page([deadLetter('1'), deadLetter('blob-x', { source: 'process-upload' })]));
    const attention = { reason: 'out of luck', since: '2026-11-24T11:30:00.000Z' };
    api.on(
      'GET /admin/orders?attention=true&limit=100',
      page([order('ord_a_1', '2026-11-24T11:00:00.000Z', { number: 'XWCR-2YMZ-PZ0K', attention })]),
    );
    const { code, stdout } = await api.ops('status');

    expect(code).toBe(5);
    expect(stdout).toMatch(/dead letters.*2, 1 process-order, 1 process-upload/);
    expect(stdout).toMatch(/ord_a_1.*out of luck/);
    expect(stdout).toContain('XWCR-2YMZ-PZ0K');
  });

  test('is 5 when Hearth is not ready, and tells what else it could not find out', async () => {
    const errors = [{ pointer: 'cosmos', message: 'Does not answer.' }];
    api.on('GET /health/ready', { status: 503, json: { code: 'busy', detail: 'Not ready: cosmos.', errors } });
    api.on('GET /admin/orders', api.problem(500, 'internal', 'Something broke.'));
    const { code, stdout } = await api.ops('status', ['--json']);

    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      ready: false,
      failing: ['cosmos'],
      deadLetters: { count: 0 },
      attention: null,
      due: null,
      latestReport: null,
      unknown: [
        { part: 'attention', reason: expect.stringContaining('500'), exitCode: 1 },
        { part: 'due' },
        { part: 'latestReport' },
      ],
    });

    const table = (await api.ops('status')).stdout;

    expect(table).toMatch(/no: cosmos/);
    expect(table).toMatch(/unflagged orders with work due +│ unknown \(GET \/admin\/orders failed with 500/);
    expect(table).toMatch(/the oldest +│ unknown/);
    expect(table).toMatch(/latest report +│ unknown/);
  });

  test('finds the oldest order with work due on the last of the pages, and warns when it waits for long', async () => {
    const query = 'GET /admin/orders?attention=false&due=reserve&limit=100';
    // Placed long ago, its work due only now.
    const old = order('ord_b_2', '2026-11-01T11:59:00.000Z', { dueSince: '2026-11-24T11:59:00.000Z' });
    api.on(query, page([old], 'next'));
    const dueSince = '2026-11-24T11:00:00.000Z';
    api.on(`${query}&cursor=next`, page([order('ord_b_1', '2026-11-24T10:00:00.000Z', { dueSince })]));
    api.on('GET /admin/orders?limit=100', page([old]));
    const { code, stdout } = await api.ops('status', ['--json']);

    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      due: { count: 2, oldest: { id: 'ord_b_1', due: 'reserve', dueSince, ageSeconds: 3600 } },
      warnings: [expect.stringContaining('relayOrders'), expect.stringContaining('reportSales')],
    });
  });

  test('expects no report of a shop whose first order came today', async () => {
    api.on('GET /admin/orders?limit=100', page([order('ord_c_1', '2026-11-24T00:00:00.000Z')]));

    expect((await api.ops('status')).code).toBe(0);
  });

  test.each([
    ['02:59', '2026-11-22', 0],
    ['02:59', '2026-11-21', 5],
    ['03:00', '2026-11-22', 5],
    ['03:00', '2026-11-23', 0],
  ])('at %s UTC the latest report being of %s is exit code %d', async (time, date, exitCode) => {
    api.on(`GET /admin/reports/${date}`, { status: 200, json: report(date) });
    const where = ['--api', `${api.url}/api/v1`, '--issuer', api.url];
    const { code, stdout } = await runCommand(['status', '--json', ...where], {
      now: new Date(`2026-11-24T${time}:00Z`),
    });

    expect(code).toBe(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({ latestReport: date, warnings: { length: exitCode === 0 ? 0 : 1 } });
  });

  test('counts no further than it must', async () => {
    let pages = 0;
    api.on('GET /admin/dead-letters', () => {
      pages += 1;
      return page(
        Array.from({ length: 100 }, (_, i) => deadLetter(`${pages}-${i}`)),
        `c${pages}`,
      );
    });
    const { stdout } = await api.ops('status');

    expect(stdout).toMatch(/1000 or more/);
    expect(pages).toBe(10);
  });
});
