import { stopSignal } from './stop-signal.ts';

export type Running = { stop: () => Promise<void> };

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;

/** One line for what the reader can mend, a stack for what is broken. */
const explain = (part: string, flag: string, error: unknown): string => {
  if (property(error, 'code') === 'EADDRINUSE') {
    return `${part}: port ${property(error, 'port')} is taken. Choose another with ${flag}.`;
  }
  if (typeof error === 'object' && error !== null && 'name' in error && 'message' in error && 'stack' in error) {
    return `${part}: ${error.name === 'HostError' ? error.message : error.stack}`;
  }
  return `${part}: ${String(error)}`;
};

/** Starts a part, keeps it until a signal, stops it and ends this process: 0, or 1 with a reason when it cannot start. */
export const run = async (part: string, flag: string, start: () => Promise<Running>): Promise<void> => {
  const signalled = stopSignal();
  try {
    const running = await start();
    await signalled;
    await running.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${explain(part, flag, error)}\n`);
    process.exit(1);
  }
};
