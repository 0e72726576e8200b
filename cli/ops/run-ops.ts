import type { ExitCode } from '../client/exit-codes.ts';
import { type Output, reportFailures } from '../client/report-failures.ts';
import type { Outcome } from './outcome.ts';
import { type Activity, showActivity } from './show-activity.ts';

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
      if (json) output.stdout.write(`${JSON.stringify(outcome.json, null, 2)}\n`);
      else output.stdout.write(typeof outcome.text === 'string' ? `${outcome.text}\n` : outcome.text);
      return outcome.exitCode;
    },
    output,
    json,
  );
};
