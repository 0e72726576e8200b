import { errorMessage } from '../../error-message.ts';
import type { Logger } from '../logger.ts';

export type Health = { failed: (error: unknown) => void; works: () => void };

/** Logs once when receiving from `path` breaks, and once when it works again. */
export const createHealth = (path: string, logger: Logger): Health => {
  let broken = false;
  return {
    failed: (error) => {
      if (broken) return;
      broken = true;
      logger(
        'warning',
        'Host.Triggers.ServiceBus',
        `Receiving from '${path}' failed, trying again: ${errorMessage(error)}`,
      );
    },
    works: () => {
      if (broken) logger('information', 'Host.Triggers.ServiceBus', `Receiving from '${path}' works again`);
      broken = false;
    },
  };
};
