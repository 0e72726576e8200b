import { storageAccounts, storageConnectionString } from '../../../local/storage/start-storage.ts';
import { type HostProcess, startHost } from './host-process.ts';

describe('timers', () => {
  test("run at start if set to, with the host's view of their schedule", async () => {
    const host = await startHost({
      main: `app.timer('daily', { schedule: '0 0 3 * * *', runOnStartup: true, handler: (timer) => report(timer) });`,
    });

    expect(await host.reported(1)).toEqual([
      {
        schedule: { adjustForDST: true },
        scheduleStatus: {
          last: '0001-01-01T00:00:00+00:00',
          next: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T03:00:00\+00:00$/),
          lastUpdated: '0001-01-01T00:00:00+00:00',
        },
        isPastDue: false,
      },
    ]);
    await host.stop();
  });

  test('run every second by a six-field schedule from a setting, without a status, one run at a time', async () => {
    const host = await startHost({
      main: `let running = 0;
        app.timer('tick', { schedule: '%TICK%', handler: async (timer) => {
          running += 1;
          report({ running, status: timer.scheduleStatus, at: Date.now() % 1000 });
          await new Promise((resolve) => setTimeout(resolve, 1100));
          running -= 1;
        } });`,
      settings: { Values: { TICK: '* * * * * *' } },
    });
    const reports = await host.reported(2);

    for (const report of reports) expect(report).toMatchObject({ running: 1, status: null });
    await host.stop();
  });

  test('retry by their policy and get the number of the retry', async () => {
    const host = await startHost({
      main: `app.timer('flaky', { schedule: '0 0 3 * * *', runOnStartup: true,
        retry: { strategy: 'fixedDelay', delayInterval: 0, maxRetryCount: 2 },
        handler: (timer, context) => { report(context.retryContext ?? null); throw new Error('again'); } });`,
    });

    expect(await host.reported(3)).toEqual([
      null,
      { retryCount: 1, maxRetryCount: 2, exception: expect.objectContaining({ message: 'again' }) },
      { retryCount: 2, maxRetryCount: 2, exception: expect.objectContaining({ message: 'again' }) },
    ]);
    await host.stop();
  });
});

describe('timers without storage', () => {
  test('run without a lock if there is no storage, and say so', async () => {
    const host = await startHost({
      main: `app.timer('daily', { schedule: '0 0 3 * * *', runOnStartup: true, handler: () => report('ran') });`,
    });

    expect(await host.reported(1)).toEqual(['ran']);
    expect(await host.line(/AzureWebJobsStorage is not set: timers run without a lock/)).toBeDefined();
    await host.stop();
  });

  test('wait for configured storage that is down, and log it, while the rest of the app runs', async () => {
    const nowhere = storageConnectionString(storageAccounts.host, { blob: 1, queue: 1, table: 1 });
    const host = await startHost({
      main: `app.timer('daily', { schedule: '0 0 3 * * *', runOnStartup: true, handler: () => report('ran') });
        app.get('web', { handler: () => ({ status: 204 }) });`,
      env: { AzureWebJobsStorage: nowhere },
    });
    await host.line(/The listener for function 'daily' was unable to start, trying again: .*ECONNREFUSED/);

    expect((await fetch(`${host.url}/api/web`)).status).toBe(204);
    expect(await (await fetch(`${host.url}/admin/functions/daily/status`)).json()).toEqual({
      errors: [expect.stringContaining('ECONNREFUSED')],
    });
    expect(host.reports()).toEqual([]);

    await host.stop();
  });
});

