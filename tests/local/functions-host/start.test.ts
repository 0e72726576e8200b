import { readFile } from 'node:fs/promises';
import { leftOut } from '../../../local/functions-host/left-out.ts';
import { failingHost, startHost } from './host-process.ts';

const one = `app.http('one', { route: 'one', handler: () => ({ body: process.env.GREETING ?? 'no greeting' }) });`;

describe('the start of the host', () => {
  test('runs an app in its own folder with its settings, which an existing environment overrides', async () => {
    const host = await startHost({
      main: `${one} report({ cwd: process.cwd(), kept: process.env.KEPT, environment: process.env.AZURE_FUNCTIONS_ENVIRONMENT });`,
      settings: { IsEncrypted: false, Values: { GREETING: 'hello', KEPT: 'from the file' } },
      env: { KEPT: 'from outside' },
    });

    expect(await (await fetch(`${host.url}/api/one`)).text()).toBe('hello');
    expect(host.reports()).toEqual([
      { cwd: expect.stringContaining('hearth-app-'), kept: 'from outside', environment: 'Development' },
    ]);
    expect(await host.stop()).toBe(0);
  });

  test('lists functions with their routes and triggers', async () => {
    const host = await startHost({
      main: `${one}
        app.timer('nightly', { schedule: '%WHEN%', handler: () => {} });
        app.get('off', { route: 'off', handler: () => ({}) });`,
      settings: { Values: { WHEN: '0 0 3 * * *', 'AzureWebJobs.off.Disabled': 'true' } },
    });

    expect(await host.line(/one .*\[GET,POST\] http:\/\/127\.0\.0\.1:\d+\/api\/one/)).toBeDefined();
    expect(await host.line(/nightly .*timerTrigger 0 0 3 \* \* \*/)).toBeDefined();
    expect(await host.line(/off .*\(disabled\)/)).toBeDefined();
    expect((await fetch(`${host.url}/api/off`)).status).toBe(404);

    await host.stop();
  });

  test('loads the entry points that a glob names', async () => {
    const source = (name: string) => `
      import functions from '@azure/functions';
      functions.app.get('${name}', { route: '${name}', handler: () => ({ body: '${name}' }) });`;
    const host = await startHost({
      packageJson: { type: 'module', main: 'dist/functions/**/*.{js,mjs}' },
      files: {
        'dist/functions/a.js': source('a'),
        'dist/functions/deep/b.mjs': source('b'),
        'dist/functions/ignored.txt': 'not code',
      },
    });

    expect(await (await fetch(`${host.url}/api/a`)).text()).toBe('a');
    expect(await (await fetch(`${host.url}/api/b`)).text()).toBe('b');
    await host.stop();
  });

  test('runs a CommonJS app', async () => {
    const host = await startHost({
      packageJson: { main: 'main.cjs' },
      files: { 'main.cjs': `require('@azure/functions').app.get('c', { handler: () => ({ body: 'c' }) });` },
    });

    expect(await (await fetch(`${host.url}/api/c`)).text()).toBe('c');
    await host.stop();
  });

  test('serves an empty route prefix from the root', async () => {
    const host = await startHost({ main: one, host: { extensions: { http: { routePrefix: '' } } } });

    expect((await fetch(`${host.url}/one`)).status).toBe(200);
    await host.stop();
  });

  test('runs the warmup function before it is ready when asked to', async () => {
    const main = `${one} app.warmup('warmup', { handler: (input) => report({ warmed: input }) });`;
    const warmed = await startHost({ main, args: ['--warmup'] });
    const cold = await startHost({ main });

    expect([warmed.reports(), cold.reports()]).toEqual([[{ warmed: {} }], []]);
    await Promise.all([warmed.stop(), cold.stop()]);
  });

  test.each([
    ['no host.json', { main: one, files: { 'host.json': 'nothing' } }, /host\.json is not JSON/],
    ['another version of host.json', { main: one, host: { version: '1' } }, /version must be "2.0"/],
    ['encrypted settings', { main: one, settings: { IsEncrypted: true } }, /IsEncrypted is true/],
    [
      'a setting that is no string',
      { main: one, settings: { Values: { PORT: 3 } } },
      /Values\.PORT must be a string, not 3/,
    ],
    ['an app that throws', { main: `throw new Error('Settings to fix: X');` }, /Settings to fix: X/],
    ['an entry point that is not built', { main: one, packageJson: { main: 'dist/none.js' } }, /build the app first/],
    ['an app without functions', { main: '' }, /registered no function/],
    ['two functions of one name', { main: one + one }, /"one" has already been registered/],
    [
      'routes that the host keeps for itself',
      { main: `app.get('x', { route: 'admin/x', handler: () => ({}) });` },
      /x: the route "admin\/x" conflicts with one or more built in routes/,
    ],
    [
      'two functions of one route and method',
      {
        main: `app.get('x', { route: 'same', handler: () => ({}) });
          app.get('y', { route: 'Same', handler: () => ({}) });`,
      },
      /y: the route "Same" conflicts with that of x/,
    ],
    [
      'HTTP streams',
      { main: `${one} app.setup({ enableHttpStream: true });` },
      /This host does not support HTTP streams: leave enableHttpStream off/,
    ],
    [
      'a warmup function of another name',
      { main: `app.warmup('warm', { handler: () => {} });` },
      /warm: a warmup function must be named warmup/,
    ],
  ] as const)('refuses %s', async (_, app, reason) => {
    const { code, output } = await failingHost(app);

    expect(code).toBe(1);
    expect(output).toMatch(reason);
    expect(output).not.toMatch(/Functions host ready/);
  });

  test.each([
    ['at its top', `throw new Error('Hearth cannot start. Fix these settings:\\n  - X');`],
    [
      'in a hook',
      `${one} app.hook.appStart(() => { throw new Error('Hearth cannot start. Fix these settings:\\n  - X'); });`,
    ],
  ])('prints nothing but the message of an app that throws %s, with its stack on request', async (_, main) => {
    const { code, output } = await failingHost({ main });
    const logging = { logLevel: { 'Host.Startup': 'Debug' } };

    expect([code, output]).toEqual([1, 'Hearth cannot start. Fix these settings:\n  - X']);
    expect((await failingHost({ main, host: { logging } })).output).toMatch(/\n +at .*main\.mjs/);
  });

  test('warns of each setting of host.json that it ignores, and of no other', async () => {
    const host = await startHost({
      main: one,
      host: {
        functionTimeout: '00:05:00',
        telemetryMode: 'OpenTelemetry',
        logging: { applicationInsights: { samplingSettings: {} } },
        extensionBundle: { id: 'x', version: '[4.*, 5.0.0)' },
        retry: { strategy: 'fixedDelay', maxRetryCount: 1 },
        concurrency: { dynamicConcurrencyEnabled: true },
        extensions: {
          http: { routePrefix: 'api', customHeaders: {}, hsts: { isEnabled: true }, dynamicThrottlesEnabled: false },
          serviceBus: {
            prefetchCount: 0,
            maxConcurentCalls: 3,
            minMessageBatchSize: 1,
            maxBatchWaitTime: '00:00:30',
            enableCrossEntityTransactions: true,
            sessionHandlerOptions: { maxConcurrentSessions: 8 },
            clientRetryOptions: { maxRetries: 3, tryTimeout: '00:01:00' },
          },
        },
      },
    });

    expect(host.lines.flatMap((line) => /host\.json: (\S+) is ignored by this host/.exec(line)?.[1] ?? [])).toEqual([
      'retry',
      'concurrency.dynamicConcurrencyEnabled',
      'extensions.http.customHeaders',
      'extensions.http.hsts',
      'extensions.serviceBus.maxConcurentCalls',
      'extensions.serviceBus.minMessageBatchSize',
      'extensions.serviceBus.maxBatchWaitTime',
      'extensions.serviceBus.enableCrossEntityTransactions',
      'extensions.serviceBus.sessionHandlerOptions',
      'extensions.serviceBus.clientRetryOptions.tryTimeout',
    ]);
    await host.stop();
  });

  test("warns of nothing in the shop's own host.json", async () => {
    expect(leftOut(JSON.parse(await readFile('host.json', 'utf8')))).toEqual([]);
    expect(leftOut({ extensions: { serviceBus: { prefetchCount: 8 } } })).toEqual([
      'extensions.serviceBus.prefetchCount',
    ]);
  });

  test('names every function that it cannot host, and why, at once', async () => {
    const { code, output } = await failingHost({
      main: `
        app.storageQueue('queued', { queueName: 'q', connection: 'X', handler: () => {} });
        app.timer('late', { schedule: '%LATE_SCHEDULE%', handler: () => {} });
        app.timer('odd', { schedule: 'whenever', handler: () => {} });
        app.serviceBusQueue('bus', { queueName: 'q', connection: 'Nowhere', isSessionsEnabled: true, handler: () => {} });
        app.http('out', { extraOutputs: [functions.output.storageQueue({ queueName: 'q', connection: 'X' })], handler: () => {} });
        app.http('regex', { route: 'x/{id:regex(^a$)}', handler: () => {} });
        app.http('again', { retry: { strategy: 'fixedDelay', delayInterval: 1, maxRetryCount: 1 }, handler: () => {} });`,
    });

    expect(code).toBe(1);
    for (const reason of [
      /queued: the trigger type queueTrigger is not supported/,
      /late: the setting LATE_SCHEDULE is missing/,
      /odd: the schedule "whenever" is not a six-field NCRONTAB expression/,
      /bus: the connection Nowhere is missing: set Nowhere, or Nowhere__fullyQualifiedNamespace/,
      /bus: isSessionsEnabled is not supported/,
      /out: queue \(output binding/,
      /regex: route "x\/\{id:regex/,
      /again: retry policies are for timers and Cosmos DB/,
    ]) {
      expect(output).toMatch(reason);
    }
  });

  test('says in one line that its port is taken and how to choose another', async () => {
    const host = await startHost({ main: one });
    const port = new URL(host.url).port;
    const { code, output } = await failingHost({ main: one, args: ['--port', port] });

    expect(code).toBe(1);
    expect(output).toBe(`functions-host: port ${port} is taken. Stop what uses it, or choose another with --port.`);
    await host.stop();
  });
});
