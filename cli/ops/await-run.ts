import { setTimeout as pause } from 'node:timers/promises';
import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import type { JobRun } from './job-shapes.ts';
import type { OpsClient } from './ops-client.ts';

type Jobs = Pick<OpsClient, 'jobs'>;

/** Recognizes the runs of a job that began after this was made. */
export type RunFinder = { find: () => Promise<JobRun | undefined> };

/** The clocks of two instances differ, and an HTTP date has no milliseconds. */
const CLOCK_TOLERANCE_MS = 2_000;

const POLL_MS = 1_000;

/** These may pass while a job runs. */
const passing: readonly ExitCode[] = [exitCodes.busy, exitCodes.unreachable, exitCodes.failed];

/** Throws a Failure unless the API knows the job. */
export const markRuns = async (client: Jobs, job: string): Promise<RunFinder> => {
  const runsOf = async () => {
    const { items, time } = await client.jobs();
    return { time, jobs: items.map((item) => item.job), runs: items.find((item) => item.job === job)?.runs };
  };
  const before = await runsOf();
  if (before.runs === undefined) {
    const kept = before.jobs.join(', ');
    throw new Failure(exitCodes.usage, `Results are kept only of ${kept}. Run ${job} without --wait.`);
  }
  const known = new Set(before.runs.map(({ id }) => id));
  const earliest = before.time - CLOCK_TOLERANCE_MS;

  return {
    find: async () => {
      const { runs = [] } = await runsOf();
      // Of several, the one that began first is most likely the one that was started.
      return runs.findLast(({ id, startedAt }) => !known.has(id) && Date.parse(startedAt) >= earliest);
    },
  };
};

/** Undefined if no run has ended by then. Short outages of the API do not end the wait. */
export const awaitRun = async ({ find }: RunFinder, waitMs: number): Promise<JobRun | undefined> => {
  for (const deadline = Date.now() + waitMs; ; await pause(POLL_MS)) {
    try {
      const run = await find();
      if (run !== undefined || Date.now() > deadline) return run;
    } catch (error) {
      if (!(error instanceof Failure) || !passing.includes(error.exitCode) || Date.now() > deadline) throw error;
    }
  }
};
