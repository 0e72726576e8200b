import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sharp } from 'sharp';
import type { Benchmark, Findings } from '../benchmark.ts';
import { median } from '../statistics.ts';
import { drawPhoto, type Size } from './draw-photo.ts';
import type { Rendered } from './image-process.ts';
import { bestOf, likeness } from './image-quality.ts';

const GOAL = 2.5;
const LIMIT_MS = 120_000;

type Job = { name: string; size: Size; alpha?: boolean; encode: (photo: Sharp) => Sharp };

/**
 * All 4 : 3, and JPEG sizes in multiples of 8, so that no height needs rounding: rounding methods
 * are not what is compared.
 */
const jobs: readonly [Job, ...Job[]] = [
  { name: '12 MP JPEG', size: { width: 4000, height: 3000 }, encode: (photo) => photo.jpeg({ quality: 90 }) },
  { name: '24 MP JPEG', size: { width: 5632, height: 4224 }, encode: (photo) => photo.jpeg({ quality: 90 }) },
  {
    name: '12 MP progressive JPEG',
    size: { width: 4000, height: 3000 },
    encode: (photo) => photo.jpeg({ quality: 90, progressive: true }),
  },
  {
    name: '6 MP PNG with alpha',
    size: { width: 2828, height: 2121 },
    alpha: true,
    encode: (photo) => photo.png({ compressionLevel: 3 }),
  },
];

const variants = ['ours', 'pipelines', 'same'] as const;
type Variant = (typeof variants)[number];

type Runs = Record<Variant, Rendered[]>;
type Measured = { job: Job; bytes: number; runs: Runs; ssim: Record<Variant, Map<string, number>> };

const render = async (variant: Variant, image: string, out: string, times: number): Promise<Rendered> => {
  const args = ['dist/bench/images/image-process.js', variant, image, out, String(times)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS });
  return JSON.parse(stdout);
};

const measure = async (job: Job, folder: string, { rounds, times }: { rounds: number; times: number }) => {
  const image = join(folder, 'original');
  const photo = await drawPhoto(job.size, { alpha: job.alpha ?? false });
  await writeFile(image, await job.encode(photo).toBuffer());
  const out = { ours: join(folder, 'ours'), pipelines: join(folder, 'pipelines'), same: join(folder, 'same') };
  for (const each of variants) await mkdir(out[each], { recursive: true });
  const runs: Runs = { ours: [], pipelines: [], same: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const each of variants) runs[each].push(await render(each, image, out[each], times));
  }
  const best = await bestOf(await readFile(image));
  const ssim = {
    ours: await likeness(out.ours, best),
    pipelines: await likeness(out.pipelines, best),
    same: await likeness(out.same, best),
  };
  return { job, bytes: (await stat(image)).size, runs, ssim };
};

// The first time in a process loads code, which `cold-start` measures.
const cpu = (runs: readonly Rendered[]): number => median(runs.flatMap(({ cpuMs }) => cpuMs.slice(1)));
const wall = (runs: readonly Rendered[]): number => median(runs.flatMap(({ wallMs }) => wallMs.slice(1)));
const rss = (runs: readonly Rendered[]): number => median(runs.map(({ maxRssMb }) => maxRssMb));
const gain = ({ runs }: Measured, over: Variant = 'pipelines'): number => cpu(runs[over]) / cpu(runs.ours);

/** For every variant, how much closer to the best ours is than theirs. */
const better = ({ ssim }: Measured): readonly number[] =>
  [...ssim.pipelines].map(([name, theirs]) => (ssim.ours.get(name) ?? 0) - theirs);

const speedRows = (measured: readonly Measured[]) =>
  measured.flatMap((one) =>
    variants.map((each) => [
      one.job.name,
      `${(one.bytes / 1e6).toFixed(1)} MB`,
      each,
      cpu(one.runs[each]).toFixed(0),
      each === 'ours' ? '' : `1/${gain(one, each).toFixed(2)}`,
      wall(one.runs[each]).toFixed(0),
      rss(one.runs[each]).toFixed(0),
      `${(median(one.runs[each].map(({ made }) => made)) / 1000).toFixed(0)} KB`,
    ]),
  );

const qualityRows = (measured: readonly Measured[]) =>
  measured.flatMap(({ job, ssim }) =>
    variants.map((each) => [job.name, each, ...[...ssim[each].values()].map((value) => value.toFixed(4))]),
  );

const findings = (measured: readonly [Measured, ...Measured[]], rounds: number): Findings => {
  const [main] = measured;
  const differences = measured.flatMap(better);
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  return {
    tables: [
      {
        title: 'Three widths as JPEG and WebP from one image',
        head: ['image', 'bytes', 'variant', 'CPU ms', 'ours to it', 'wall ms', 'peak RSS MB', 'made'],
        rows: speedRows(measured),
      },
      {
        title: 'Likeness to a full decode (SSIM; 1 is the same)',
        head: ['image', 'variant', ...main.ssim.ours.keys()],
        rows: qualityRows(measured),
      },
    ],
    goals: [
      {
        what: `${main.job.name}: CPU time against a pipeline for each width and format`,
        wanted: `at most 1/${GOAL}`,
        got: `1/${gain(main).toFixed(2)}`,
        met: gain(main) >= GOAL,
      },
      {
        what: 'quality: SSIM against that of the pipelines, mean over all images and variants',
        wanted: 'no worse',
        got: `${mean.toFixed(4)} (from ${Math.min(...differences).toFixed(4)} to ${Math.max(...differences).toFixed(4)})`,
        met: mean >= 0,
      },
    ],
    notes: [
      `Medians of ${rounds} fresh processes each, in turn, without the first time in each. The images are drawn, with the edges, texture and grain of a photo.`,
      "pipelines: six, one after the other, from the original, with quality 80 and sharp's own settings else. same: these with our settings, so that decoding once is all that is left of the ratio.",
      'Ours makes the placeholder too.',
    ],
  };
};

/** CPU time of all threads, so that the number of cores does not matter. */
export const images: Benchmark = {
  about: 'three widths, JPEG and WebP, from one image: CPU, memory, quality',
  async run({ quick, progress }) {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
    const effort = quick ? { rounds: 1, times: 2 } : { rounds: 5, times: 4 };
    try {
      const [first, ...others] = jobs;
      const measureJob = (job: Job): Promise<Measured> => {
        progress(job.name);
        return measure(job, folder, effort);
      };
      const measured: [Measured, ...Measured[]] = [await measureJob(first)];
      for (const job of others) measured.push(await measureJob(job));
      return findings(measured, effort.rounds);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
