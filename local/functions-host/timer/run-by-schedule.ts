import { errorMessage } from '../../error-message.ts';
import type { Listener } from '../hosted-function.ts';
import type { Logger } from '../logger.ts';
import { createStoppablePause } from '../stoppable-pause.ts';
import type { Schedule } from './schedule.ts';
import { type ScheduleStatus, startOf } from './schedule-status.ts';

type Pause = (ms: number) => Promise<boolean>;

export type Occasion = { status: ScheduleStatus; missed?: Date; onStartup?: boolean };

type Options = {
  name: string;
  schedule: Schedule;
  runOnStartup: boolean;
  /** Keeps the status across restarts. Undefined for a timer without a monitor. */
  monitor: StatusStore | undefined;
  /** Runs the function, retries included; never rejects. */
  fire: (occasion: Occasion, pause: Pause) => Promise<void>;
  logger: Logger;
};

type StatusStore = {
  readStatus: () => Promise<ScheduleStatus | undefined>;
  writeStatus: (status: ScheduleStatus) => Promise<void>;
};

const category = 'Host.Triggers.Timer';

/**
 * The longest wait without a look at the clock. Node's timers stop while a laptop sleeps, so that
 * one long wait would end late.
 */
const longestMs = 60_000;

/** If a run is later than this, the machine was asleep. */
const lateMs = 60_000;

/** False if it was cut short. Never ends early, although a timer may fire a millisecond early. */
const waitUntil = async (time: Date, pause: Pause): Promise<boolean> => {
  for (let left = time.getTime() - Date.now(); left > 0; left = time.getTime() - Date.now()) {
    if (!(await pause(Math.min(left, longestMs)))) return false;
  }
  return true;
};

/**
 * Runs one at a time. If a long run, a restart or sleep missed some times, one run makes up for
 * them. Rejects if the status cannot be read. If it cannot be written, that is logged.
 */
export const runBySchedule = async (options: Options): Promise<Listener> => {
  const { name, schedule, monitor, fire, logger } = options;
  const { pause, isStopped, stop } = createStoppablePause();

  const write = async (status: ScheduleStatus): Promise<void> => {
    try {
      await monitor?.writeStatus(status);
    } catch (error) {
      logger('error', category, `Function '${name}' failed to update the timer trigger status: ${errorMessage(error)}`);
    }
  };

  const start = startOf(await monitor?.readStatus(), new Date(), schedule);
  let { status } = start;
  if (start.store !== undefined) await write(start.store);

  const run = async (occasion: Omit<Occasion, 'status'>): Promise<void> => {
    const at = new Date();
    await fire({ ...occasion, status }, pause);
    status = { last: at, next: schedule.next(at), lastUpdated: at };
    await write(status);
  };

  const loop = async (): Promise<void> => {
    if (start.missed !== undefined) {
      logger('information', category, `Function '${name}' is past due on startup. Executing now.`);
      await run({ missed: start.missed });
    } else if (options.runOnStartup) await run({ onStartup: true });
    while (status.next !== undefined) {
      const { next } = status;
      const isAhead = next > new Date();
      if (!(await waitUntil(next, pause)) || isStopped()) return;
      // As on the real host, not past due if the previous run was still going.
      const slept = isAhead && Date.now() - next.getTime() > lateMs;
      if (slept) logger('information', category, `Function '${name}' is past due. Executing now.`);
      await run(slept ? { missed: next } : {});
    }
  };
  const ended = loop().catch((error: unknown) => {
    logger('error', category, `${name} stopped: ${errorMessage(error)}`);
  });

  return { stop: async () => stop(), close: () => ended };
};
