import { Command, InvalidArgumentError, Option } from 'commander';
import { apiOption, audienceOption, issuerOption } from '../client/api-options.ts';
import { type CommandDeps, setExitCode } from '../client/command-deps.ts';
import { reportMistakes } from '../client/report-mistakes.ts';
import { fileExample } from './file-example.ts';
import { type ReplayOptions, replayDefaults } from './replay-options.ts';

type Flags = Pick<Required<ReplayOptions>, 'api' | 'issuer' | 'audience' | 'concurrency' | 'stock'> & {
  deadline: number;
  settleTimeout: number;
  json: boolean;
};

const parseWholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };

const DAY_SECONDS = 86_400;

/** `replay FILE`. Loads little until it runs. */
export const replayCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  exit = setExitCode,
  ...mistakes
}: CommandDeps = {}): Command => {
  const { concurrency, stock, deadlineSeconds, settleTimeoutSeconds } = replayDefaults;
  const command = new Command('replay')
    .description('Place the orders of a file and check the stock against them.')
    .argument('<file>', 'JSON file of products and orders')
    .addOption(apiOption())
    .addOption(issuerOption())
    .addOption(audienceOption())
    .option(
      '--concurrency <n>',
      'orders in progress at once; with 1, each is settled before the next is placed',
      parseWholeNumber(1, 256),
      concurrency,
    )
    .addOption(
      new Option('--stock <mode>', 'stock of new products: as in the file, or enough for all orders')
        .choices(['file', 'enough'])
        .default(stock),
    )
    .option(
      '--deadline <seconds>',
      'time limit for one request with its retries',
      parseWholeNumber(1, DAY_SECONDS),
      deadlineSeconds,
    )
    .option(
      '--settle-timeout <seconds>',
      'time limit for settling all orders',
      parseWholeNumber(1, DAY_SECONDS),
      settleTimeoutSeconds,
    )
    .option('--json', 'print the summary as JSON', false)
    .addHelpText('after', fileExample)
    .action(async (file: string, { deadline, settleTimeout, ...flags }: Flags) => {
      const { runReplay } = await import('./run-replay.ts');
      const options = { ...flags, file, deadlineSeconds: deadline, settleTimeoutSeconds: settleTimeout };
      exit(await runReplay(options, { stdout, stderr }));
    });
  return reportMistakes(command, { stdout, stderr, ...mistakes });
};