describe('the admin endpoints', () => {
  const main = `
    app.get('web', { route: 'v1/web/{id}', handler: () => ({}) });
    app.timer('nightly', { schedule: '0 0 3 * * *', handler: () => report('ran') });
    app.timer('broken', { schedule: '0 0 3 * * *', handler: () => { throw new Error('broken'); } });
    app.serviceBusQueue('queued', { queueName: 'q', connection: 'Bus', handler: (message) => report(message) });`;
  const bus = 'Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=x;SharedAccessKey=y;UseDevelopmentEmulator=true;';
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost({ main, env: { AzureWebJobsBus: bus } });
  });

  afterAll(() => host.stop());

  const post = (name: string, body: string, type = 'application/json') =>
    fetch(`${host.url}/admin/functions/${name}`, { method: 'POST', headers: { 'content-type': type }, body });

  test('list functions and show one', async () => {
    const list = await (await fetch(`${host.url}/admin/functions`)).json();
    const one = await (await fetch(`${host.url}/admin/functions/web`)).json();

    expect(list).toHaveLength(4);
    expect(list).toContainEqual(one);
    expect(one).toMatchObject({
      name: 'web',
      invoke_url_template: `${host.url}/api/v1/web/{id}`,
      config: {
        bindings: [
          { type: 'httpTrigger', route: 'v1/web/{id}' },
          { name: '$return', type: 'http' },
        ],
      },
      isDisabled: false,
    });
    expect((await fetch(`${host.url}/admin/functions/none`)).status).toBe(404);
  });

  test('run a timer by hand, in the background', async () => {
    const before = host.reports().length;

    expect((await post('nightly', '{"input":""}')).status).toBe(202);
    expect((await host.reported(before + 1)).at(-1)).toBe('ran');
    expect((await post('broken', '{}', 'Application/JSON; charset=utf-8')).status).toBe(202);
    expect(await host.line(/Executed 'Functions.broken' \(Failed/)).toBeDefined();
  });

  test('give the input to a queue function as its message, parsed if it is JSON', async () => {
    const before = host.reports().length;
    await post('queued', JSON.stringify({ input: '{"orderId":"7"}' }));
    expect((await host.reported(before + 1)).at(-1)).toEqual({ orderId: '7' });
  });

  test('accept an HTTP function, but cannot run it', async () => {
    expect((await post('web', '{}')).status).toBe(202);
    expect(await host.line(/Cannot run without a request. Send one to \/api\/v1\/web\/\{id\}/)).toBeDefined();
  });

  test('accept no other input', async () => {
    expect((await post('nightly', 'not json')).status).toBe(400);
    for (const body of ['{"input":7}', '', 'null', '[]', '"text"']) {
      expect([body, (await post('nightly', body)).status]).toEqual([body, 400]);
    }
  });

  test('accept only JSON, by its content type', async () => {
    expect((await post('nightly', '{"input":""}', 'text/plain')).status).toBe(415);
    expect((await post('nightly', '{"input":""}', 'application/jsonish')).status).toBe(415);
    expect((await fetch(`${host.url}/admin/functions/nightly`, { method: 'POST' })).status).toBe(415);
  });

  test('answer 404 for a name that cannot be decoded', async () => {
    expect((await fetch(`${host.url}/admin/functions/%`)).status).toBe(404);
  });

  test('report that nothing is wrong with a function', async () => {
    const status = (name: string) => fetch(`${host.url}/admin/functions/${name}/status`);

    expect(await (await status('nightly')).json()).toEqual({});
    expect((await status('none')).status).toBe(404);
    expect((await post('nightly/status', '{}')).status).toBe(404);
  });

  test('report the state of the host', async () => {
    const response = await fetch(`${host.url}/admin/host/status`);

    expect(await response.json()).toMatchObject({ state: 'Running', id: expect.stringMatching(/^[a-z0-9-]{1,32}$/) });
    expect((await fetch(`${host.url}/admin/host/other`)).status).toBe(404);
  });

  test('show the log, also what a quiet host does not print', async () => {
    const quiet = await startHost({ main, env: { Bus: bus }, args: ['--quiet'] });
    await fetch(`${quiet.url}/api/v1/web/1`);
    const log: unknown = await (await fetch(`${quiet.url}/admin/host/logs?level=information`)).json();

    const message = expect.stringMatching(/^Executed 'Functions.web' \(Succeeded/);
    expect(log).toContainEqual(expect.objectContaining({ category: 'Function.web', message }));
    expect(quiet.lines.join()).not.toContain('Executed');
    expect((await fetch(`${quiet.url}/admin/host/logs`, { method: 'POST' })).status).toBe(404);

    const stream = await fetch(`${quiet.url}/admin/host/logs`, { headers: { accept: 'text/event-stream' } });
    expect(await quiet.stop()).toBe(0);
    expect(await stream.text()).toContain("Executed 'Functions.web'");
  });

  test('require the master key if there is one', async () => {
    const locked = await startHost({ main, env: { Bus: bus, FUNCTIONS_MASTER_KEY: 'sesame' } });
    const status = (init?: RequestInit) => fetch(`${locked.url}/admin/host/status`, init).then((each) => each.status);

    expect(await status()).toBe(401);
    expect((await fetch(`${locked.url}/admin/host/ping`)).status).toBe(200);
    expect(await status({ headers: { 'x-functions-key': 'guess!' } })).toBe(401);
    expect(await status({ headers: { 'x-functions-key': 'sesame' } })).toBe(200);
    expect((await fetch(`${locked.url}/admin/host/logs`)).status).toBe(401);
    expect((await fetch(`${locked.url}/admin/host/logs?code=sesame`)).status).toBe(200);

    await locked.stop();
  });
});
