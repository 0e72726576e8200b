import { InvocationContext } from '@azure/functions';
import type { JobRun } from '../../../src/domain/job-run.ts';
import { type Job, job } from '../../../src/functions/timer/job.ts';
import { recordedJob } from '../../../src/functions/timer/recorded-job.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const tick = async (load: () => Promise<Job>, store = async (_run: JobRun): Promise<void> => {}) => {
  const log = recordingLog();
  const runs: [string, JobRun][] = [];
  const recordJobRun = async (name: string, run: JobRun) => {
    runs.push([name, run]);
    await store(run);
  };
  const context = new InvocationContext({ invocationId: 'invocation-1', functionName: 'reportSales' });
  const handler = job(async () => recordedJob('reportSales', load, { useCases: async () => ({ recordJobRun }), log }));
  const failure = await Promise.resolve(handler(sampleTimer(false), context)).catch((error: unknown) => error);
  return { runs, failure, log: log.entries };
};

test('a run that succeeds is recorded with its summary, under its job and its invocation', async () => {
  const { runs, failure } = await tick(async () => async () => ({ reported: 1 }));

  expect(failure).toBeUndefined();
  expect(runs).toEqual([
    ['reportSales', expect.objectContaining({ id: 'invocation-1', outcome: 'succeeded', summary: { reported: 1 } })],
  ]);
  const [[, { startedAt, endedAt }] = ['', { startedAt: '', endedAt: '' }]] = runs;
  expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(endedAt));
});

test.each<[string, () => Promise<Job>]>([
  ['fails', async () => () => Promise.reject(new Error('Cosmos DB did not answer'))],
  ['cannot be loaded', () => Promise.reject(new Error('Cosmos DB did not answer'))],
])('a run that %s is recorded with the reason, and still fails', async (_, load) => {
  const { runs, failure } = await tick(load);

  expect(failure).toEqual(new Error('Cosmos DB did not answer'));
  expect(runs).toMatchObject([
    ['reportSales', { outcome: 'failed', reason: expect.stringContaining('Cosmos DB did not answer') }],
  ]);
});

test('a run that cannot be recorded has succeeded all the same, and the log says so', async () => {
  const { failure, log } = await tick(
    async () => async () => ({}),
    () => Promise.reject(new Error('Storage is down')),
  );

  expect(failure).toBeUndefined();
  expect(log).toEqual([
    {
      level: 'warn',
      event: 'job_run_not_recorded',
      fields: { job: 'reportSales', reason: expect.stringContaining('Storage is down') },
    },
  ]);
});
