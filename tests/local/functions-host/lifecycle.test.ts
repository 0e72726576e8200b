import { setTimeout as pause } from 'node:timers/promises';
import { type HostProcess, startHost } from './host-process.ts';

describe('hooks', () => {
  const main = `
    app.hook.appStart(({ hookData }) => report('appStart'));
    app.hook.appTerminate(() => report('appTerminate'));
    app.hook.preInvocation((context) => {
      context.hookData.seen = 'before';
      context.inputs = [{ replaced: true }];
      const handler = context.functionHandler;
      context.functionHandler = (...args) => handler(...args);
    });
    app.hook.postInvocation((context) => {
      report({ hookData: context.hookData, failed: context.error?.message });
      if (context.error?.message === 'forgiven') { context.error = null; context.result = { body: 'recovered' }; }
    });
    app.get('inputs', { handler: (request) => ({ jsonBody: request }) });
    app.get('forgiven', { handler: () => { throw new Error('forgiven'); } });
    app.get('late', { handler: () => { app.get('another', { handler: () => ({}) }); return {}; } });`;
  let host: HostProcess;

  beforeAll(async () => {
    host = await startHost({ main });
  });

  test('run around the app and each invocation, and may change inputs, handler, result and error', async () => {
    expect(await (await fetch(`${host.url}/api/inputs`)).json()).toEqual({ replaced: true });
    expect(await (await fetch(`${host.url}/api/forgiven`)).text()).toBe('recovered');
    expect((await fetch(`${host.url}/api/late`)).status).toBe(500);
    expect(await host.line(/can only be registered during app startup/)).toBeDefined();
    expect(await host.stop()).toBe(0);
    expect(host.reports()).toEqual([
      'appStart',
      { hookData: { seen: 'before' } },
      { hookData: { seen: 'before' }, failed: 'forgiven' },
      { hookData: { seen: 'before' }, failed: expect.stringContaining('during app startup') },
      'appTerminate',
    ]);
  });
});

describe('limits of host.json', () => {
  const slow = `
    const waiting = [];
    app.get('slow', { handler: () => new Promise((resolve) => { report('in'); waiting.push(() => resolve({ body: 'done' })); }) });
    process.on('SIGUSR2', () => waiting.shift()());`;

  test('runs as many requests at once as it may, queues the next and refuses more with 429', async () => {
    const limits = { maxConcurrentRequests: 1, maxOutstandingRequests: 2 };
    const host = await startHost({ main: slow, host: { extensions: { http: limits } } });
    const first = fetch(`${host.url}/api/slow`);
    await host.reported(1);
    const second = fetch(`${host.url}/api/slow`);
    const refused = await Promise.race([fetch(`${host.url}/api/slow`), pause(5000)]);

    expect([(refused || { status: 0 }).status, host.reports()]).toEqual([429, ['in']]);

    host.signal('SIGUSR2');
    expect(await (await first).text()).toBe('done');

    await host.reported(2);
    host.signal('SIGUSR2');
    expect(await (await second).text()).toBe('done');

    await host.stop();
  });

  test('fails an invocation that outlasts functionTimeout', async () => {
    const host = await startHost({ main: slow, host: { functionTimeout: '00:00:00.100' } });

    expect((await fetch(`${host.url}/api/slow`)).status).toBe(500);
    expect(await host.line(/Timeout value of 100 ms exceeded/)).toBeDefined();
    await host.stop();
  });

  test('lets a running request finish when it is stopped, and accepts no other', async () => {
    const host = await startHost({ main: slow });
    const inHand = fetch(`${host.url}/api/slow`);
    await host.reported(1);
    host.signal('SIGINT');

    await expect(waitForRefusal(`${host.url}/admin/host/status`)).resolves.toBeUndefined();

    host.signal('SIGUSR2');

    expect(await (await inHand).text()).toBe('done');
    expect(await host.ended).toBe(0);
  });
});

/** Resolves once no new request is accepted, on a new or an open connection. */
const waitForRefusal = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const refused = await fetch(url, { signal: AbortSignal.timeout(50) }).then(
      ({ status }) => status === 503,
      (error: { name: string }) => error.name !== 'TimeoutError',
    );
    if (refused) return;
  }
  throw new Error('The host still takes requests');
};

describe('logs', () => {
  const main = `
    app.get('chatty', { handler: (_, context) => { context.info('said'); context.debug('whispered'); context.error('shouted'); return {}; } });`;

  test('show each invocation and what it logs, by the levels of host.json', async () => {
    const host = await startHost({ main });
    await fetch(`${host.url}/api/chatty`);
    await host.line(/Executed 'Functions.chatty' \(Succeeded, Id=[0-9a-f-]{36}, Duration=\d+ms\)/);

    expect(host.lines.some((line) => line.endsWith('said'))).toBe(true);
    expect(host.lines.some((line) => line.endsWith('shouted'))).toBe(true);
    expect(host.lines.some((line) => line.includes('whispered'))).toBe(false);

    await host.stop();
  });

  test('are JSON lines when asked for, with the level that a category is set to', async () => {
    const host = await startHost({
      main,
      args: ['--log-format', 'json'],
      host: { logging: { logLevel: { default: 'Warning', 'Function.chatty.User': 'Debug' } } },
    });
    await fetch(`${host.url}/api/chatty`);
    await host.line(/shouted/);
    const records = host.lines.map((line) => JSON.parse(line));

    expect(records.filter(({ category }) => category === 'Function.chatty.User')).toEqual([
      expect.objectContaining({ level: 'information', message: 'said', invocationId: expect.any(String) }),
      expect.objectContaining({ level: 'debug', message: 'whispered' }),
      expect.objectContaining({ level: 'error', message: 'shouted' }),
    ]);
    expect(records.some(({ category }) => category === 'Function.chatty')).toBe(false);
    await host.stop();
  });

  test('are warnings and errors only when it is quiet', async () => {
    const host = await startHost({ main, args: ['--quiet'] });
    await fetch(`${host.url}/api/chatty`);
    await host.line(/shouted/);

    expect(host.lines).toHaveLength(2);
    await host.stop();
  });
});
