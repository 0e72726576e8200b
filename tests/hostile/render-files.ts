// Run by run-hostile.ts in its own process, so that a crash in native code does not end the tests.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderImage } from '../../src/adapters/sharp/render-image.ts';
import { sniffFormat } from '../../src/adapters/sharp/sniff-format.ts';
import { bombs } from './bombs.ts';
import { bombFile, hostileFiles } from './hostile-files.ts';
import { decodersAtWork } from './strange-files.ts';

export type FileReport = {
  index: number;
  kind: string;
  original: string;
  /** By the first bytes. */
  format: string;
  /** `rendered`, the reason of a rejection, or `fault: ` and its message. */
  outcome: string;
  ms: number;
  cpuMs: number;
  /** Peak memory of the process while it rendered this file, if known (Linux). */
  peakMb: number;
};

export type ChildMessage =
  | { at: 'begin'; index: number; kind: string; original: string }
  | ({ at: 'done' } & FileReport)
  | { at: 'end'; decoders: string[] };

const tell = (message: ChildMessage): Promise<void> =>
  new Promise((told) => {
    process.send?.(message, () => told());
  });

const VARIANTS = 6;

const outcomeOf = async (bytes: Buffer): Promise<string> => {
  let writes = 0;
  try {
    const outcome = await renderImage(bytes, async () => {
      writes += 1;
    });
    if (!('rejected' in outcome)) return writes === VARIANTS ? 'rendered' : `fault: rendered with ${writes} variants`;
    return writes === 0 ? outcome.rejected : `fault: ${outcome.rejected} after ${writes} variants`;
  } catch (error) {
    return `fault: ${String(error)}`;
  }
};

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const forgetPeak = (): void => {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
};

/** In MiB. The value of resourceUsage starts with the parent's peak. */
const peakMemory = (): number => {
  if (process.platform !== 'linux') return Math.round(process.resourceUsage().maxRSS / 1024);
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
};

const main = async (what: string, seed: number, from: number, to: number): Promise<void> => {
  const mutated = await hostileFiles();
  const fileAt = async (index: number) => (what === 'bombs' ? bombFile(index) : mutated(seed, index));
  for (let index = from; index < (what === 'bombs' ? Math.min(to, bombs.length) : to); index += 1) {
    const { kind, original, bytes } = await fileAt(index);
    await tell({ at: 'begin', index, kind, original });
    forgetPeak();
    const start = performance.now();
    const cpu = process.cpuUsage();
    const outcome = await outcomeOf(bytes);
    await tell({
      at: 'done',
      index,
      kind,
      original,
      format: sniffFormat(bytes) ?? 'other',
      outcome,
      ms: performance.now() - start,
      cpuMs: cpuSince(cpu),
      peakMb: peakMemory(),
    });
  }
  await tell({ at: 'end', decoders: await decodersAtWork() });
  process.disconnect();
};

const [what = '', seed = '', from = '', to = ''] = process.argv.slice(2);
void main(what, Number(seed), Number(from), Number(to));
