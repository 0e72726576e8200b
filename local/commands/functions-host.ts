import { Command, Option } from 'commander';
import { nameTakenPort } from './name-taken-port.ts';
import { portArgument } from './port-argument.ts';
import { positiveArgument } from './positive-argument.ts';
import { type Running, run } from './run.ts';

type Flags = {
  app: string;
  port?: number;
  warmup: boolean;
  blobPoll: number;
  timers: 'locked' | 'alone';
  timerPoll?: number;
  quiet: boolean;
  logFormat: 'text' | 'json';
};

const start = async ({ logFormat, blobPoll, timerPoll, ...options }: Flags): Promise<Running> => {
  const { startFunctionsHost } = await import('../functions-host/start-functions-host.ts');
  const host = await startFunctionsHost({
    ...options,
    blobPollMs: blobPoll,
    format: logFormat,
    ...(timerPoll !== undefined && { timerLockPollMs: timerPoll }),
  });
  const message = `Functions host ready: ${host.url}`;
  const record = { time: new Date().toISOString(), level: 'information', category: 'Host.Startup', message };
  process.stdout.write(`${logFormat === 'json' ? JSON.stringify(record) : message}\n`);
  return host;
};

/** `functions-host --app DIR`: a process of its own, since it takes the app's settings and folder as its own. */
export const functionsHostCommand = (): Command =>
  new Command('functions-host')
    .description('Run a built Functions app as the Azure Functions host would.')
    .option('--app <dir>', 'folder of the app: host.json, package.json, local.settings.json', '.')
    .option(
      '--port <number>',
      'port of HTTP functions and of /admin (default: Host.LocalHttpPort of local.settings.json, then 7071)',
      portArgument,
    )
    .option('--warmup', 'run the function named warmup first, as a fresh instance does on scale-out', false)
    .option('--blob-poll <ms>', 'between two looks at a container with a Blob trigger', positiveArgument, 2000)
    .addOption(
      new Option(
        '--timers <mode>',
        'one host at a time by a lock in AzureWebJobsStorage, or without it (and its memory)',
      )
        .choices(['locked', 'alone'])
        .default('locked'),
    )
    .option(
      '--timer-poll <ms>',
      'between two attempts to take the lock of a timer that another host has (default: as in host.json, then 5000)',
      positiveArgument,
    )
    .option('--quiet', 'print warnings and errors only', false)
    .addOption(new Option('--log-format <format>', 'how log lines look').choices(['text', 'json']).default('text'))
    .action((flags: Flags) =>
      run(() => nameTakenPort('functions-host', { '--port': flags.port ?? 0 }, () => start(flags))),
    );
