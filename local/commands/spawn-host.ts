import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { userError } from '../user-error.ts';

export type SpawnedHost = {
  url: string;
  stop: () => Promise<void>;
  /** Rejects when the host ends by itself. */
  broken: Promise<never>;
};

/** `kill` ends it at once: nothing is finished, closed or given back. */
export type KillableHost = SpawnedHost & { kill: () => Promise<void> };

type Options = {
  /** For messages. Default: The functions host. */
  name?: string;
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Gives the address if this line of the output says that the host is ready. */
  readyIn: (line: string) => string | undefined;
  write: (text: string) => void;
  /** How long it may take to get ready. Without it, as long as it takes. */
  readyMs?: number;
};

/** Longer than the host itself waits for work in hand. */
const stopWithinMs = 15_000;

/** Runs a functions host and waits until it is ready. Rejects if it ends first. */
export const spawnHost = ({
  name = 'The functions host',
  command,
  args,
  env,
  readyIn,
  write,
  readyMs,
}: Options): Promise<KillableHost> => {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
    // A Ctrl-C in the terminal reaches only the parent, which stops its parts in order.
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

  const kill = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGKILL');
    await ended;
    process.off('exit', leave);
  };

  return new Promise((resolve, reject) => {
    const broken = new Promise<never>((_, fail) => {
      child.once('close', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
        if (!stopping) fail(userError(`${name} ended by itself (${how}).`));
      });
    });
    // A host that exits before it is ready has printed the reason itself.
    broken.catch((error: unknown) => reject(child.signalCode === null ? userError('') : error));
    child.once('error', reject);
    const late = readyMs && setTimeout(() => child.kill('SIGKILL'), readyMs);
    child.once('close', () => clearTimeout(late));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = readyIn(line);
      if (url === undefined) write(`${line}\n`);
      else {
        clearTimeout(late);
        resolve({ url, stop, kill, broken });
      }
    });
  });
};
