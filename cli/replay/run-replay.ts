import { Refused } from '../client/api-answers.ts';
import { barProgress, lineProgress, type Progress } from '../client/progress.ts';
import { errorDocument } from '../client/report-mistakes.ts';
import { HostSilent } from '../client/require-host.ts';
import { GaveUp } from '../client/retrying-fetch.ts';
import { replay } from './replay.ts';
import { InvalidReplayFile } from './replay-file.ts';
import type { ReplayOptions } from './replay-options.ts';
import { summaryTable } from './summary-table.ts';

export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean };

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** The exit code and one message for what may well happen; undefined for a fault of the tool itself. */
const explain = (error: unknown, file: string): { code: number; message: string } | undefined => {
  if (error instanceof InvalidReplayFile || error instanceof HostSilent) return { code: 2, message: error.message };
  if (error instanceof GaveUp || error instanceof Refused) return { code: 1, message: error.message };
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
    return { code: 2, message: `${file} cannot be read: ${code}.` };
  }
  return undefined;
};

/** JSON has standard output to itself. */
const progressTo = (json: boolean, stdout: OutputStream, stderr: OutputStream): Progress => {
  if (stdout.isTTY && !json) return barProgress(stdout);
  const stream = json ? stderr : stdout;
  return lineProgress((line) => stream.write(`${line}\n`));
};

type Output = { stdout: OutputStream; stderr: OutputStream };

/** Replays and prints. The exit code: 0 when all is well, 1 when orders or books are not, 2 when the replay could not begin. */
export const runReplay = async (
  { json, ...options }: Omit<ReplayOptions, 'progress'> & { json: boolean },
  { stdout, stderr }: Output,
): Promise<number> => {
  try {
    const summary = await replay({ ...options, progress: progressTo(json, stdout, stderr) });
    stdout.write(`${json ? JSON.stringify(summary, null, 2) : summaryTable(summary)}\n`);
    return summary.ok ? 0 : 1;
  } catch (error) {
    const known = explain(error, options.file);
    if (!known) throw error;
    if (json) stdout.write(errorDocument({ exitCode: known.code, message: known.message }));
    stderr.write(`${known.message}\n`);
    return known.code;
  }
};
