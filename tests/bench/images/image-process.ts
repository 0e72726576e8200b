// Renders one image in a fresh process: `node image-process.js ours|pipelines|same IMAGE OUT
// TIMES`. Writes the variants to folder OUT. Prints CPU ms of each time and peak resident memory as
// JSON.
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `made`: bytes of all variants together. */
export type Rendered = { cpuMs: number[]; wallMs: number[]; maxRssMb: number; made: number };

type Variant = { name: number; format: string; bytes: Uint8Array };
type Render = (original: Uint8Array, write: (variant: Variant) => Promise<void>) => Promise<unknown>;

/** In MB. On Linux, Node's own counter starts with the parent's value; this one does not. */
const mostResident = (): number => {
  const ofNode = process.resourceUsage().maxRSS / 1024;
  if (process.platform !== 'linux') return ofNode;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) / 1024;
};

const ours = async (): Promise<Render> => {
  const { renderImage } = await import('../../../src/adapters/sharp/render-image.ts');
  return async (original, write) => {
    const outcome = await renderImage(original, write);
    if ('rejected' in outcome) throw new Error(`The image was rejected: ${outcome.rejected}.`);
  };
};

const pipelines = async (settings: 'defaults' | 'same'): Promise<Render> => {
  const { threePipelines, ...encoders } = await import('./three-pipelines.ts');
  return threePipelines(encoders[settings]);
};

const [variant, image = '', out = '', times = '1'] = process.argv.slice(2);
const render = await (variant === 'ours' ? ours() : pipelines(variant === 'same' ? 'same' : 'defaults'));
const original = await readFile(image);
const result: Rendered = { cpuMs: [], wallMs: [], maxRssMb: 0, made: 0 };
for (let time = 0; time < Number(times); time += 1) {
  const variants: Variant[] = [];
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await render(original, async (each) => void variants.push(each));
  const { user, system } = process.cpuUsage(cpu);
  result.cpuMs.push((user + system) / 1000);
  result.wallMs.push(performance.now() - wall);
  if (time > 0) continue;
  result.maxRssMb = mostResident();
  result.made = variants.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  for (const { name, format, bytes } of variants) await writeFile(join(out, `${name}.${format}`), bytes);
}
process.stdout.write(`${JSON.stringify(result)}\n`);
