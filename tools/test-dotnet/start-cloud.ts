import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export type Cloud = {
  /** By name, as the app reads them, and the address of the broker's control endpoint. */
  settings: Record<string, string>;
  stop: () => Promise<void>;
};

const PROGRAM = 'dist/local/hearth.js';
const QUEUES = 'tests/dotnet/ServiceBus.Tests/queues.json';
const FREE_PORTS = ['identity', 'cosmos', 'service-bus', 'service-bus-control', 'blob', 'queue', 'table'].flatMap(
  (part) => [`--${part}-port`, '0'],
);

/** The program prints this setting last. */
const LAST = 'ServiceBus';

const CONTROL = 'ServiceBusControl';

/** A line of what `hearth local` prints. */
export const readSetting = (line: string): [name: string, value: string] | undefined => {
  const [name, value] = line.trim().split(/ {2,}/);
  if (name === undefined || value === undefined) return undefined;
  return name === 'its queues' ? [CONTROL, new URL(value).origin] : [name, value];
};

/** Starts all parts of the laptop cloud on free ports. */
export const startCloud = async (): Promise<Cloud> => {
  const args = [PROGRAM, 'local', ...FREE_PORTS, '--config', QUEUES];
  // It stops when the channel closes, so that it does not outlive this process.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const stop = (): Promise<void> => {
    child.kill();
    return ended;
  };
  // For tests that start a part of their own.
  const settings: Record<string, string> = { HEARTH_NODE: process.execPath, HEARTH_FOLDER: process.cwd() };
  for await (const line of createInterface(child.stdout ?? Readable.from([]))) {
    const setting = readSetting(line);
    if (setting) settings[setting[0]] = setting[1];
    if (setting?.[0] === LAST) return { settings, stop };
  }
  throw new Error(`${PROGRAM} ended before it had printed the addresses of its parts.`);
};
