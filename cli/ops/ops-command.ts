import { Command, Option } from 'commander';
import { type CommandDeps, setExitCode } from '../client/command-deps.ts';
import { parsePositive } from '../client/parse-positive.ts';
import { reportMistakes } from '../client/report-mistakes.ts';
import { type AddCommand, type ApiFlags, apiCommandAdder, COMMON_HINT, type Perform } from './api-command.ts';
import { addAuditCommand } from './audit-command.ts';
import { commonCommand } from './common-command.ts';
import { addImageCommands } from './image-commands.ts';
import { addJobCommands } from './job-commands.ts';
import { addOrderCommands } from './order-commands.ts';
import { parseDay } from './parse-day.ts';
import { addTailCommand } from './tail-command.ts';
import { addWebhookCommands } from './webhook-commands.ts';

type OpsCommandDeps = CommandDeps & { now?: () => number };

const addDeadLetterCommands = (addApiCommand: AddCommand, performTask: Perform): void => {
  addApiCommand(
    'dead-letters',
    'List the messages in the dead-letter queues.',
    'dead-letters',
    'dead-letters --limit 20 --json',
  )
    .option('--limit <n>', 'how many to list at most', parsePositive, 1000)
    .action((flags: ApiFlags & { limit: number }) =>
      performTask(flags, 'reading', async () => (await import('./dead-letter-tasks.ts')).listTask(flags.limit)),
    );

  addApiCommand('replay', 'Process a dead letter, or all of them, again.', 'replay 42', 'replay --all')
    .argument('[number]', 'number of the message, from dead-letters')
    .option('--all', 'replay all of them', false)
    .action(async (number: string | undefined, flags: ApiFlags & { all: boolean }, command: Command) => {
      if ((number === undefined) !== flags.all) command.error('error: give the number of a message, or --all.');
      await performTask(flags, 'replaying', async () => {
        const { replayAllTask, replayOneTask } = await import('./dead-letter-tasks.ts');
        return number === undefined ? replayAllTask() : replayOneTask(number);
      });
    });

  addApiCommand('discard', 'Remove a dead letter for good.', "discard 42 --reason 'Sent by a test'")
    .argument('<number>', 'number of the message, from dead-letters')
    .requiredOption('--reason <text>', 'why, for the audit trail')
    .action((number: string, { reason, ...flags }: ApiFlags & { reason: string }) =>
      performTask(flags, 'discarding', async () =>
        (await import('./dead-letter-tasks.ts')).discardTask(number, reason),
      ),
    );
};

const addReportCommand = (addApiCommand: AddCommand, performTask: Perform): void => {
  addApiCommand('report', 'Show the sales report of a day.', 'report 2026-11-23', 'report 2026-11-23 --csv > sales.csv')
    .argument('<date>', 'YYYY-MM-DD, in UTC', parseDay)
    .addOption(new Option('--csv', 'print the stored CSV file').default(false).conflicts('json'))
    .action((date: string, flags: ApiFlags & { csv: boolean }) =>
      performTask(flags, 'reading', async () => {
        const { reportCsvTask, reportTask } = await import('./order-and-report-tasks.ts');
        return flags.csv ? reportCsvTask(date) : reportTask(date);
      }),
    );
};

/** `ops COMMAND`: what an operator does over the HTTP API. Loads little until it runs. */
export const opsCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  env = process.env,
  now = Date.now,
  exit = setExitCode,
  ...mistakes
}: OpsCommandDeps = {}): Command => {
  const output = { stdout, stderr };
  const ops = new Command('ops')
    .description('Look after a running Hearth: find what is stuck and fix it.')
    .addHelpText('after', `\n${COMMON_HINT}`);

  const addApiCommand = apiCommandAdder(ops);

  const performTask: Perform = async ({ json, ...flags }, what, load) => {
    const [{ runOps }, { opsClient }] = await Promise.all([import('./run-ops.ts'), import('./ops-client.ts')]);
    const [task, client] = [await load(), opsClient({ ...flags, env })];
    exit(await runOps((waiting) => task(client, waiting), output, { what, json }));
  };

  addApiCommand('status', 'Show whether anything needs an operator.', 'status', 'status --json').action(
    (flags: ApiFlags) => performTask(flags, 'looking', async () => (await import('./status.ts')).statusTask(now())),
  );

  addOrderCommands(addApiCommand, performTask, now);
  addDeadLetterCommands(addApiCommand, performTask);
  addReportCommand(addApiCommand, performTask);
  addAuditCommand(addApiCommand, performTask);

  addImageCommands(addApiCommand, performTask);
  addWebhookCommands(ops, performTask);

  addJobCommands(addApiCommand, performTask, { now, env });
  addTailCommand(ops, { output, env, exit });

  ops.addCommand(commonCommand());
  // Set last, so that no command inherits it: `ops` itself has only --help.
  ops.configureHelp({ visibleOptions: () => [] });

  return reportMistakes(ops, { stdout, stderr, ...mistakes });
};
