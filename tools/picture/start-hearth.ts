import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export type Hearth = { shop: string; console: string; stop: () => Promise<void> };

const PROGRAM = 'dist/local/hearth.js';
const PARTS = ['identity', 'cosmos', 'service-bus', 'service-bus-control', 'blob', 'queue', 'table', 'shop', 'console'];
const FREE_PORTS = ['--port', '0', ...PARTS.flatMap((part) => [`--${part}-port`, '0'])];

/** Starts everything on free ports, as `npm start` does. Rejects with its output if it ends. */
export const startHearth = async (): Promise<Hearth> => {
  // It stops when the channel closes, so that it does not outlive this process.
  const child = spawn(process.execPath, [PROGRAM, 'start', ...FREE_PORTS], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): Promise<void> => {
    child.kill();
    return ended;
  };
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout ?? Readable.from([]))) {
    lines.push(line);
    const text = lines.join('\n');
    const find = (name: string): string | undefined => new RegExp(`^ +${name} +(http\\S+)$`, 'm').exec(text)?.[1];
    const [shop, page] = [find('Shop'), find('Console')];
    if (shop !== undefined && page !== undefined) return { shop, console: page, stop };
  }
  throw new Error(`Hearth ended before it was ready:\n${lines.join('\n')}`);
};
