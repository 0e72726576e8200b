import { hostId } from './blob/host-id.ts';
import { openNamed } from './blob/shared-queue.ts';
import { resolveStorage } from './blob/storage-clients.ts';
import type { Listener } from './hosted-function.ts';
import { invokeWithRetry } from './invoke-with-retry.ts';
import { type LockedListener, listenWithLock } from './timer/listen-with-lock.ts';
import { type Occasion, runBySchedule } from './timer/run-by-schedule.ts';
import { parseSchedule } from './timer/schedule.ts';
import { type ScheduleStatus, statusJson } from './timer/schedule-status.ts';
import { type TimerStore, timerStore } from './timer/timer-store.ts';
import type { TriggerContext, TriggerFactory } from './trigger-context.ts';

export type TimerTriggerOptions = {
  env: NodeJS.ProcessEnv;
  /** The app's folder. */
  app: string;
  /** No lock and no status in AzureWebJobsStorage: every host runs every timer. */
  alone: boolean;
  /** Milliseconds between two attempts to take another host's lock. Default: from host.json. */
  lockPollMs: number | undefined;
};

const timerInfo = (status: ScheduleStatus | undefined, isPastDue: boolean) => ({
  json: JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status === undefined ? null : statusJson(status),
    IsPastDue: isPastDue,
  }),
});

const describeOccasion = ({ missed, onStartup }: Occasion): Record<string, string> | undefined => {
  if (missed !== undefined) {
    return { UnscheduledInvocationReason: 'IsPastDue', OriginalSchedule: missed.toISOString() };
  }
  return onStartup ? { UnscheduledInvocationReason: 'RunOnStartup' } : undefined;
};

/** How to open a timer's storage. Undefined if there is none, which is logged once per host. */
const createOpenStore = ({ env, app, alone }: TimerTriggerOptions) => {
  let warned = false;
  return ({ target, logger }: TriggerContext): (() => Promise<TimerStore>) | undefined => {
    if (alone) return undefined;
    const connection = resolveStorage('Storage', env, []);
    if (connection === undefined) {
      const without = 'AzureWebJobsStorage is not set: timers run without a lock and forget when they ran';
      if (!warned) logger('warning', 'Host.Triggers.Timer', without);
      warned = true;
      return undefined;
    }
    let store: Promise<TimerStore> | undefined;
    return () => {
      store ??= openNamed('AzureWebJobsStorage', connection).then((clients) =>
        timerStore(clients, hostId(app, env), target.metadata.name),
      );
      return store;
    };
  };
};

/** Runs by schedule, in UTC unless WEBSITE_TIME_ZONE says otherwise, on one host at a time. */
export const timerTrigger = (options: TimerTriggerOptions): TriggerFactory => {
  const openStore = createOpenStore(options);

  return (context) => {
    const { target, binding, problems, invoke, logger, host } = context;
    const { name } = target.metadata;
    const text = binding.text('schedule') ?? '';
    const schedule = parseSchedule(text, options.env.WEBSITE_TIME_ZONE ?? 'UTC', problems);
    const runOnStartup = binding.flag('runOnStartup') ?? false;
    const useMonitor = binding.flag('useMonitor') ?? true;
    if (schedule === undefined) return undefined;
    const monitored = useMonitor && schedule.atLeastAMinute;
    const open = openStore(context);
    let locked: LockedListener | undefined;

    const fire = async (occasion: Occasion, pause: (ms: number) => Promise<boolean>): Promise<void> => {
      const data = timerInfo(monitored ? occasion.status : undefined, occasion.missed !== undefined);
      const details = describeOccasion(occasion);
      const reason = `Timer fired at ${new Date().toISOString()}`;
      await invokeWithRetry(target, { reason, data, ...(details && { details }) }, invoke, pause);
    };

    const start = (store: TimerStore | undefined): Promise<Listener> =>
      runBySchedule({ name, schedule, runOnStartup, monitor: monitored ? store : undefined, fire, logger });

    return {
      summary: () => `timerTrigger ${text}`,
      nextRun: () => schedule.next(new Date()),
      problem: () => locked?.problem(),
      // As on the real host, a manual run takes no lock, is not retried and leaves the status
      // unchanged.
      run: async () => {
        const stored = monitored
          ? await open?.()
              .then((store) => store.readStatus())
              .catch(() => undefined)
          : undefined;
        const status = stored ?? { last: undefined, next: schedule.next(new Date()), lastUpdated: undefined };
        const reason = 'This function was programmatically called via the host APIs.';
        await invoke(target, { reason, data: timerInfo(monitored ? status : undefined, false) });
      },
      listen: async () => {
        if (open === undefined) return start(undefined);
        const { periodMs, pollMs } = host.timerLock;
        const store = await open();
        locked = listenWithLock({
          name,
          acquire: () => store.acquire(periodMs / 1000),
          periodMs,
          pollMs: options.lockPollMs ?? pollMs,
          logger,
          start: () => start(store),
        });
        return locked;
      },
    };
  };
};
