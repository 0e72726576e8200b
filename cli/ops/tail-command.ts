import { type Command, Option } from 'commander';
import { parseHttpUrl } from '../client/api-options.ts';
import { laptop } from '../client/laptop.ts';
import type { Output } from '../client/report-failures.ts';
import { COMMON_HINT, formatExamples } from './api-command.ts';
import type { TailFilter } from './tail-log.ts';

const levels = { debug: 'debug', info: 'information', warn: 'warning', error: 'error' } as const;

type Flags = {
  order?: string;
  invocation?: string;
  request?: string;
  level?: keyof typeof levels;
  host: string;
  follow: boolean;
  json: boolean;
};

type Deps = { output: Output; env: NodeJS.ProcessEnv; exit: (code: number) => void };

const toFilter = ({ order, invocation, request, level }: Flags): TailFilter => ({
  ...(order !== undefined && { order }),
  ...(invocation !== undefined && { invocation }),
  ...(request !== undefined && { requestId: request }),
  ...(level !== undefined && { level: levels[level] }),
});

/** Needs no token and no API, only the laptop's own host. */
export const addTailCommand = (ops: Command, { output, env, exit }: Deps): void => {
  ops
    .command('tail')
    .description("Follow the laptop's log, until Ctrl-C.")
    .option('--order <id>', 'only lines of this order, by its id or number')
    .option('--invocation <id>', 'only lines of this invocation; the 8 characters in the log are enough')
    .option('--request <id>', 'only lines of this request and what it caused')
    .addOption(new Option('--level <level>', 'only lines of this level or worse').choices(Object.keys(levels)))
    .option('--no-follow', 'print the lines so far, then stop')
    .addOption(
      new Option('--host <url>', 'address of the functions host')
        .env('HEARTH_HOST')
        .argParser(parseHttpUrl)
        .default(laptop.host),
    )
    .addOption(new Option('--json', 'print each line as JSON').default(false).hideHelp())
    .addHelpText('after', `${formatExamples('tail --level warn', 'tail --order ord_1 --no-follow')}\n\n${COMMON_HINT}`)
    .action(async (flags: Flags) => {
      const [{ reportFailures }, { tailLog }] = await Promise.all([
        import('../client/report-failures.ts'),
        import('./tail-log.ts'),
      ]);
      const host = { host: flags.host, masterKey: env.HEARTH_MASTER_KEY || undefined };
      const { follow, json } = flags;
      // `| head` closes the pipe.
      output.stdout.once('error', () => {});
      const tail = { ...output, host, filter: toFilter(flags), follow, json };
      exit(await reportFailures(() => tailLog(tail), output, json));
    });
};
