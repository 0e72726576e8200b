import { type FakeApi, startFakeApi } from './fake-api.ts';
import { runCommand } from './run-command.ts';

let api: FakeApi;

beforeEach(async () => {
  api = await startFakeApi();
});

afterEach(() => api.close());

const now = new Date('2026-11-24T12:00:00Z');
const ops = (command: string, args: string[] = [], env: Record<string, string> = {}) => {
  const where = command === 'run' ? ['--host', api.url] : ['--api', `${api.url}/api/v1`, '--issuer', api.url];
  return runCommand([command, ...args, ...where], { env, now });
};
const parsed = (text: string): unknown => JSON.parse(text);

const deadLetter = (sequenceNumber: string, more: Record<string, unknown> = {}) => ({
  sequenceNumber,
  source: 'process-order',
  reason: 'MaxDeliveryCountExceeded',
  cause: 'The order failed on its last attempt.',
  deliveryCount: 5,
  enqueuedAt: '2026-11-24T11:00:00.000Z',
  ageSeconds: 3600,
  body: { orderId: 'ord_a_1' },
  order: { id: 'ord_a_1', status: 'placed', due: 'reserve' },
  ...more,
});
const order = (id: string, placedAt: string, more: Record<string, unknown> = {}) => ({
  id,
  status: 'placed',
  placedAt,
  due: 'reserve',
  ...more,
});
const page = (items: unknown[], nextCursor?: string) => ({ status: 200, json: { items, nextCursor } });
const totals = { placed: 3, confirmed: 2, rejected: 1, cancelled: 0, shipped: 0, units: 4, revenue: 123_456 };
const report = (date: string) => ({
  date,
  totals: [{ currency: 'EUR', ...totals }],
  products: [{ currency: 'EUR', productId: 'kettle', name: 'Kettle', ...totals }],
});

