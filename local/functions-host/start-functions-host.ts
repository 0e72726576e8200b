import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage, errorStack } from '../error-message.ts';
import { createAdmin } from './admin.ts';
import { hostId } from './blob/host-id.ts';
import { buildFunctions } from './build-functions.ts';
import { provideCoreModule } from './core-module.ts';
import { readHostJson } from './host-json.ts';
import type { Listener } from './hosted-function.ts';
import { createHttpHandler } from './http/http-handler.ts';
import { listen } from './http/listen.ts';
import { MAX_HEAD_BYTES } from './http/read-target.ts';
import { createRouter } from './http/router.ts';
import { sendEmpty } from './http/send-answer.ts';
import type { Page } from './http/start-page.ts';
import { createInFlight } from './in-flight.ts';
import { createInvoke, type Invoke } from './invoke.ts';
import { createKeptLog } from './kept-log.ts';
import { loadApp } from './load-app.ts';
import { createLogEndpoint } from './log-endpoint.ts';
import { createLogger, type LoggerOptions } from './logger.ts';
import { readStartPage } from './read-start-page.ts';
import { applySettings, readLocalSettings } from './settings.ts';
import { triggers } from './triggers.ts';

export type FunctionsHostOptions = {
  /** The app's folder: host.json, package.json and the files that its `main` names. */
  app: string;
  /** Default: Host.LocalHttpPort of local.settings.json, then 7071. 0 takes a free one. */
  port?: number;
  format?: LoggerOptions['format'];
  quiet?: boolean;
  /** Runs the function `warmup` first, as the platform does for a new instance on scale-out. */
  warmup?: boolean;
  /** Milliseconds between two listings of a container. 2000, as the real host does with Azurite. */
  blobPollMs?: number;
  /** `alone` runs timers without lock and status in AzureWebJobsStorage. Default: `locked`. */
  timers?: 'locked' | 'alone';
  /** Milliseconds between two attempts to take a timer's lock that another host holds. */
  timerLockPollMs?: number;
  /** Origins whose pages may call the app, besides those of the settings. */
  moreOrigins?: readonly string[];
  /** Links on the page at `/`. */
  pages?: readonly Page[];
  write?: LoggerOptions['write'];
};

export type FunctionsHost = {
  url: string;
  port: number;
  /** Stops taking work, waits up to 10 s for running work, then runs the appTerminate hooks. */
  stop: () => Promise<void>;
};

const drainMs = 10_000;
const closeMs = 2000;

/** Lets pending answers finish, then closes the remaining connections. */
const drainConnections = async (server: Server, closed: Promise<unknown>): Promise<void> => {
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  for (const end = Date.now() + closeMs; !isClosed && Date.now() < end; ) {
    await Promise.race([closed, pause(10)]);
    server.closeIdleConnections();
  }
  server.closeAllConnections();
  await closed;
};

/**
 * Runs a built Functions app and takes over this process: its environment and working directory.
 * Rejects with a user error that says what to fix: its own, or the message of an app that throws.
 */
export const startFunctionsHost = async (options: FunctionsHostOptions): Promise<FunctionsHost> => {
  const app = resolve(options.app);
  const host = await readHostJson(app);
  const settings = await readLocalSettings(app);
  const wanted = options.port ?? settings.localHttpPort ?? 7071;
  process.chdir(app);
  applySettings({
    ...settings.values,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    WEBSITE_HOSTNAME: `localhost:${wanted}`,
  });

  const keptLog = createKeptLog();
  const logger = createLogger({
    levels: host.logLevels,
    format: options.format ?? 'text',
    quiet: options.quiet ?? false,
    write: options.write ?? ((line) => process.stdout.write(line)),
    keep: keptLog.add,
  });
  for (const setting of host.leftOut) {
    logger('warning', 'Host.Startup', `host.json: ${setting} is ignored by this host`);
  }
  const appHookData: Record<string, unknown> = {};
  const registry = provideCoreModule({
    log: (level, category, message) => logger(level, category === 'user' ? 'Worker.User' : 'Worker', message),
  });
  await loadApp(app, registry, appHookData, (error) => logger('debug', 'Host.Startup', errorStack(error)));

  const inFlight = createInFlight();
  const runModel = createInvoke({ registry, appHookData, logger, timeoutMs: host.functionTimeoutMs });
  const invoke: Invoke = (target, trigger) => inFlight.track(runModel(target, trigger));
  const { hosted, http, handles } = buildFunctions({
    functions: registry.functions.values(),
    triggers: triggers({
      warmup: options.warmup ?? false,
      env: process.env,
      blobs: { app, pollMs: options.blobPollMs ?? 2000 },
      timers: { app, alone: options.timers === 'alone', lockPollMs: options.timerLockPollMs },
    }),
    env: process.env,
    invoke,
    host,
    logger,
  });

  let baseUrl = '';
  const logEndpoint = createLogEndpoint(keptLog);
  const handle = createHttpHandler({
    route: createRouter(http, host.routePrefix),
    invoke,
    admin: createAdmin({
      functions: hosted,
      baseUrl: () => baseUrl,
      hostId: hostId(app, process.env),
      masterKey: process.env.FUNCTIONS_MASTER_KEY,
      sendLog: logEndpoint.send,
    }),
    cors: { origins: [...settings.corsOrigins, ...(options.moreOrigins ?? [])], credentials: settings.corsCredentials },
    startPage: await readStartPage(app, options.pages ?? []),
    maxConcurrentRequests: host.maxConcurrentRequests,
    maxOutstandingRequests: host.maxOutstandingRequests,
    logger,
  });
  let stopping = false;
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES }, (request, response) => {
    if (!stopping) return handle(request, response);
    // Requests can still arrive on connections that were already open.
    response.setHeader('connection', 'close');
    sendEmpty(response, 503);
  });
  const port = await listen(server, wanted);
  baseUrl = `http://127.0.0.1:${port}`;

  const listeners: Listener[] = [];
  for (const handle of handles) listeners.push(await handle.listen());

  const width = Math.max(0, ...hosted.map(({ target }) => target.metadata.name.length));
  for (const { target, summary, disabled } of hosted) {
    const note = disabled ? ' (disabled)' : '';
    logger('information', 'Host.Startup', `  ${target.metadata.name.padEnd(width)}  ${summary(baseUrl)}${note}`);
  }

  const stop = async (): Promise<void> => {
    stopping = true;
    const closed = new Promise((done) => server.close(done));
    server.closeIdleConnections();
    await Promise.all(listeners.map((listener) => listener.stop()));
    if (!(await inFlight.idle(drainMs))) {
      logger('warning', 'Host.Shutdown', `${inFlight.count()} invocations did not end within ${drainMs / 1000} s`);
    }
    await Promise.race([Promise.all(listeners.map((listener) => listener.close())), pause(closeMs)]);
    logEndpoint.endStreams();
    await drainConnections(server, closed);
    for (const hook of registry.hooks.appTerminate) {
      try {
        await hook({ hookData: {}, appHookData });
      } catch (error) {
        logger('error', 'Host.Shutdown', `An appTerminate hook threw: ${errorMessage(error)}`);
      }
    }
  };
  return { url: baseUrl, port, stop };
};
