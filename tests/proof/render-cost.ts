// Run by upload-cost.proof.ts in its own process: prints the median CPU time of one image and the
// memory peak.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { renderImage } from '../../src/adapters/sharp/render-image.ts';

const ROUNDS = 7;

const naive = async (original: Buffer): Promise<void> => {
  for (const width of [800, 400, 200]) {
    const pipeline = () => sharp(original, { autoOrient: true }).resize({ width, withoutEnlargement: true });
    await pipeline().webp({ quality: 80 }).toBuffer();
    await pipeline().flatten({ background: '#fff' }).jpeg({ quality: 80 }).toBuffer();
  }
};

const main = async (which: string, path: string): Promise<void> => {
  const original = await readFile(path);
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    if (which === 'ours') await renderImage(original, async () => {});
    else await naive(original);
    const { user, system } = process.cpuUsage(before);
    figures.push((user + system) / 1000);
  }
  const cpuMs = figures.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  // The value of resourceUsage starts with the parent's peak.
  const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]);
  process.stdout.write(JSON.stringify({ cpuMs, peakMb: Math.round(peakKb / 1024) }));
};

void main(process.argv[2] ?? '', process.argv[3] ?? '');
