import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';

type Options = {
  secret: string;
  /** 0 takes a free one. */
  port?: number;
  env?: Readonly<Record<string, string>>;
};

/** The receiver that docs/webhooks.md shows, in a process of its own. Verifies every signature. */
export const startExampleReceiver = async ({ secret, port = 0, env: extra = {} }: Options) => {
  const env = { ...process.env, ...extra, WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn(process.execPath, ['docs/examples/receive-webhooks.mjs'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const refusals: string[] = [];
  const arrivals = new EventEmitter();
  const ended = once(child, 'exit').then(() => arrivals.emit('line'));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    arrivals.emit('line');
  });
  createInterface({ input: child.stderr }).on('line', (line) => refusals.push(line));

  /** Resolves once so many lines are there; rejects if the receiver ends before. */
  const until = async (count: number): Promise<void> => {
    while (lines.length < count) {
      if (child.exitCode !== null) throw new Error(`The receiver ended: ${refusals.join('\n')}`);
      await once(arrivals, 'line');
    }
  };

  await until(1);
  const url = (lines.shift() ?? '').replace('Listening on ', '');

  return {
    url,
    /** One line for each event that was handled. */
    lines,
    /** Why something was refused. */
    refusals,
    until,
    close: async (): Promise<void> => {
      child.kill();
      await ended;
    },
  };
};

export type ExampleReceiver = Awaited<ReturnType<typeof startExampleReceiver>>;
