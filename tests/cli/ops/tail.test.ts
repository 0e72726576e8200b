import { expectToFitOnScreen } from './expect-to-fit-on-screen.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';
import { runCommand } from './run-command.ts';

const PATH = 'GET /admin/host/logs';

const time = '2026-11-24T12:00:00.000Z';
const invocationId = '0123456789abcdef';
const placed = {
  event: 'order_placed',
  orderId: 'ord_1',
  note: 'a\u001b[2J b',
  time,
  level: 'information',
  category: 'Function.placeOrder.User',
  invocationId,
};
const failed = { message: 'Executed\nat src/main.ts', time, level: 'error', category: 'Function.processOrder' };

const stream = (...events: string[]) => ({
  status: 200,
  text: events.join(''),
  headers: { 'content-type': 'text/event-stream' },
});
const inStream = (id: string, line: unknown): string => `id: ${id}\ndata: ${JSON.stringify(line)}\n\n`;

let api: FakeApi;

beforeEach(async () => {
  api = await startFakeApi();
});

afterEach(() => api.close());

const tail = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(['tail', '--host', api.url, ...args], { env });

test('prints what the host has kept as the terminal does, and lets no text forge a line', async () => {
  api.on(PATH, { status: 200, json: [placed, failed] });
  const { code, stdout } = await tail(['--no-follow']);

  expect(code).toBe(0);
  expect(stdout.replaceAll(/^\d\d:\d\d:\d\d\.000 /gm, '')).toBe(
    [
      'info placeOrder           01234567 order_placed           orderId=ord_1 note="a\\u001b[2J b"',
      'fail processOrder                  Executed',
      '    at src/main.ts',
      '',
    ].join('\n'),
  );
});

test('hands every filter and the master key to the host', async () => {
  api.on(PATH, { status: 200, json: [] });
  const flags = ['--order', 'ord_1', '--invocation', '01234567', '--request', 'r1', '--level', 'warn', '--no-follow'];
  const { code } = await tail(flags, { HEARTH_MASTER_KEY: 'sesame' });

  expect(code).toBe(0);
  expect(api.asked).toEqual([
    expect.objectContaining({
      line: `${PATH}?order=ord_1&invocation=01234567&requestId=r1&level=warning`,
      headers: expect.objectContaining({ 'x-functions-key': 'sesame', accept: 'application/json' }),
    }),
  ]);
});

test('follows the log, and goes on after the last line when the host has restarted', async () => {
  const answers = [
    stream('retry: 1000\n\n', inStream('a-1', placed), ': still here\n\n'),
    stream(inStream('b-1', failed)),
    { status: 404 },
  ];
  api.on(PATH, () => answers.shift() ?? { status: 500 });
  const { code, stdout, stderr } = await tail(['--json']);

  const lines = stdout.trim().split('\n').slice(0, 2);
  expect(lines.map((line) => JSON.parse(line))).toEqual([placed, failed]);
  expect(api.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'a-1', 'b-1']);
  expect(stderr).toMatch(/closed the log/);
  expect(code).toBe(3);
});

test.each([
  [{ status: 400, json: { errors: ['invocation: give more'] } }, 2, /invocation: give more/],
  [{ status: 401 }, 6, /HEARTH_MASTER_KEY/],
  [{ status: 404 }, 3, /Only the laptop's own host shows its log/],
  [{ status: 200, text: '<html>' }, 1, /not a log/],
  [{ status: 200, json: [{ level: 7 }] }, 1, /not a log/],
])('an answer of %j ends it with %i and what to do', async (answer, exitCode, message) => {
  api.on(PATH, answer);
  const { code, stderr } = await tail(['--no-follow']);

  expect(code).toBe(exitCode);
  expect(stderr).toMatch(message);
});

test('says where it looked if nothing answers', async () => {
  const { code, stderr } = await runCommand(['tail', '--host', 'http://127.0.0.1:1']);

  expect(code).toBe(7);
  expect(stderr).toMatch(/No answer from http:\/\/127\.0\.0\.1:1 .*HEARTH_HOST/);
});

test('has a help that fits on a screen', async () => {
  const { stdout } = await runCommand(['tail', '--help']);

  expectToFitOnScreen(stdout);
});
