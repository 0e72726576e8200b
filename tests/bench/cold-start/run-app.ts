import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Call, Step } from './app-process.ts';

const LIMIT_MS = 120_000;

/** Keeps bytes intact in JSON. */
const withBytes = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;

/** Buffers serialize themselves before a replacer sees them. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
};

/**
 * Loads a build in a fresh process and calls its functions. `record` lists the modules of each
 * step, which makes the times useless.
 */
export const runApp = async (
  main: string,
  settings: Readonly<Record<string, string>>,
  calls: readonly Call[],
  { record = false, program = 'dist/bench/cold-start/app-process.js' } = {},
): Promise<Step[]> => {
  const args = [program, main, JSON.stringify(plain(calls), withBytes), ...(record ? ['record'] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: settings,
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout);
};
