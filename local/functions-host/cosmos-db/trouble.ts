import { errorSummary } from '../../error-message.ts';
import type { Logger } from '../logger.ts';

/** What currently fails, by part: the leases, or a range. */
export type Trouble = {
  failed: (part: string, error: unknown) => void;
  works: (part: string) => void;
  /** The part ended, whether it worked or not. */
  forget: (part: string) => void;
  /** The first failure that lasts. */
  reason: () => string | undefined;
};

/** Logs each reason once, and once when everything works again. */
export const createTrouble = (what: string, logger: Logger): Trouble => {
  const failing = new Map<string, string>();
  const logged = new Set<string>();
  const log = (level: 'warning' | 'information', message: string) => logger(level, 'Host.Triggers.CosmosDB', message);

  return {
    failed: (part, error) => {
      const reason = errorSummary(error);
      failing.set(part, reason);
      if (!logged.has(reason)) log('warning', `${what} failed, trying again: ${reason}`);
      logged.add(reason);
    },
    works: (part) => {
      if (!failing.delete(part) || failing.size > 0) return;
      logged.clear();
      log('information', `${what} works again`);
    },
    forget: (part) => {
      failing.delete(part);
    },
    reason: () => failing.values().next().value,
  };
};
