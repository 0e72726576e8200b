import { errorSummary } from '../../error-message.ts';
import type { Logger } from '../logger.ts';
import { createAlarm } from './alarm.ts';

const LONGEST_BACK_OFF_MS = 30_000;

type Options = {
  /** For the log, such as "Polling of uploads". */
  what: string;
  pollMs: number;
  logger: Logger;
  /** Runs one round. True if there may be more to do at once. */
  round: () => Promise<boolean>;
};

/** Runs rounds until stopped. A failure is logged once and retried with back-off. */
export const startPolling = ({ what, pollMs, logger, round }: Options) => {
  const alarm = createAlarm();
  let stopped = false;

  const loop = async (): Promise<void> => {
    let trouble: string | undefined;
    for (let failures = 0; !stopped; ) {
      try {
        const more = await round();
        if (trouble !== undefined) logger('information', 'Host.Triggers.Blob', `${what} works again`);
        trouble = undefined;
        failures = 0;
        if (!more && !stopped) await alarm.wait(pollMs);
      } catch (error) {
        const reason = errorSummary(error);
        if (reason !== trouble) {
          logger('warning', 'Host.Triggers.Blob', `${what} failed, trying again: ${reason}`);
        }
        trouble = reason;
        failures += 1;
        if (!stopped) await alarm.wait(Math.min(pollMs * 2 ** Math.min(failures - 1, 10), LONGEST_BACK_OFF_MS));
      }
    }
  };
  const ended = loop();

  return {
    /** Starts the next round now. */
    wake: alarm.ring,
    stop: async (): Promise<void> => {
      stopped = true;
      alarm.ring();
      await ended;
    },
  };
};
