import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

/** Ten hours before the commands run, at noon. */
const at = { startedAt: '2026-11-24T02:00:00.000Z', endedAt: '2026-11-24T02:00:03.000Z' };
const succeeded = { id: 'a', ...at, outcome: 'succeeded', summary: { reported: 1, left: 0 } };
const failed = { id: 'b', ...at, outcome: 'failed', reason: 'Cosmos DB did not answer' };
const on = (...runs: unknown[]) =>
  api.on('GET /admin/jobs', {
    status: 200,
    json: {
      items: [
        { job: 'reportSales', runs },
        { job: 'cleanUpImages', runs: [] },
      ],
    },
  });

test('shows when each job ran last, for how long, and what it did', async () => {
  on(succeeded, failed);
  const { code, stdout } = await api.ops('jobs');

  expect(code).toBe(0);
  expect(stdout).toMatch(/reportSales.*10 h ago.*succeeded.*3 s.*reported 1, left 0/);
  expect(stdout).toMatch(/cleanUpImages.*never/);
});

test('ends with 5 if the last run of a job failed, and says why', async () => {
  on(failed, succeeded);
  const { code, stdout } = await api.ops('jobs');

  expect(code).toBe(5);
  expect(stdout).toMatch(/reportSales.*failed.*Cosmos DB did not answer/);
});

test('with --json gives the runs as the API does', async () => {
  on(failed, succeeded);
  const { stdout } = await api.ops('jobs', ['--json']);

  expect(JSON.parse(stdout)).toEqual({
    items: [
      { job: 'reportSales', runs: [failed, succeeded] },
      { job: 'cleanUpImages', runs: [] },
    ],
  });
});
