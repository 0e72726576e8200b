import { Command, InvalidArgumentError, Option } from 'commander';
import { apiOption, issuerOption, originOf } from '../client/api-options.ts';
import { type MistakesOutput, reportMistakes } from '../client/report-mistakes.ts';
import { fileExample } from './file-example.ts';
import { type ReplayOptions, replayDefaults } from './replay-options.ts';
import type { OutputStream } from './run-replay.ts';

type Flags = Pick<Required<ReplayOptions>, 'issuer' | 'audience' | 'concurrency' | 'stock'> & {
  api: string;
  deadline: number;
  settleTimeout: number;
  json: boolean;
};

type ReplayCommandDeps = MistakesOutput & {
  stdout?: OutputStream;
  stderr?: OutputStream;
  /** Told 0 when all is well, 1 when orders or books are not, 2 when the replay could not begin. */
  exit?: (code: number) => void;
};

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };

const DAY = 86_400;

const exitProcess = (code: number): void => {
  process.exitCode = code;
};

/** `replay FILE`. Light until it runs. */
export const replayCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  exit = exitProcess,
  ...mistakes
}: ReplayCommandDeps = {}): Command => {
  const { audience, concurrency, stock, deadlineSeconds, settleTimeoutSeconds } = replayDefaults;
  const command = new Command('replay')
    .description('Place the orders of a file as their customers and check the stock books against them.')
    .argument('<file>', 'JSON file of products and orders')
    .addOption(apiOption('--url, --api <url>'))
    .addOption(issuerOption())
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
    .addHelpText('after', fileExample)
    .action(async (file: string, { deadline, settleTimeout, api, ...flags }: Flags) => {
      const { runReplay } = await import('./run-replay.ts');
      const options = {
        ...flags,
        url: originOf(api),
        file,
        deadlineSeconds: deadline,
        settleTimeoutSeconds: settleTimeout,
      };
      exit(await runReplay(options, { stdout, stderr }));
    });
  return reportMistakes(command, { stdout, stderr, ...mistakes });
};
