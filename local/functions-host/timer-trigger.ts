import { Cron } from 'croner';
import { messageOf } from './host-error.ts';
import { invokeWithRetry } from './timer/retry.ts';
import { createStoppablePause } from './timer/stoppable-pause.ts';
import type { TriggerFactory } from './trigger-context.ts';

type Status = { Last: string; Next: string; LastUpdated: string };

/** What the host says of a timer that never ran. */
const never = '0001-01-01T00:00:00+00:00';

const parse = (schedule: string, timezone: string, problems: string[]): Cron | undefined => {
  try {
    return new Cron(schedule, { mode: '6-part', domAndDow: true, timezone, paused: true });
  } catch (error) {
    problems.push(`the schedule "${schedule}" is not six fields of NCRONTAB: ${messageOf(error)}`);
    return undefined;
  }
};

/** The host keeps no status of timers that run more often than once a minute. */
const isMonitored = (cron: Cron, wanted: boolean): boolean => {
  const [first, second] = cron.nextRuns(2);
  return wanted && (first === undefined || second === undefined || second.getTime() - first.getTime() >= 60_000);
};

/** Runs by schedule, in UTC unless WEBSITE_TIME_ZONE says otherwise; a run that lasts past the next time makes it skip that one. */
export const timerTrigger =
  (env: NodeJS.ProcessEnv): TriggerFactory =>
  ({ target, binding, problems, invoke, logger }) => {
    const schedule = binding.text('schedule') ?? '';
    const cron = parse(schedule, env.WEBSITE_TIME_ZONE ?? 'UTC', problems);
    const runOnStartup = binding.flag('runOnStartup') ?? false;
    const useMonitor = binding.flag('useMonitor') ?? true;
    if (cron === undefined) return undefined;
    const monitored = isMonitored(cron, useMonitor);
    const { pause, stop } = createStoppablePause();
    let last: Date | undefined;

    const status = (): Status => ({
      Last: last?.toISOString() ?? never,
      Next: cron.nextRun()?.toISOString() ?? never,
      LastUpdated: last?.toISOString() ?? never,
    });

    const run = async (reason: string): Promise<void> => {
      const json = JSON.stringify({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: monitored ? status() : null,
        IsPastDue: false,
      });
      await invokeWithRetry(target, { reason, data: { json } }, invoke, pause);
      last = new Date();
    };

    const loop = async (): Promise<void> => {
      if (runOnStartup) await run(`Timer fired at ${new Date().toISOString()} on startup`);
      while (true) {
        const next = cron.nextRun();
        if (next === null || !(await waitUntil(next, pause))) return;
        await run(`Timer fired at ${new Date().toISOString()}`);
      }
    };

    return {
      summary: () => `timerTrigger ${schedule}`,
      run: () => run('This function was programmatically called via the host APIs.'),
      listen: async () => {
        const ended = loop().catch((error: unknown) => {
          logger('error', 'Host.Triggers.Timer', `${target.metadata.name} stopped: ${messageOf(error)}`);
        });
        return {
          stop: async () => stop(),
          close: () => ended,
        };
      },
    };
  };

/** The longest that a Node timer waits. */
const longestMs = 2 ** 31 - 1;

/** False when it was cut short. Never early: a timer may fire a millisecond before its time. */
const waitUntil = async (time: Date, pause: (ms: number) => Promise<boolean>): Promise<boolean> => {
  for (let left = time.getTime() - Date.now(); left > 0; left = time.getTime() - Date.now()) {
    if (!(await pause(Math.min(left, longestMs)))) return false;
  }
  return true;
};
