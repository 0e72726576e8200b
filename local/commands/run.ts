import { errorStack } from '../error-message.ts';
import { isUserError } from '../user-error.ts';
import { stopSignal } from './stop-signal.ts';

export type Running = {
  stop: () => Promise<void>;
  /** Rejects when it fails by itself. */
  broken?: Promise<never>;
};

/**
 * Starts something, keeps it until a signal, stops it and ends this process. The exit code is 0,
 * or 1 if it cannot start or fails later. Of a user error only the message is printed, of any other
 * the stack, too.
 */
export const run = async (start: () => Promise<Running>): Promise<void> => {
  const signalled = stopSignal();
  try {
    const running = await Promise.race([start(), signalled]);
    // Children end with this process.
    if (running === undefined) process.exit(0);
    const broken = running.broken?.then(undefined, (error: unknown) => error);
    const reason = await Promise.race([signalled, ...(broken === undefined ? [] : [broken])]);
    await running.stop();
    if (reason !== undefined) throw reason;
    process.exit(0);
  } catch (error) {
    const reason = isUserError(error) ? error.message : errorStack(error);
    if (reason !== '') process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
};
