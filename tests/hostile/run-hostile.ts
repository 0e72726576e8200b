import { execFile, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ChildMessage, FileReport } from './render-files.ts';

export type HostileRun = {
  reports: FileReport[];
  /** Files that crashed the process, or that it did not finish in time. */
  broken: string[];
  peakMb: number;
  /** Formats that the process can decode when asked to. */
  decoders: string[];
  /** Loaders of libvips that ran, according to its trace. */
  loaders: string[];
};

type Order = { what: 'mutations' | 'bombs'; seed: number; files: number; patienceMs: number };

/**
 * Renders files `0` to `files` of a seed one by one in a process. If it dies, a new one continues.
 */
export const runHostile = async (order: Order): Promise<HostileRun> => {
  const directory = await mkdtemp(join(tmpdir(), 'hearth-hostile-'));
  try {
    const program = join(directory, 'render-files.cjs');
    const bundling = ['--bundle', '--platform=node', '--format=cjs', '--external:sharp', '--log-level=error'];
    const entry = join(__dirname, 'render-files.ts');
    await promisify(execFile)(resolve('node_modules/.bin/esbuild'), [entry, ...bundling, `--outfile=${program}`]);

    const run: HostileRun = { reports: [], broken: [], peakMb: 0, decoders: [], loaders: [] };
    let from = 0;
    while (from < order.files) from = await runChild(program, order, from, run);
    return run;
  } finally {
    await rm(directory, { recursive: true });
  }
};

/** Adds to `run` what one process does from file `from` on. Resolves to the next file. */
const runChild = (program: string, { what, seed, files, patienceMs }: Order, from: number, run: HostileRun) =>
  new Promise<number>((ended, failed) => {
    const child = fork(program, [what, String(seed), String(from), String(files)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_PATH: resolve('node_modules'), VIPS_TRACE: '1' },
      execArgv: [],
    });
    const output = { trace: '', errors: '' };
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      output.trace += piece;
    });
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      output.errors = (output.errors + piece).slice(-2000);
    });
    let current: { index: number; kind: string; original: string } | undefined;
    let atEnd = false;
    let watch: NodeJS.Timeout | undefined;
    child.on('message', (message: ChildMessage) => {
      clearTimeout(watch);
      current = undefined;
      if (message.at === 'begin') {
        current = message;
        watch = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      } else if (message.at === 'done') {
        const { at, ...report } = message;
        run.reports.push(report);
        run.peakMb = Math.max(run.peakMb, report.peakMb);
      } else {
        atEnd = true;
        run.decoders = message.decoders;
      }
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      // `profile_load` loads a colour profile, not an image.
      const loaders = output.trace.match(/(?!profile_load)\b\w*(?:ForeignLoad\w*|load(?:_buffer|_source)?)\b/g) ?? [];
      run.loaders = [...new Set([...run.loaders, ...loaders])].toSorted();
      if (atEnd && code === 0) return ended(files);
      if (!current) return failed(new Error(`the renderer ended with ${code ?? signal}: ${output.errors}`));
      const { index, kind, original } = current;
      run.broken.push(`seed ${seed}, file ${index} (${kind} of ${original}): ended with ${code ?? signal}`);
      ended(index + 1);
    });
  });
