import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';

/** What could not be found out, and why. */
type Unknown<Part extends string> = { part: Part; reason: string; exitCode: ExitCode };

/**
 * Asks for the parts of an overview. A part that fails is undefined and listed in `unknown`. `ask`
 * throws if every part would fail: without a token, a role or a server.
 */
export const partReader = <Part extends string>(say: (text: string) => void) => {
  const unknown: Unknown<Part>[] = [];

  const ask = async <T>(part: Part, text: string, look: () => Promise<T>): Promise<T | undefined> => {
    say(text);
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.status === undefined || error.exitCode === exitCodes.notAllowed) throw error;
      unknown.push({ part, reason: error.message, exitCode: error.exitCode });
      return undefined;
    }
  };

  return { unknown, ask };
};
