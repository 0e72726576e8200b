import type { ExitCode } from '../client/exit-codes.ts';
import { printable, printableJson } from '../client/printable.ts';
import { type Output, type OutputStream, reportFailures } from '../client/report-failures.ts';
import type { Outcome } from './outcome.ts';
import { type Activity, showActivity } from './show-activity.ts';

/** Bytes go to a file or pipe unchanged, and to a terminal as printable text. */
const forStream = (text: string | Buffer, { isTTY = false }: OutputStream): string | Buffer => {
  if (typeof text === 'string') return `${text}\n`;
  return isTTY ? printable(text.toString()) : text;
};

/** Runs a command and prints its outcome. With `json`, always one document on standard output. */
export const runOps = async (
  command: (waiting: Activity) => Promise<Outcome>,
  output: Output,
  { what, json }: { what: string; json: boolean },
): Promise<ExitCode> => {
  const waiting = showActivity(output.stderr, what);
  return reportFailures(
    async () => {
      const outcome = await command(waiting).finally(waiting.end);
      output.stdout.write(json ? printableJson(outcome.json) : forStream(outcome.text, output.stdout));
      return outcome.exitCode;
    },
    output,
    json,
  );
};
