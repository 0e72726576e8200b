import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { jobNames } from '../../src/domain/job-run.ts';
import { routes } from '../../src/functions/http/routes.ts';
import { coreStub, type Registered } from './core-stub.ts';

const { core, registered } = coreStub();
// Nothing listens at port 1. With the usual ports, the app would connect to a stack that happens to
// run on this machine, and its connection would keep the test process alive.
const example = readFileSync(join(__dirname, '../../local.settings.json.example'), 'utf8');
const settings = JSON.parse(example.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1')).Values;
const adapters: string[] = [];

beforeAll(async () => {
  const env = { ...process.env };
  jest.doMock('@azure/functions-core', () => core, { virtual: true });
  jest.doMock('../../src/composition.ts', () => {
    adapters.push('composition');
    return jest.requireActual('../../src/composition.ts');
  });
  // Loads another copy of the SDK: the one above runs without a worker.
  jest.resetModules();
  Object.assign(process.env, settings);
  try {
    await import('../../src/main.ts');
  } finally {
    process.env = env;
  }
});

const http = (): Registered[] => registered.filter(({ trigger }) => trigger.type === 'httpTrigger');
const operations = (): Registered[] => http().filter(({ name }) => name !== 'unmatchedRoute');
const byName = (name: string): Registered => {
  const found = registered.find((other) => other.name === name);
  if (!found) throw new Error(`${name} is not registered`);
  return found;
};

const call = async (name: string, method: string, path: string, params: Record<string, string> = {}) => {
  const request = new HttpRequest({ method, url: `http://inner/api/${path}`, params });
  const init = await byName(name).callback(request, new InvocationContext({ invocationId: 'i', functionName: name }));
  return new HttpResponse(Object(init));
};

test('registering loads no more than the map of the app', () => {
  expect(registered.length).toBeGreaterThan(0);
  expect(adapters).toEqual([]);
});

test('every operation of the table is registered by its name, with its route and its methods', () => {
  expect(
    operations()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(routes).toSorted());
  for (const [name, { route, methods }] of Object.entries(routes)) {
    const { trigger } = byName(name);
    expect(trigger.route).toBe(route);
    expect(trigger.methods).toEqual(methods);
  }
});

test('every route starts with v1/, so that none meets those of the host', () => {
  for (const { trigger } of operations()) expect(trigger.route).toMatch(/^v1\/[a-z{]/);
});

test('every GET answers HEAD, too', () => {
  for (const { trigger } of operations()) {
    if (String(trigger.methods).includes('GET')) expect(trigger.methods).toEqual(['GET', 'HEAD']);
  }
});

test('no two operations share a method and a path', () => {
  const pairs = Object.values(routes).flatMap(({ methods, route }) => methods.map((method) => `${method} ${route}`));
  expect(new Set(pairs).size).toBe(pairs.length);
});

test('names are unique in any case', () => {
  expect(new Set(registered.map(({ name }) => name.toLowerCase())).size).toBe(registered.length);
});

test('a key of the host is asked for everywhere but by the probes and for what matches nothing', () => {
  const anonymous = ['healthLive', 'healthReady', 'unmatchedRoute'];
  for (const { name, trigger } of http()) {
    expect([name, trigger.authLevel]).toEqual([name, anonymous.includes(name) ? 'anonymous' : 'function']);
  }
});

test('the catch-all takes every path and comes after all others, whichever way the host compares names', () => {
  const { trigger } = byName('unmatchedRoute');
  expect(trigger.route).toBe('{*path}');

  const names = http().map(({ name }) => name);
  expect(names.toSorted().at(-1)).toBe('unmatchedRoute');
  expect(names.toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())).at(-1)).toBe('unmatchedRoute');
});

test('the catch-all takes every method that the worker can make a request of', () => {
  const { methods } = byName('unmatchedRoute').trigger;
  if (!Array.isArray(methods)) throw new Error('no methods');

  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) expect(methods).toContain(method);
  for (const method of methods) expect(() => new Request('http://inner/', { method })).not.toThrow();
});

