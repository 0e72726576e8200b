import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { hostError } from '../functions-host/host-error.ts';

export type SpawnedHost = {
  url: string;
  stop: () => Promise<void>;
  /** Rejects when the host ends before it is told to. */
  broken: Promise<never>;
};

type Options = {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Gives the address once the output, line by line, says that the host is ready. */
  readyIn: (line: string) => string | undefined;
  write: (text: string) => void;
};

/** Longer than the host's own patience with work in hand. */
const stopWithinMs = 15_000;

/** Runs a functions host as a child and waits until it is ready. Rejects when it ends first: its own output says why. */
export const spawnHost = ({ command, args, env, readyIn, write }: Options): Promise<SpawnedHost> => {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
    // A Ctrl-C reaches the parent alone, which stops its parts in order.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let stopping = false;
  const leave = () => child.kill('SIGTERM');
  process.once('exit', leave);

  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(timer);
    process.off('exit', leave);
  };

  return new Promise((resolve, reject) => {
    const broken = new Promise<never>((_, fail) => {
      child.once('close', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
        if (!stopping) fail(hostError(`The functions host ended by itself (${how}).`));
      });
    });
    // Before it is ready its own output says why.
    broken.catch((error: unknown) => reject(child.signalCode === null ? hostError('') : error));
    child.once('error', reject);
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = readyIn(line);
      if (url === undefined) write(`${line}\n`);
      else resolve({ url, stop, broken });
    });
  });
};
