import { type Command, Option } from 'commander';
import { parseHttpUrl } from '../client/api-options.ts';
import { laptop } from '../client/laptop.ts';
import { parsePositive } from '../client/parse-positive.ts';
import type { AddCommand, ApiFlags, Perform } from './api-command.ts';

/** The host ends a function after 30 minutes. */
const MAX_WAIT_MINUTES = 35;

type RunFlags = ApiFlags & { host: string; wait: boolean; minutes: number };

/** Adds `jobs` and `run`. */
export const addJobCommands = (
  addApiCommand: AddCommand,
  performTask: Perform,
  { now, env }: { now: () => number; env: NodeJS.ProcessEnv },
): void => {
  addApiCommand('jobs', 'Show how the last run of each job ended.', 'jobs', 'jobs --json').action((flags: ApiFlags) =>
    performTask(flags, 'reading', async () => (await import('./job-tasks.ts')).listJobsTask(now())),
  );

  const run: Command = addApiCommand(
    'run',
    'Start a job now, through the functions host.',
    'run reportSales --wait',
    'run relayOrders --host https://my-app.azurewebsites.net',
  );
  run
    .argument('<job>', 'name of a function with a timer; a wrong name lists them all')
    .addOption(
      new Option('--host <url>', 'address of the functions host')
        .env('HEARTH_HOST')
        .argParser(parseHttpUrl)
        .default(laptop.host),
    )
    .option('--wait', 'wait for its result, which the API shows', false)
    .option('--minutes <n>', 'how long to wait at most', parsePositive, MAX_WAIT_MINUTES)
    .action((job: string, { host: url, wait, minutes, ...flags }: RunFlags) =>
      performTask(flags, 'starting', async () => {
        const { runAndWaitTask, runTask } = await import('./job-tasks.ts');
        const host = { host: url, masterKey: env.HEARTH_MASTER_KEY || undefined };
        return wait ? runAndWaitTask(host, job, minutes) : runTask(host, job);
      }),
    );
};
