import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Question, Usage } from './probe.ts';

const READY_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 30_000;
const END_LIMIT_MS = 15_000;

export type Process = {
  pid: number;
  /** What the process has used since its start. */
  usage(options?: { collect?: boolean }): Promise<Usage>;
  stop(): Promise<void>;
};

const within = <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms.`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const ask = (child: ChildProcess, question: Question): Promise<Usage> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The process ended before it said what it used.'));
    child.once('close', ended);
    child.once('message', (answer: Usage) => {
      child.off('close', ended);
      resolve(answer);
    });
    child.send(question);
  });

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await ended;
  clearTimeout(timer);
};

/** Resolves to the first result of `found` on a line of output. Later output is discarded. */
const firstLine = <T>(child: ChildProcess, found: (line: string) => T | undefined): Promise<T> =>
  new Promise((resolve, reject) => {
    const lines: string[] = [];
    child.once('close', () => reject(new Error(`The process ended before it was ready.\n${lines.join('\n')}`)));
    child.once('error', reject);
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on('line', (line) => {
        if (lines.length < 100) lines.push(line);
        const value = found(line);
        if (value !== undefined) resolve(value);
      });
    }
  });

/**
 * Runs one command of the laptop cloud in its own process, so that each can be measured and none
 * slows another.
 */
export const startProcess = async <T>(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: (line: string) => T | undefined,
): Promise<Process & { ready: T }> => {
  const args = ['--expose-gc', '--import', './dist/bench/processes/probe.js', 'dist/local/hearth.js', ...command];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  try {
    const value = await within(READY_LIMIT_MS, `${command[0]} was not ready`, firstLine(child, ready));
    return {
      pid: child.pid ?? 0,
      ready: value,
      usage: ({ collect = false } = {}) => within(ANSWER_LIMIT_MS, 'No answer came', ask(child, { collect })),
      stop: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
};
