import { errorMessage } from '../../error-message.ts';

/** What could not be read, and why. */
export type Unknown = { part: string; reason: string };

/** Reads parts of a whole that can be unknown, each on its own. */
export const partReader = () => {
  const unknown: Unknown[] = [];
  return {
    unknown,
    read: async <T>(part: string, ask: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await ask();
      } catch (error) {
        unknown.push({ part, reason: errorMessage(error) });
        return undefined;
      }
    },
  };
};