test('every timer but the relays keeps how its runs ended', () => {
  const timers = registered.filter(({ trigger }) => trigger.type === 'timerTrigger').map(({ name }) => name);
  const relays = ['relayDeliveries', 'relayEvents', 'relayOrders'];

  expect(timers.filter((name) => name.startsWith('relay')).toSorted()).toEqual(relays);
  expect(timers.filter((name) => !relays.includes(name)).toSorted()).toEqual(jobNames.toSorted());
});

test('the queue is process-order, on the connection ServiceBus', () => {
  expect(byName('processOrder').trigger).toMatchObject({
    type: 'serviceBusTrigger',
    queueName: 'process-order',
    connection: 'ServiceBus',
  });
});

test('events wake fanOutEvent by a subscription, and deliveries deliverWebhook by a queue', () => {
  expect(byName('fanOutEvent').trigger).toMatchObject({
    type: 'serviceBusTrigger',
    topicName: 'events',
    subscriptionName: 'webhooks',
    connection: 'ServiceBus',
  });
  expect(byName('deliverWebhook').trigger).toMatchObject({
    type: 'serviceBusTrigger',
    queueName: 'deliver-webhook',
    connection: 'ServiceBus',
  });
});

test('uploads wake processUpload, on the connection Media, detected as the settings say', () => {
  expect(byName('processUpload').trigger).toMatchObject({
    type: 'blobTrigger',
    path: 'uploads/{productId}/{imageId}',
    connection: 'Media',
    source: 'LogsAndContainerScan',
  });
});

test('the host says which blob was uploaded, and does not deliver its content, whose size nobody bounds', () => {
  expect(byName('processUpload').trigger).toMatchObject({ properties: { supportsDeferredBinding: 'true' } });
});

test('changes of orders and products wake the feeds, which share a container of leases', () => {
  for (const [name, containerName] of [
    ['recordOrderEvents', 'orders'],
    ['recordProductEvents', 'products'],
  ] as const) {
    expect(byName(name)).toMatchObject({
      trigger: {
        type: 'cosmosDBTrigger',
        connection: 'Cosmos',
        databaseName: '%COSMOS_DATABASE%',
        containerName,
        leaseContainerName: 'leases',
        leaseContainerPrefix: `${name}-`,
      },
    });
  }
});

test('timers take their schedules from settings', () => {
  const timers = registered.filter(({ trigger }) => trigger.type === 'timerTrigger');
  expect(timers.map(({ name }) => name)).toContain('relayOrders');
  for (const { trigger } of timers) {
    const setting = /^%(\w+)%$/.exec(String(trigger.schedule))?.[1] ?? '';
    expect(String(settings[setting]).split(' ')).toHaveLength(6);
  }
});

test('the warm-up has the one name that the host knows', () => {
  expect(byName('warmup').trigger.type).toBe('warmupTrigger');
});

test('no connection is called Storage, which the host would bind to its own account', () => {
  for (const { trigger } of registered) expect(trigger.connection).not.toBe('Storage');
});

describe('once registered', () => {
  test('the probe and the catch-all answer', async () => {
    expect((await call('healthLive', 'GET', 'v1/health/live')).status).toBe(200);
    expect((await call('unmatchedRoute', 'GET', 'v1/x', { path: 'v1/x' })).status).toBe(404);

    const wrong = await call('unmatchedRoute', 'DELETE', 'v1/orders', { path: 'v1/orders' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
  });

  test('every operation that needs a token asks for one, and loads to do so', async () => {
    const open = [
      'listProducts',
      'getProduct',
      'getImage',
      'getVariant',
      'healthLive',
      'healthReady',
      'getOpenapi',
      'getDocs',
      'getDocsScript',
    ];
    for (const [name, { methods, route }] of Object.entries(routes)) {
      if (open.includes(name)) continue;
      const response = await call(name, methods[0] ?? '', route.replace('{id}', 'x'), { id: 'x' });
      expect([name, response.status]).toEqual([name, 401]);
    }
    expect(adapters).toEqual(['composition']);
  });
});

test('a missing setting stops the app at start, by name', async () => {
  const env = { ...process.env };
  jest.resetModules();
  Object.assign(process.env, settings);
  delete process.env.AUTH_ISSUER;
  try {
    await expect(import('../../src/main.ts')).rejects.toThrow('AUTH_ISSUER');
  } finally {
    process.env = env;
  }
});
