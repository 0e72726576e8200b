import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type FixtureApp, writeFixtureApp } from './fixture-app.ts';

export type HostProcess = {
  url: string;
  /** Every line of output so far. */
  lines: string[];
  /** The first matching line, past or future. Rejects after 40 s. */
  line: (pattern: RegExp) => Promise<string>;
  /** The app's reports so far, in order. */
  reports: () => unknown[];
  /** The next `count` reports. Rejects after 40 s. */
  reported: (count: number) => Promise<unknown[]>;
  signal: (name: NodeJS.Signals) => void;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
  stop: () => Promise<number | null>;
};

export type HostProcessOptions = FixtureApp & { args?: string[]; env?: Record<string, string> };

const cli = 'dist/local/hearth.js';
const patienceMs = 40_000;

/** Ends each host that is still running. */
const left = new Set<() => Promise<void>>();

// Runs in every test file that uses this one: a test that fails does not stop its host.
afterAll(async () => {
  await Promise.all([...left].map((end) => end()));
});

const spawnHost = async ({ args = [], env = {}, ...app }: HostProcessOptions) => {
  const { folder, remove } = await writeFixtureApp(app);
  const child = spawn(process.execPath, [cli, 'local', 'functions-host', '--app', folder, '--port', '0', ...args], {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const removed = ended.then(remove);
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await removed;
  };
  left.add(end);
  void removed.then(() => left.delete(end));
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      for (const watcher of [...watchers]) watcher();
    });
  }

  /** Checks at every line of output. */
  const until = <T>(look: () => T | undefined, what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const done = (finish: () => void) => {
        clearTimeout(timer);
        watchers.delete(watcher);
        finish();
      };
      const watcher = () => {
        const found = look();
        if (found !== undefined) done(() => resolve(found));
      };
      const fail = () => done(() => reject(new Error(`${what} was not printed:\n${lines.join('\n')}`)));
      const timer = setTimeout(fail, patienceMs);
      watchers.add(watcher);
      void ended.then(() => setImmediate(fail));
      watcher();
    });
  return { child, lines, until, ended: ended.then(async (code) => removed.then(() => code)) };
};

/** Runs the built host with a fixture app on a free port, and waits until it is ready. */
export const startHost = async (options: HostProcessOptions): Promise<HostProcess> => {
  const { child, lines, until, ended } = await spawnHost(options);
  const line = (pattern: RegExp) => until(() => lines.find((each) => pattern.test(each)), String(pattern));
  const reports = (): unknown[] =>
    lines.flatMap((each) => (each.startsWith('REPORT ') ? [JSON.parse(each.slice('REPORT '.length))] : []));
  const ready = await line(/Functions host ready: /);
  return {
    url: /http:[^\s"]+/.exec(ready)?.[0] ?? '',
    lines,
    line,
    reports,
    reported: (count) => until(() => (reports().length >= count ? reports() : undefined), `Report number ${count}`),
    signal: (name) => child.kill(name),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

/** Runs the built host with an app that it cannot start. */
export const failingHost = async (options: HostProcessOptions): Promise<{ code: number | null; output: string }> => {
  const { child, lines, ended } = await spawnHost(options);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const code = await ended;
  clearTimeout(timer);
  return { code, output: lines.join('\n') };
};
