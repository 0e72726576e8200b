import Table from 'cli-table3';
import { bombs } from '../hostile/bombs.ts';
import { kinds } from '../hostile/hostile-files.ts';
import type { FileReport } from '../hostile/render-files.ts';
import { type HostileRun, runHostile } from '../hostile/run-hostile.ts';

// Mutated images through the real renderer: npm run prove -- hostile-images. FILES=5000 SEED=7
// selects others. A file that breaks something is named by seed and number.

jest.setTimeout(1_800_000);

const files = Number(process.env.FILES ?? 1_500);
const seed = Number(process.env.SEED ?? 1);

/** How long to wait for a file. The machine may be busy. */
const PATIENCE_MS = 60_000;

/** The most CPU time that a file may take. */
const MOST_CPU_MS = 4_000;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const slowest = (reports: readonly FileReport[]): number => Math.max(...reports.map(({ ms }) => ms));

const outcomeTable = (reports: readonly FileReport[]): string => {
  const outcomes = [...new Set(reports.map(({ outcome }) => outcome.split(':')[0] ?? ''))].toSorted();
  const table = new Table({ head: ['mutation', 'files', ...outcomes, 'slowest, ms'], style: { head: [], border: [] } });
  const row = (name: string, of: readonly FileReport[]) => [
    name,
    of.length,
    ...outcomes.map((outcome) => of.filter((report) => report.outcome.startsWith(outcome)).length),
    Math.round(slowest(of)),
  ];
  for (const kind of kinds) {
    table.push(
      row(
        kind,
        reports.filter((report) => report.kind === kind),
      ),
    );
  }
  table.push(row('all', reports));
  return table.toString();
};

/** For each format, the file that costs most CPU time of those accepted and of those rejected. */
const dearestTable = (reports: readonly FileReport[]): string => {
  const table = new Table({ head: ['format', 'outcome', 'CPU, ms', 'file'], style: { head: [], border: [] } });
  for (const format of ['jpeg', 'png', 'webp']) {
    for (const isAccepted of [true, false]) {
      const [dearest] = reports
        .filter((report) => report.format === format && (report.outcome === 'rendered') === isAccepted)
        .toSorted((a, b) => b.cpuMs - a.cpuMs);
      if (dearest) table.push([format, dearest.outcome, Math.round(dearest.cpuMs), dearest.original]);
    }
  }
  return table.toString();
};

const expectSound = (run: HostileRun): void => {
  print(
    `peak RSS ${run.peakMb} MiB; decoders that work: ${run.decoders.join(', ')}; at work: ${run.loaders.join(', ')}`,
  );
  expect(run.broken).toEqual([]);
  expect(run.reports.filter(({ outcome }) => outcome.startsWith('fault'))).toEqual([]);
  expect(run.decoders).toEqual(['JPEG', 'PNG', 'WebP']);
  expect(run.loaders).toEqual(['jpegload_buffer', 'pngload_buffer', 'webpload_buffer']);
};

test(`${files} mutated files of seed ${seed}: none crashes, hangs, or gets to a decoder it should not`, async () => {
  const run = await runHostile({ what: 'mutations', seed, files, patienceMs: PATIENCE_MS });
  print(outcomeTable(run.reports));
  for (const { index, kind, original, outcome, ms } of run.reports.toSorted((a, b) => b.ms - a.ms).slice(0, 5)) {
    print(`${Math.round(ms)} ms: file ${index}, ${kind} of ${original}: ${outcome}`);
  }

  expectSound(run);
  expect(run.reports).toHaveLength(files);
  expect(run.peakMb).toBeLessThan(400);
});

test('files that are small to send and dear to decode end in time, and in bounded memory', async () => {
  const run = await runHostile({ what: 'bombs', seed, files: bombs.length, patienceMs: PATIENCE_MS });
  for (const { original, outcome, ms, cpuMs, peakMb } of run.reports) {
    print(`${original}: ${outcome}, ${Math.round(ms)} ms (${Math.round(cpuMs)} ms CPU), peak ${peakMb} MiB`);
  }

  print(dearestTable(run.reports));

  expectSound(run);
  // Only CPU time counts, because the machine may be busy.
  expect(run.reports.filter(({ cpuMs }) => cpuMs > MOST_CPU_MS)).toEqual([]);
  // Includes what making the files has left behind in the same process.
  expect(run.peakMb).toBeLessThan(1_500);
});
