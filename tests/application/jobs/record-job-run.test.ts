import { listJobs } from '../../../src/application/jobs/list-jobs.ts';
import { recordJobRun } from '../../../src/application/jobs/record-job-run.ts';
import { type JobRun, jobNames, MAX_KEPT_RUNS } from '../../../src/domain/job-run.ts';
import { inMemoryJobRuns } from '../../support/in-memory/in-memory-job-runs.ts';

const runOf = (n: number): JobRun => ({
  id: `run-${n}`,
  startedAt: new Date(Date.UTC(2026, 2, 1, 2, n)).toISOString(),
  endedAt: new Date(Date.UTC(2026, 2, 1, 3)).toISOString(),
  outcome: 'succeeded',
  summary: { n },
});

const open = () => {
  const jobRuns = inMemoryJobRuns();
  const record = recordJobRun({ jobRuns, pause: async () => {}, random: () => 0 });
  const list = async () => {
    const jobs = await listJobs({ jobRuns })();
    return jobs.find(({ job }) => job === 'reportSales')?.runs.map(({ id }) => id);
  };
  return { jobRuns, record, list };
};

test('every job is listed, also one that has never run', async () => {
  const { jobRuns, record } = open();
  await record('reportSales', runOf(1));
  const jobs = await listJobs({ jobRuns })();

  expect(jobs.map(({ job }) => job)).toEqual(jobNames);
  expect(jobs.filter(({ runs }) => runs.length > 0)).toEqual([{ job: 'reportSales', runs: [runOf(1)] }]);
});

test('the run that began last comes first, whichever ended last', async () => {
  const { record, list } = open();
  for (const n of [2, 3, 1]) await record('reportSales', runOf(n));

  expect(await list()).toEqual(['run-3', 'run-2', 'run-1']);
});

test('runs that end at the same time do not hide each other', async () => {
  const { record, list } = open();
  await Promise.all([1, 2, 3, 4].map((n) => record('reportSales', runOf(n))));

  expect(await list()).toEqual(['run-4', 'run-3', 'run-2', 'run-1']);
});

test('a run that is recorded twice appears once', async () => {
  const { record, list } = open();
  for (const n of [1, 2, 1]) await record('reportSales', runOf(n));

  expect(await list()).toEqual(['run-2', 'run-1']);
});

test('only the last runs are kept', async () => {
  const { record, list } = open();
  for (let n = 1; n <= MAX_KEPT_RUNS + 2; n += 1) await record('reportSales', runOf(n));

  expect(await list()).toHaveLength(MAX_KEPT_RUNS);
  expect((await list())?.at(-1)).toBe('run-3');
});
