import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { printableJson } from '../client/printable.ts';
import { chooseProgress } from '../client/progress.ts';
import { type Output, reportFailures } from '../client/report-failures.ts';
import { replay } from './replay.ts';
import type { ReplayOptions } from './replay-options.ts';
import { summaryTable } from './summary-table.ts';

/** Replays and prints. The exit code is 0 if all is well, 1 if orders or books are not. */
export const runReplay = (
  { json, ...options }: Omit<ReplayOptions, 'progress'> & { json: boolean },
  output: Output,
): Promise<ExitCode> =>
  reportFailures(
    async () => {
      const summary = await replay({ ...options, progress: chooseProgress(output, json) });
      output.stdout.write(json ? printableJson(summary) : `${summaryTable(summary)}\n`);
      return summary.ok ? exitCodes.done : exitCodes.failed;
    },
    output,
    json,
  );