describe('status', () => {
  test('is 0 when all is well', async () => {
    api.on('GET /admin/reports/2026-11-23', { status: 200, json: report('2026-11-23') });
    const { code, stdout } = await ops('status', ['--json']);

    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual({
      ready: true,
      failing: [],
      deadLetters: { count: 0, more: false, missing: [], bySource: {} },
      attention: { count: 0, more: false, orders: [] },
      due: { count: 0, more: false, oldest: null },
      latestReport: '2026-11-23',
      warnings: [],
      unknown: [],
    });
    expect((await ops('status')).stdout).toMatch(/ready.*yes/);
  });

  test('is 5 when there are dead letters or orders that ask for attention, and shows them', async () => {
    api.on('GET /admin/dead-letters', page([deadLetter('1'), deadLetter('blob-x', { source: 'process-upload' })]));
    const attention = { reason: 'out of luck', since: '2026-11-24T11:30:00.000Z' };
    api.on(
      'GET /admin/orders?attention=true&limit=100',
      page([order('ord_a_1', '2026-11-24T11:00:00.000Z', { attention })]),
    );
    const { code, stdout } = await ops('status');

    expect(code).toBe(5);
    expect(stdout).toMatch(/dead letters.*2, 1 process-order, 1 process-upload/);
    expect(stdout).toMatch(/ord_a_1.*out of luck/);
  });

  test('is 5 when Hearth is not ready, and tells what else it could not find out', async () => {
    const errors = [{ pointer: 'cosmos', message: 'Does not answer.' }];
    api.on('GET /health/ready', { status: 503, json: { code: 'busy', detail: 'Not ready: cosmos.', errors } });
    api.on('GET /admin/orders', api.problem(500, 'internal', 'Something broke.'));
    const { code, stdout } = await ops('status', ['--json']);

    expect(code).toBe(5);
    expect(parsed(stdout)).toMatchObject({
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

    const table = (await ops('status')).stdout;

    expect(table).toMatch(/no: cosmos/);
    expect(table).toMatch(/orders with work due +│ unknown \(GET \/admin\/orders failed with 500/);
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
    const { code, stdout } = await ops('status', ['--json']);

    expect(code).toBe(5);
    expect(parsed(stdout)).toMatchObject({
      due: { count: 2, oldest: { id: 'ord_b_1', due: 'reserve', dueSince, ageSeconds: 3600 } },
      warnings: [expect.stringContaining('relayOrders'), expect.stringContaining('reportSales')],
    });
  });

  test('expects no report of a shop whose first order came today', async () => {
    api.on('GET /admin/orders?limit=100', page([order('ord_c_1', '2026-11-24T00:00:00.000Z')]));

    expect((await ops('status')).code).toBe(0);
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
    expect(parsed(stdout)).toMatchObject({ latestReport: date, warnings: { length: exitCode === 0 ? 0 : 1 } });
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
    const { stdout } = await ops('status');

    expect(stdout).toMatch(/1000 or more/);
    expect(pages).toBe(10);
  });
});

describe('dead-letters', () => {
  test('lists all pages, for people and for scripts', async () => {
    api.on('GET /admin/dead-letters?limit=100', page([deadLetter('1')], 'two'));
    api.on('GET /admin/dead-letters?limit=99&cursor=two', page([]));
    api.on('GET /admin/dead-letters?limit=100&cursor=two', page([deadLetter('2')]));
    const { code, stdout } = await ops('dead-letters', ['--json']);

    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual({ items: [deadLetter('1'), deadLetter('2')], more: false, missing: [] });

    const table = (await ops('dead-letters')).stdout;
    expect(table).toMatch(/1.*process-order.*ord_a_1.*The order failed on its last attempt\..*5.*60 min/);
  });

  test('says what could not be read, here and in the status', async () => {
    const partial = { status: 200, json: { items: [deadLetter('1')], missing: ['process-upload'] } };
    api.on('GET /admin/dead-letters', partial);
    const listed = await ops('dead-letters');
    const asJson = await ops('dead-letters', ['--json']);
    const status = await ops('status', ['--json']);

    expect(listed.code).toBe(4);
    expect(listed.stdout).toContain('The dead letters of process-upload are unknown: the queue could not be read.');
    expect(parsed(asJson.stdout)).toMatchObject({ items: [{ sequenceNumber: '1' }], missing: ['process-upload'] });
    expect(status.code).toBe(5);
    expect(parsed(status.stdout)).toMatchObject({
      deadLetters: { count: null, missing: ['process-upload'], bySource: { 'process-order': 1 } },
      unknown: [{ part: 'deadLetters', reason: expect.stringContaining('process-upload'), exitCode: 4 }],
    });

    const table = (await ops('status')).stdout;
    expect(table).toMatch(/dead letters +│ unknown \(process-upload could not be read/);
    expect(table).toMatch(/at least 1 process-order/);
  });

  test('makes no zero of what could not be read', async () => {
    api.on('GET /admin/dead-letters', { status: 200, json: { items: [], missing: ['process-order'] } });
    const { code, stdout } = await ops('status');

    expect(code).toBe(4);
    expect(stdout).toMatch(/dead letters +│ unknown \(process-order could not be read/);
    expect(stdout).not.toContain('at least');
  });

  test('says why it knows nothing of the dead letters', async () => {
    api.on('GET /admin/dead-letters', api.problem(503, 'busy', 'Service Bus did not answer.'));
    const { code, stdout } = await ops('status', ['--json']);

    expect(code).toBe(4);
    expect(parsed(stdout)).toMatchObject({
      deadLetters: null,
      unknown: [{ part: 'deadLetters', reason: expect.stringContaining('Service Bus did not answer.'), exitCode: 4 }],
    });
  });

  test('stops at the limit and says so', async () => {
    api.on('GET /admin/dead-letters?limit=2', page([deadLetter('1'), deadLetter('2')], 'more'));

    expect((await ops('dead-letters', ['--limit', '2'])).stdout).toMatch(/more than these 2: raise --limit/);
    expect(parsed((await ops('dead-letters', ['--limit', '2', '--json'])).stdout)).toMatchObject({ more: true });
  });
});

describe('replay', () => {
  test('replays one', async () => {
    api.on('POST /admin/dead-letters/42/replay', { status: 202, json: { sequenceNumber: '42', orderId: 'ord_a_1' } });
    const { code, stdout } = await ops('replay', ['42']);

    expect(code).toBe(0);
    expect(stdout).toBe('42 is replayed: order ord_a_1 is being processed again.\n');
  });

  test('claims no work where the answer notes that there was none', async () => {
    const json = { sequenceNumber: '42', orderId: 'ord_a_1', note: 'The order owes nothing any more.' };
    api.on('POST /admin/dead-letters/42/replay', { status: 202, json });

    expect((await ops('replay', ['42'])).stdout).toBe('42: The order owes nothing any more.\n');
  });

  test.each([
    [404, 'not_found', 3],
    [409, 'busy', 4],
    [409, 'conflict', 1],
    [503, 'busy', 4],
    [403, 'forbidden', 6],
  ])('of one that is answered %d %s is exit code %d', async (status, code, exitCode) => {
    api.on('POST /admin/dead-letters/42/replay', api.problem(status, code, 'Because.'));
    const answer = await ops('replay', ['42', '--json']);

    expect(answer.code).toBe(exitCode);
    expect(parsed(answer.stdout)).toEqual({
      error: { exitCode, status, message: expect.stringContaining(`${status} ${code}: Because.`) },
    });
    // What changes something is never repeated.
    expect(api.lines().filter((line) => line.includes('/replay'))).toHaveLength(1);
  });

  const rounds = (...answers: { replayed: number; skipped: number; remaining: boolean }[]) => {
    api.on('POST /admin/dead-letters/replay', () => ({
      status: 202,
      json: answers.length > 1 ? answers.shift() : answers[0],
    }));
  };
  const calls = () => api.lines().filter((line) => line === 'POST /admin/dead-letters/replay').length;

  test('of all goes on until nothing remains', async () => {
    rounds(
      { replayed: 100, skipped: 0, remaining: true },
      { replayed: 50, skipped: 0, remaining: true },
      { replayed: 7, skipped: 0, remaining: false },
    );
    const { code, stdout } = await ops('replay', ['--all', '--json']);

    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual({ replayed: 157, skipped: 0, remaining: false });
    expect(calls()).toBe(3);
  });

  test('of all ends when nothing moves any more', async () => {
    rounds({ replayed: 3, skipped: 0, remaining: true }, { replayed: 0, skipped: 0, remaining: true });
    const { code, stdout } = await ops('replay', ['--all']);

    expect(code).toBe(4);
    expect(stdout).toMatch(/3 replayed, 0 skipped\. Some remain, but the last round removed none/);
    expect(calls()).toBe(2);
  });

  test('of all says when some name nothing that could be replayed', async () => {
    rounds({ replayed: 3, skipped: 2, remaining: true }, { replayed: 1, skipped: 2, remaining: false });
    const { code, stdout } = await ops('replay', ['--all']);

    expect(code).toBe(5);
    expect(stdout).toMatch(/4 replayed, 2 skipped\..*discard/);
  });

  test('of all tells how far it came when it fails in the middle', async () => {
    let round = 0;
    api.on('POST /admin/dead-letters/replay', () => {
      round += 1;
      return round === 1
        ? { status: 202, json: { replayed: 9, skipped: 0, remaining: true } }
        : { ...api.problem(503, 'busy', 'Service Bus does not answer.'), headers: { 'retry-after': '7' } };
    });
    const { code, stderr } = await ops('replay', ['--all']);

    expect(code).toBe(4);
    expect(stderr).toMatch(/does not answer\. Try again in 7 s\. Until then: 9 replayed, 0 skipped\./);
  });

  test.each([[[]], [['42', '--all']]])('takes one number or --all, not %j', async (args) => {
    const { code, stderr } = await ops('replay', args);

    expect(code).toBe(2);
    expect(stderr).toMatch(/the number of a message, or --all/);
    expect(api.asked).toEqual([]);
  });
});

describe('discard, retry and report', () => {
  test('discards one', async () => {
    api.on('DELETE /admin/dead-letters/blob-1%2F2', { status: 204 });

    expect(await ops('discard', ['blob-1/2'])).toMatchObject({ code: 0, stdout: 'blob-1/2 is discarded.\n' });
    expect((await ops('discard', ['43'])).code).toBe(3);
  });

  test('retries an order', async () => {
    api.on('POST /orders/ord_a_1/retry', { status: 202, json: order('ord_a_1', '2026-11-24T11:00:00.000Z') });

    expect(await ops('retry', ['ord_a_1'])).toMatchObject({
      code: 0,
      stdout: 'ord_a_1 is placed; reserve is due and was sent again.\n',
    });
    expect((await ops('retry', ['ord_a_2'])).code).toBe(3);
  });

  test('shows a report, in the units of its currency', async () => {
    api.on('GET /admin/reports/2026-11-23', { status: 200, json: report('2026-11-23') });
    const { code, stdout } = await ops('report', ['2026-11-23']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/kettle.*Kettle.*1234\.56 EUR/);
    expect(parsed((await ops('report', ['2026-11-23', '--json'])).stdout)).toEqual(report('2026-11-23'));
  });

  test('passes the CSV on byte by byte', async () => {
    const csv = '\uFEFFcurrency,"a ""b"""\r\nEUR,ü\r\n';
    api.on('GET /admin/reports/2026-11-23', { status: 200, text: csv });

    expect((await ops('report', ['2026-11-23', '--csv'])).stdout).toBe(csv);
    expect(api.asked.at(-1)?.headers.accept).toBe('text/csv');
  });

  test('says how to make a report that is not there', async () => {
    const { code, stderr } = await ops('report', ['2026-11-22']);

    expect(code).toBe(3);
    expect(stderr).toMatch(/no sales report of 2026-11-22.*run reportSales/);
  });

  test('says of a day that is not over that there is nothing to run', async () => {
    const { code, stderr } = await ops('report', ['2999-01-01']);

    expect(code).toBe(3);
    expect(stderr).toContain('not over');
    expect(stderr).not.toContain('run reportSales');
  });

  test.each(['yesterday', '2026-02-30', '2026-1-1'])('knows no day %s', async (date) => {
    expect((await ops('report', [date])).code).toBe(2);
    expect(api.asked).toEqual([]);
  });
});

describe('run', () => {
  const withTrigger = (name: string, type: string) => ({ name, config: { bindings: [{ name: 'trigger', type }] } });

  beforeEach(() => {
    api.on('GET /admin/functions', {
      status: 200,
      json: [
        withTrigger('placeOrder', 'httpTrigger'),
        withTrigger('relayOrders', 'timerTrigger'),
        withTrigger('reportSales', 'timerTrigger'),
      ],
    });
  });

  test('starts a job at the host, with its master key', async () => {
    api.on('POST /admin/functions/reportSales', { status: 202 });
    const { code, stdout } = await ops('run', ['reportSales', '--json'], { HEARTH_MASTER_KEY: 'sesame' });

    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual({ job: 'reportSales', started: true });
    expect(api.asked).toEqual([
      expect.objectContaining({ headers: expect.objectContaining({ 'x-functions-key': 'sesame' }) }),
      expect.objectContaining({
        headers: expect.objectContaining({ 'x-functions-key': 'sesame', 'content-type': 'application/json' }),
        body: '{"input":""}',
      }),
    ]);
  });

  test.each(['GET /admin/functions', 'POST /admin/functions/reportSales'])(
    'names the key that %s lacks',
    async (line) => {
      api.on(line, { status: 401 });
      const { code, stderr } = await ops('run', ['reportSales']);

      expect(code).toBe(6);
      expect(stderr).toMatch(/HEARTH_MASTER_KEY/);
    },
  );

  test.each(['makeCoffee', 'placeOrder'])('starts no %s, and names the jobs that the host has', async (job) => {
    const { code, stderr } = await ops('run', [job]);

    expect(code).toBe(2);
    expect(stderr).toBe(`The host has no job ${job}. Its jobs are relayOrders, reportSales.\n`);
    expect(api.asked.map(({ line }) => line)).toEqual(['GET /admin/functions']);
  });

  test('starts any function of a host that does not list triggers', async () => {
    api.on('GET /admin/functions', { status: 200, json: [{ name: 'reportSales', config: {} }] });
    api.on('POST /admin/functions/reportSales', { status: 202 });

    expect((await ops('run', ['reportSales'])).code).toBe(0);
  });

  test('says that what answers is no functions host', async () => {
    api.on('GET /admin/functions', { status: 404 });
    const { code, stderr } = await ops('run', ['reportSales']);

    expect(code).toBe(3);
    expect(stderr).toMatch(/--host/);
  });
});

describe('every command', () => {
  test('asks the local issuer for a token of an administrator, once', async () => {
    await ops('status');
    const token = api.asked.filter(({ line }) => line === 'POST /token');

    expect(token).toEqual([expect.objectContaining({ body: expect.stringMatching(/sub=ops.*roles=admin/) })]);
    expect(api.asked.at(-1)?.headers.authorization).toBe('Bearer fetched');
  });

  test('takes token and key from the environment', async () => {
    await ops('dead-letters', [], { HEARTH_TOKEN: 'mine', HEARTH_API_KEY: 'key' });

    expect(api.asked).toEqual([
      expect.objectContaining({
        headers: expect.objectContaining({
          authorization: 'Bearer mine',
          'ocp-apim-subscription-key': 'key',
          'x-functions-key': 'key',
        }),
      }),
    ]);
  });

  test('needs a token from the environment for an API that is elsewhere', async () => {
    const { code, stderr } = await runCommand(['dead-letters', '--api', 'https://api.example.com/api/v1']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/HEARTH_TOKEN/);
  });

  test('says what to set when it is not allowed', async () => {
    api.on('GET /admin/dead-letters', api.problem(401, 'unauthorized', 'The token has expired.'));
    const { code, stderr } = await ops('dead-letters', [], { HEARTH_TOKEN: 'old' });

    expect(code).toBe(6);
    expect(stderr).toMatch(/expired.*HEARTH_TOKEN/);
  });

  test('says what to set when nothing answers', async () => {
    const { code, stdout, stderr } = await runCommand(['status', '--api', 'http://127.0.0.1:1/api/v1', '--json']);

    expect(code).toBe(7);
    expect(stderr).toBe(
      'No answer from http://127.0.0.1:1/api/v1/health/ready (bad port). Is Hearth running there? Set --api or HEARTH_API.\n',
    );
    expect(parsed(stdout)).toEqual({ error: { exitCode: 7, message: stderr.trim() } });
  });

  test('says what to set when something else answers', async () => {
    api.on('GET /health/ready', { status: 404, text: '<html>' });
    const { code, stderr } = await ops('status');

    expect(code).toBe(7);
    expect(stderr).toBe(`What answers at ${api.url}/api/v1 is not Hearth. Set --api or HEARTH_API.\n`);
  });

  test('finds the API where the environment says, unless a flag says otherwise', async () => {
    api.on('GET /admin/dead-letters', page([]));
    process.env.HEARTH_API = `${api.url}/`;
    process.env.HEARTH_ISSUER = api.url;
    try {
      expect((await runCommand(['dead-letters'])).code).toBe(0);
      expect((await runCommand(['dead-letters', '--api', 'http://127.0.0.1:1'])).code).toBe(7);
    } finally {
      delete process.env.HEARTH_API;
      delete process.env.HEARTH_ISSUER;
    }
  });

  test.each([
    ['a command that there is not', ['destroy', '--json'], /unknown command 'destroy'/],
    ['a flag that there is not', ['status', '--all', '--json'], /unknown option '--all'/],
    ['a number that is none', ['dead-letters', '--json', '--limit', 'many'], /--limit/],
    ['too little', ['replay', '--json'], /the number of a message, or --all/],
    ['an address that is none', ['status', '--json', '--api', 'http://localhost/shop'], /ends in \/api\/v1/],
  ])('tells %s as a document where one is asked for', async (_, args, message) => {
    const { code, stdout, stderr } = await runCommand(args);

    expect(code).toBe(2);
    expect(parsed(stdout)).toEqual({ error: { exitCode: 2, message: expect.stringMatching(message) } });
    expect(stderr).toMatch(/^error: /);
  });

  test('does not take just any answer for one of Hearth', async () => {
    api.on('GET /admin/dead-letters', { status: 200, text: '<html>' });
    const { code, stderr } = await ops('dead-letters');

    expect(code).toBe(1);
    expect(stderr).toMatch(/not Hearth's/);
  });

  test('reads again what is busy for a moment', async () => {
    let tries = 0;
    api.on('GET /admin/dead-letters', () => {
      tries += 1;
      return tries === 1 ? { ...api.problem(503, 'busy', 'no'), headers: { 'retry-after': '1' } } : page([]);
    });

    expect((await ops('dead-letters')).code).toBe(0);
  });

  test('tells that it is still at it when that takes long', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    api.on('POST /admin/dead-letters/replay', async () => {
      await held;
      return { status: 202, json: { replayed: 1, skipped: 0, remaining: false } };
    });
    const timer = setTimeout(release, 2500);
    const { stdout, stderr } = await ops('replay', ['--all', '--json']);
    clearTimeout(timer);

    expect(stderr).toMatch(/^replaying \(\d+ s\)\n/);
    expect(parsed(stdout)).toMatchObject({ replayed: 1 });
  });

  test.each(['status', 'dead-letters', 'replay', 'discard', 'retry', 'report', 'run'])(
    'explains itself: %s',
    async (name) => {
      const { code, stdout } = await runCommand([name, '--help']);

      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}npx hearth ops /);
      expect(stdout).toMatch(/Environment and exit codes: npx hearth ops --help\n/);
      // Fits on a screen.
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    },
  );

  test('finds the environment and the exit codes in the help of ops', async () => {
    const { code, stdout } = await runCommand(['--help']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/Exit codes:\n {2}0/);
    expect(stdout).toMatch(/HEARTH_TOKEN/);
  });

  test('is one that exists', async () => {
    expect((await runCommand(['destroy'])).code).toBe(2);
    expect((await runCommand([])).code).toBe(2);
    expect((await runCommand(['--help'])).code).toBe(0);
  });
});
