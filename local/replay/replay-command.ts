import { Command, InvalidArgumentError, Option } from 'commander';
import { Refused } from './api-answers.ts';
import { barProgress, lineProgress, type Progress } from './progress.ts';
import { type ReplayOptions, replay, replayDefaults } from './replay.ts';
import { InvalidReplayFile } from './replay-file.ts';
import { HostSilent } from './require-host.ts';
import { GaveUp } from './retrying-fetch.ts';
import { summaryTable } from './summary-table.ts';

type Flags = Pick<Required<ReplayOptions>, 'url' | 'issuer' | 'audience' | 'concurrency' | 'stock'> & {
  deadline: number;
  settleTimeout: number;
  json: boolean;
};

type Stream = NodeJS.WritableStream & { isTTY?: boolean };
type ReplayCommandDeps = {
  stdout?: Stream;
  stderr?: Stream;
  /** Told 0 when all is well, 1 when orders or books are not, 2 when the replay could not begin. */
  exit?: (code: number) => void;
  /** Ends the run after a mistake in the arguments (2), or after the help text (0). */
  leave?: (code: number) => never;
};

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };

const httpUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
};

const DAY = 86_400;

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
const progressTo = (json: boolean, stdout: Stream, stderr: Stream): Progress => {
  if (stdout.isTTY && !json) return barProgress(stdout);
  const stream = json ? stderr : stdout;
  return lineProgress((line) => stream.write(`${line}\n`));
};

const exitProcess = (code: number): void => {
  process.exitCode = code;
};

/** `replay FILE`. */
export const replayCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  exit = exitProcess,
  leave = process.exit,
}: ReplayCommandDeps = {}): Command => {
  const { url, issuer, audience, concurrency, stock, deadlineSeconds, settleTimeoutSeconds } = replayDefaults;
  return new Command('replay')
    .description('place the orders of a file as their customers, and check the stock books against them')
    .argument('<file>', 'JSON file of products and orders')
    .option('--url <url>', 'where Hearth answers', httpUrl, url)
    .option('--issuer <url>', 'where tokens are issued', httpUrl, issuer)
    .option('--audience <audience>', 'audience of the tokens', audience)
    .option(
      '--concurrency <n>',
      'orders placed at once; 1 settles each order before the next, as a sequential simulation would',
      wholeNumber(1, 256),
      concurrency,
    )
    .addOption(
      new Option('--stock <mode>', 'stock of new products: as in the file, or enough for all orders')
        .choices(['file', 'enough'])
        .default(stock),
    )
    .option('--deadline <seconds>', 'what one request may take, retries included', wholeNumber(1, DAY), deadlineSeconds)
    .option(
      '--settle-timeout <seconds>',
      'how long orders may take to settle',
      wholeNumber(1, DAY),
      settleTimeoutSeconds,
    )
    .option('--json', 'print the summary as JSON', false)
    .exitOverride(({ exitCode }) => leave(exitCode === 0 ? 0 : 2))
    .configureOutput({ writeErr: (text) => stderr.write(text), writeOut: (text) => stdout.write(text) })
    .action(async (file: string, flags: Flags) => {
      const { json, deadline, settleTimeout, ...rest } = flags;
      try {
        const summary = await replay({
          ...rest,
          file,
          deadlineSeconds: deadline,
          settleTimeoutSeconds: settleTimeout,
          progress: progressTo(json, stdout, stderr),
        });
        stdout.write(`${json ? JSON.stringify(summary, null, 2) : summaryTable(summary)}\n`);
        exit(summary.ok ? 0 : 1);
      } catch (error) {
        const known = explain(error, file);
        if (!known) throw error;
        stderr.write(`${known.message}\n`);
        exit(known.code);
      }
    });
};
