import pc from 'picocolors';
import { exitCodes } from '../client/exit-codes.ts';
import { printable } from '../client/printable.ts';
import { awaitRun, markRuns } from './await-run.ts';
import type { JobRun } from './job-shapes.ts';
import { describeDuration, describeResult, jobTable } from './job-tables.ts';
import type { Outcome, Task } from './outcome.ts';
import { type Host, startJob } from './start-job.ts';

export const listJobsTask =
  (now: number): Task =>
  async (client) => {
    const { items } = await client.jobs();
    const hasFailed = items.some(({ runs: [last] }) => last?.outcome === 'failed');
    return {
      exitCode: hasFailed ? exitCodes.attention : exitCodes.done,
      json: { items },
      text: jobTable(items, now),
    };
  };

/** Only starts it. */
export const runTask =
  (host: Host, job: string): Task =>
  async () => {
    await startJob(host, job);
    return {
      exitCode: exitCodes.done,
      json: { job, started: true },
      text: `${job} has been started. To see how it ended: npx hearth ops jobs`,
    };
  };

const outcomeOf = (job: string, run: JobRun): Outcome => {
  const text = printable(`${job} ${run.outcome} after ${describeDuration(run)}: ${describeResult(run)}`);
  const json = { job, started: true, run };
  return run.outcome === 'failed'
    ? { exitCode: exitCodes.failed, json, text: pc.red(text) }
    : { exitCode: exitCodes.done, json, text };
};

/** Starts it and waits for the result of a run that began since. */
export const runAndWaitTask =
  (host: Host, job: string, minutes: number): Task =>
  async (client, { say }) => {
    const finder = await markRuns(client, job);
    await startJob(host, job);
    say(`waiting for ${job}`);
    const run = await awaitRun(finder, minutes * 60_000);
    if (run !== undefined) return outcomeOf(job, run);
    const text = `${job} has been started, but has not ended within ${minutes} min. The log of the host says why.`;
    return { exitCode: exitCodes.busy, json: { job, started: true }, text };
  };
