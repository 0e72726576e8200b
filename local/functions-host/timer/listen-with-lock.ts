import { messageOf } from '../host-error.ts';
import type { Listener } from '../hosted-function.ts';
import type { Logger } from '../logger.ts';
import { createStoppablePause } from './stoppable-pause.ts';

export type Lock = {
  /** False when another host has it. Rejects when that is not known within `withinMs`. */
  renew: (withinMs: number) => Promise<boolean>;
  release: () => Promise<void>;
};

type Options = {
  /** Whose lock it is, for the log. */
  name: string;
  /** Undefined while another host has it. */
  acquire: () => Promise<Lock | undefined>;
  /** How long a lock is good for after it was taken or renewed. */
  periodMs: number;
  /** Between two attempts to take a lock that another host has. */
  pollMs: number;
  logger: Logger;
  /** Called each time that the lock was taken. */
  start: () => Promise<Listener>;
};

export type LockedListener = Listener & {
  /** Why it can neither listen nor stand by; undefined when all is well. */
  problem: () => string | undefined;
};

const category = 'Host.Singleton';
const RENEW_AGAIN_MS = 1000;
const [RETRY_MS, LONGEST_RETRY_MS] = [2000, 30_000];

const reasonOf = (error: unknown): string => messageOf(error).split('\n', 1)[0] ?? '';

/**
 * Listens only while it has the lock, which it renews at half its time. A host that finds it taken stands by. One that loses it, or cannot
 * renew it before it runs out, stops listening and stands by. What fails is told and tried again, later and later.
 */
export const listenWithLock = ({ name, acquire, periodMs, pollMs, logger, start }: Options): LockedListener => {
  const standby = createStoppablePause();
  const renewal = createStoppablePause();
  let listening: Listener | undefined;
  let stopping = false;
  let standsBy = false;
  let problem: string | undefined;

  /** True when it was lost, false when it is no longer wanted. */
  const lost = async (lock: Lock, takenAt: number): Promise<boolean> => {
    let goodUntil = takenAt + periodMs;
    for (let wait = periodMs / 2; await renewal.pause(wait); ) {
      const asked = Date.now();
      try {
        if (!(await lock.renew(Math.max(1, goodUntil - asked)))) return true;
        goodUntil = asked + periodMs;
        wait = periodMs / 2;
      } catch (error) {
        if (Date.now() >= goodUntil) return true;
        logger('warning', category, `The lock of ${name} was not renewed, trying again: ${reasonOf(error)}`);
        wait = Math.min(RENEW_AGAIN_MS, goodUntil - Date.now());
      }
    }
    return false;
  };

  const release = (lock: Lock): Promise<void> =>
    lock.release().catch((error: unknown) => {
      logger('warning', category, `The lock of ${name} was not released and runs out by itself: ${reasonOf(error)}`);
    });

  const hold = async (lock: Lock, takenAt: number): Promise<void> => {
    logger('debug', category, `Singleton lock acquired (${name})`);
    try {
      if (stopping) return;
      listening = await start();
      problem = undefined;
      standsBy = false;
      if (stopping) await listening.stop();
      if (await lost(lock, takenAt)) {
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

  /** Gives the milliseconds until the next attempt. */
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
        const reason = reasonOf(error);
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
    // The lock is held until the work in hand has ended.
    close: async () => {
      renewal.stop();
      await ended;
    },
  };
};
