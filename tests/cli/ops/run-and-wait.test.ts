import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
  const bindings = [{ name: 'trigger', type: 'timerTrigger' }];
  const names = ['relayOrders', 'reportSales'];
  api.on('GET /admin/functions', { status: 200, json: names.map((name) => ({ name, config: { bindings } })) });
});

afterEach(() => api.close());

const runOf = (id: string, ageSeconds: number, more: Record<string, unknown> = {}) => {
  const startedAt = new Date(Date.now() - ageSeconds * 1000).toISOString();
  const outcome = { outcome: 'succeeded', summary: { reported: 1, left: 0 } };
  return { id, startedAt, endedAt: startedAt, ...outcome, ...more };
};

const jobs = (...runs: unknown[]) => ({ status: 200, json: { items: [{ job: 'reportSales', runs }] } });

/**
 * `before` has ended already. Once the job is started, `after` appear one look after another. They
 * are made then, because a run that began long before is not taken for the new one.
 */
const answer = (before: unknown[], ...after: (() => unknown[])[]) => {
  api.on('GET /admin/jobs', jobs(...before));
  api.on('POST /admin/functions/reportSales', () => {
    const looks = after.map((make) => make());
    api.on('GET /admin/jobs', () => jobs(...((looks.length > 1 ? looks.shift() : looks[0]) ?? [])));
    return { status: 202 };
  });
};

test('shows what the run did', async () => {
  answer(
    [],
    () => [],
    () => [runOf('new', 0)],
  );
  const { code, stdout } = await api.ops('run', ['reportSales', '--wait']);

  expect(code).toBe(0);
  expect(stdout).toBe('reportSales succeeded after 0 s: reported 1, left 0\n');
});

test('ends with 1 and the reason if the run failed', async () => {
  const failure = { outcome: 'failed', summary: undefined, reason: 'Cosmos DB did not answer' };
  answer([], () => [runOf('new', 0, failure)]);
  const { code, stdout } = await api.ops('run', ['reportSales', '--wait', '--json']);

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    job: 'reportSales',
    started: true,
    run: {
      id: 'new',
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      outcome: 'failed',
      reason: 'Cosmos DB did not answer',
    },
  });
});

test('does not take an earlier run for this one, whether it had ended before or ends meanwhile', async () => {
  const [ended, slow] = [runOf('ended', 1), runOf('slow', 600, { outcome: 'failed', reason: 'too late' })];
  answer(
    [ended],
    () => [ended, slow],
    () => [runOf('new', 0), ended, slow],
  );
  const { code, stdout } = await api.ops('run', ['reportSales', '--wait', '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ run: { id: 'new' } });
});

test('goes on waiting while the API does not answer for a moment', async () => {
  answer([]);
  let looks = 0;
  api.on('POST /admin/functions/reportSales', () => {
    const run = runOf('new', 0);
    api.on('GET /admin/jobs', () => {
      looks += 1;
      return looks === 1 ? api.problem(500, 'internal', 'no') : jobs(run);
    });
    return { status: 202 };
  });

  expect((await api.ops('run', ['reportSales', '--wait'])).code).toBe(0);
  expect(looks).toBeGreaterThan(1);
});

test('starts nothing if the results of the job are not kept', async () => {
  answer([]);
  const { code, stderr } = await api.ops('run', ['relayOrders', '--wait']);

  expect(code).toBe(2);
  expect(stderr).toBe('Results are kept only of reportSales. Run relayOrders without --wait.\n');
  expect(api.lines().filter((line) => line.startsWith('POST /admin'))).toEqual([]);
});

test('starts nothing if it may not see the result', async () => {
  api.on('GET /admin/jobs', api.problem(403, 'forbidden', 'The token lacks the role admin.'));

  expect((await api.ops('run', ['reportSales', '--wait'])).code).toBe(6);
  expect(api.lines().filter((line) => line.startsWith('POST /admin'))).toEqual([]);
});

test('needs no token for a run without --wait', async () => {
  api.on('POST /admin/functions/reportSales', { status: 202 });
  const { code } = await api.ops('run', ['reportSales']);

  expect(code).toBe(0);
  expect(api.lines()).toEqual(['GET /admin/functions', 'POST /admin/functions/reportSales']);
});
