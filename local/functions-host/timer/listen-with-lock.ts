import { errorSummary } from '../../error-message.ts';
import type { Listener } from '../hosted-function.ts';
import type { Logger } from '../logger.ts';
import { createStoppablePause } from '../stoppable-pause.ts';

export type Lock = {
  /** False if another host holds it. Rejects if there is no answer within `withinMs`. */
  renew: (withinMs: number) => Promise<boolean>;
  release: () => Promise<void>;
};

type Options = {
  /** Whose lock it is, for the log. */
  name: string;
  /** Undefined while another host holds it. */
  acquire: () => Promise<Lock | undefined>;
  /** How long a lock lasts after it was taken or renewed. */
  periodMs: number;
  /** Between two attempts to take a lock that another host holds. */
  pollMs: number;
  logger: Logger;
  /** Called each time the lock is taken. */
  start: () => Promise<Listener>;
};

export type LockedListener = Listener & {
  /** Why it can neither listen nor stand by; undefined if all is well. */
  problem: () => string | undefined;
};

const category = 'Host.Singleton';
const RENEW_AGAIN_MS = 1000;
const [RETRY_MS, LONGEST_RETRY_MS] = [2000, 30_000];

/**
 * Listens only while it holds the lock, which it renews at half its period. A host that does not
 * get or keep the lock stands by. Failures are logged and retried with back-off.
 */
export const listenWithLock = ({ name, acquire, periodMs, pollMs, logger, start }: Options): LockedListener => {
  const standby = createStoppablePause();
  const renewal = createStoppablePause();
  let listening: Listener | undefined;
  let stopping = false;
  let standsBy = false;
  let problem: string | undefined;

  /** True if the lock was lost, false if it is no longer wanted. */
  const waitUntilLost = async (lock: Lock, takenAt: number): Promise<boolean> => {
    let goodUntil = takenAt + periodMs;
    for (let wait = periodMs / 2; await renewal.pause(wait); ) {
      const asked = Date.now();
      try {
        if (!(await lock.renew(Math.max(1, goodUntil - asked)))) return true;
        goodUntil = asked + periodMs;
        wait = periodMs / 2;
      } catch (error) {
        if (Date.now() >= goodUntil) return true;
        logger('warning', category, `The lock of ${name} was not renewed, trying again: ${errorSummary(error)}`);
        wait = Math.min(RENEW_AGAIN_MS, goodUntil - Date.now());
      }
    }
    return false;
  };

  const release = (lock: Lock): Promise<void> =>
    lock.release().catch((error: unknown) => {
      logger(
        'warning',
        category,
        `The lock of ${name} was not released and runs out by itself: ${errorSummary(error)}`,
      );
    });

  const hold = async (lock: Lock, takenAt: number): Promise<void> => {
    logger('debug', category, `Singleton lock acquired (${name})`);
    try {
      if (stopping) return;
      listening = await start();
      problem = undefined;
      standsBy = false;
      if (stopping) await listening.stop();
      if (await waitUntilLost(lock, takenAt)) {
        logger('warning', category, `The lock of ${name} was lost: this host stands by`);
        standsBy = true;
        await listening.stop();
      }
      await listening.close();
    } finally {
      listening = undefined;
      await release(lock);
    }
  };

  /** Returns the milliseconds until the next attempt. */
  const attempt = async (): Promise<number> => {
    const takenAt = Date.now();
    const lock = await acquire();
    if (lock === undefined) {
      problem = undefined;
      if (!standsBy) logger('information', category, `Another host has the lock of ${name}: this one stands by`);
      standsBy = true;
    } else await hold(lock, takenAt);
    return pollMs;
  };

  const loop = async (): Promise<void> => {
    let failures = 0;
    for (let wait = 0; !stopping && (wait === 0 || (await standby.pause(wait))); ) {
      try {
        wait = await attempt();
        failures = 0;
      } catch (error) {
        const reason = errorSummary(error);
        if (reason !== problem) {
          logger('error', category, `The listener for function '${name}' was unable to start, trying again: ${reason}`);
        }
        problem = reason;
        wait = Math.min(RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
        failures = Math.min(failures + 1, 10);
      }
    }
  };
  const ended = loop();

  return {
    problem: () => problem,
    stop: async () => {
      stopping = true;
      standby.stop();
      await listening?.stop();
    },
    // Keeps the lock until running work has ended.
    close: async () => {
      renewal.stop();
      await ended;
    },
  };
};
