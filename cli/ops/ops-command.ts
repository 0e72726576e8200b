import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { apiOption, httpUrl, issuerOption } from '../client/api-options.ts';
import { environmentHelp, exitCodeHelp } from '../client/exit-codes.ts';
import { laptop } from '../client/laptop.ts';
import { positiveArgument } from '../client/positive-argument.ts';
import { type MistakesOutput, reportMistakes } from '../client/report-mistakes.ts';
import type { Task } from './outcome.ts';
import { jobs } from './run-job.ts';
import type { OutputStream } from './run-ops.ts';

type OpsCommandDeps = MistakesOutput & {
  stdout?: OutputStream;
  stderr?: OutputStream;
  env?: NodeJS.ProcessEnv;
  now?: () => number;
  /** Told the exit code of a command. */
  exit?: (code: number) => void;
};

type ApiFlags = { api: string; issuer: string; audience: string; json: boolean };

const day = (text: string): string => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`).getTime() : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.');
};

const exitProcess = (code: number): void => {
  process.exitCode = code;
};

const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npm run --silent ops -- ${line}`).join('\n')}`;

/** `ops COMMAND`: what an operator does over the HTTP API. Light until it runs. */
export const opsCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  env = process.env,
  now = Date.now,
  exit = exitProcess,
  ...mistakes
}: OpsCommandDeps = {}): Command => {
  const output = { stdout, stderr };
  const ops = new Command('ops')
    .description('Look after a running Hearth: what is stuck, and what to do about it. See docs/operations.md.')
    .addHelpText(
      'after',
      `${examples('status', 'dead-letters', 'replay --all', 'run reportSales')}\n${environmentHelp}\n${exitCodeHelp}`,
    );

  const add = (name: string, description: string, ...lines: string[]): Command =>
    ops
      .command(name)
      .description(description)
      .option('--json', 'print one JSON document and nothing else to standard output', false)
      .addHelpText('after', `${examples(...lines)}\n${environmentHelp}\n${exitCodeHelp}`);

  const overApi = (name: string, description: string, ...lines: string[]): Command =>
    add(name, description, ...lines)
      .addOption(apiOption())
      .addOption(issuerOption('where the laptop issues tokens'))
      .option('--audience <audience>', 'audience of such a token', laptop.audience);

  type Load = () => Promise<Task>;
  const perform = async ({ json, ...flags }: ApiFlags, what: string, load: Load): Promise<void> => {
    const run = await import('./run-ops.ts');
    exit(await run.runOps(run.overApi({ ...flags, env }, await load()), output, { what, json }));
  };

  overApi('status', 'Show whether all is well.', 'status', 'status --json').action((flags: ApiFlags) =>
    perform(flags, 'looking', async () => (await import('./status.ts')).statusTask(now())),
  );

  overApi('dead-letters', 'List the messages that were given up.', 'dead-letters', 'dead-letters --limit 20 --json')
    .option('--limit <n>', 'the most to list', positiveArgument, 1000)
    .action((flags: ApiFlags & { limit: number }) =>
      perform(flags, 'reading', async () => (await import('./dead-letter-tasks.ts')).listTask(flags.limit)),
    );

  overApi('replay', 'Have one dead letter, or all, worked on again.', 'replay 42', 'replay --all')
    .argument('[number]', 'of the message, as dead-letters lists it')
    .option('--all', 'replay all, however many calls that takes', false)
    .action(async (number: string | undefined, flags: ApiFlags & { all: boolean }, command: Command) => {
      if ((number === undefined) !== flags.all) command.error('error: give the number of a message, or --all.');
      await perform(flags, 'replaying', async () => {
        const { replayAllTask, replayOneTask } = await import('./dead-letter-tasks.ts');
        return number === undefined ? replayAllTask() : replayOneTask(number);
      });
    });

  overApi('discard', 'Remove a dead letter for good.', 'discard 42')
    .argument('<number>', 'of the message, as dead-letters lists it')
    .action((number: string, flags: ApiFlags) =>
      perform(flags, 'discarding', async () => (await import('./dead-letter-tasks.ts')).discardTask(number)),
    );

  overApi('retry', 'Have an order worked on again, and take its mark away.', 'retry ord_abc_def')
    .argument('<order>', 'id of the order')
    .action((order: string, flags: ApiFlags) =>
      perform(flags, 'retrying', async () => (await import('./order-and-report-tasks.ts')).retryTask(order)),
    );

  overApi('report', 'Show the sales report of a day.', 'report 2026-11-23', 'report 2026-11-23 --csv > sales.csv')
    .argument('<date>', 'YYYY-MM-DD, in UTC', day)
    .addOption(new Option('--csv', 'print the CSV as it is stored').default(false).conflicts('json'))
    .action((date: string, flags: ApiFlags & { csv: boolean }) =>
      perform(flags, 'reading', async () => {
        const { reportCsvTask, reportTask } = await import('./order-and-report-tasks.ts');
        return flags.csv ? reportCsvTask(date) : reportTask(date);
      }),
    );

  add(
    'run',
    "Start a job now, through the host's own endpoint.",
    'run reportSales',
    'run relayOrders --host https://my-app.azurewebsites.net',
  )
    .addArgument(new Argument('<job>', 'the job').choices(jobs))
    .addOption(
      new Option('--host <url>', 'where the functions host is')
        .env('HEARTH_HOST')
        .argParser(httpUrl)
        .default(laptop.host),
    )
    .action(async (job: string, { host, json }: { host: string; json: boolean }) => {
      const [{ runJob }, { given, runOps }] = await Promise.all([import('./run-job.ts'), import('./run-ops.ts')]);
      const masterKey = given(env.HEARTH_MASTER_KEY);
      exit(await runOps(() => runJob({ host, job, masterKey }), output, { what: 'starting', json }));
    });

  return reportMistakes(ops, { stdout, stderr, ...mistakes });
};
