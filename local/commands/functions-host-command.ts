import { Command, InvalidArgumentError, Option } from 'commander';
import type { Page } from '../functions-host/http/start-page.ts';
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
  page: Page[];
  allowOrigin: string[];
  logFormat: 'text' | 'json';
};

/** `Health=/api/v1/health/ready` or `Shop=http://...`, added to those that were given before. */
const pageArgument = (text: string, earlier: readonly Page[]): Page[] => {
  const [, name, url] = /^([^=]+)=(\/.*|https?:\/\/.+)$/.exec(text) ?? [];
  if (name === undefined || url === undefined)
    throw new InvalidArgumentError('Give a name and a path or URL: Health=/api/health.');
  return [...earlier, { name, url }];
};

const appendOrigin = (origin: string, earlier: readonly string[]): string[] => [...earlier, origin];

const start = async ({
  logFormat,
  blobPoll,
  timerPoll,
  page: pages,
  allowOrigin,
  ...options
}: Flags): Promise<Running> => {
  const { startFunctionsHost } = await import('../functions-host/start-functions-host.ts');
  const host = await startFunctionsHost({
    ...options,
    pages,
    moreOrigins: allowOrigin,
    blobPollMs: blobPoll,
    format: logFormat,
    ...(timerPoll !== undefined && { timerLockPollMs: timerPoll }),
  });
  const message = `Functions host ready: ${host.url}`;
  const record = { time: new Date().toISOString(), level: 'information', category: 'Host.Startup', message };
  process.stdout.write(`${logFormat === 'json' ? JSON.stringify(record) : message}\n`);
  return host;
};

/** The host needs a process of its own: the app's settings become its environment. */
export const functionsHostCommand = (): Command =>
  new Command('functions-host')
    .description('Run a built Functions app as the Azure Functions host would.')
    .option('--app <dir>', 'folder of the app: host.json, package.json, local.settings.json', '.')
    .option(
      '--port <number>',
      'port of HTTP functions and /admin (default: Host.LocalHttpPort of local.settings.json, then 7071)',
      portArgument,
    )
    .option('--warmup', 'run the function named warmup first, as a new instance does on scale-out', false)
    .option('--blob-poll <ms>', 'how often to list the container of a Blob trigger', positiveArgument, 2000)
    .addOption(
      new Option(
        '--timers <mode>',
        'locked: several hosts share a lock and a status in AzureWebJobsStorage; alone: without them',
      )
        .choices(['locked', 'alone'])
        .default('locked'),
    )
    .option(
      '--timer-poll <ms>',
      'how often to try for a timer lock that another host holds (default: singleton in host.json, then 5000)',
      positiveArgument,
    )
    .option(
      '--page <name=url>',
      'a link for the page at /: a path of this host (Health=/api/health) or a whole URL; may be repeated',
      pageArgument,
      [],
    )
    .option(
      '--allow-origin <origin>',
      'whose pages may call the app, besides those of ALLOWED_ORIGINS; may be repeated',
      appendOrigin,
      [],
    )
    .option('--quiet', 'print only warnings and errors', false)
    .addOption(new Option('--log-format <format>', 'format of log lines').choices(['text', 'json']).default('text'))
    .action((flags: Flags) =>
      run(() => nameTakenPort('functions-host', { '--port': flags.port ?? 0 }, () => start(flags))),
    );
