import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Call } from '../bench/cold-start/app-process.ts';
import { httpCall, queueCall, timerCall, uploadCall } from '../bench/cold-start/calls.ts';
import { runApp } from '../bench/cold-start/run-app.ts';
import { sampleOrder } from '../contracts/sample-data.ts';
import { toCustomerId } from '../support/ids.ts';
import { startServices } from '../support/start-services.ts';

jest.setTimeout(240_000);

type Services = Awaited<ReturnType<typeof startServices>>;

let services: Services;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['build/build.mjs', 'app', 'bench']);
  services = await startServices({ storage: true });
});

afterAll(() => services.close());

/** The contents of a bundled file: packages of node_modules, and our own code as one entry. */
const contents = async (): Promise<(file: string) => { bytes: number; packages: string[] }> => {
  const { outputs } = JSON.parse(await readFile('dist/app.meta.json', 'utf8'));
  return (file) => {
    const { bytes, inputs } = outputs[file];
    const names = Object.entries<{ bytesInOutput: number }>(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1])
      .filter((name) => name !== undefined);
    return { bytes, packages: names };
  };
};

type Loaded = { files: readonly string[]; kilobytes: number; packages: string[] };

/** Kilobytes of the bundle that were loaded, and their packages, even if the call fails. */
const loadedBy = async (calls: readonly Call[], env: Readonly<Record<string, string>> = {}): Promise<Loaded> => {
  const contentOf = await contents();
  const steps = await runApp('dist/app/main.js', { ...services.settings, ...env }, calls, { record: true });
  const files = steps.flatMap((step) => step.files).map((url) => relative('.', fileURLToPath(url)));
  const own = files.filter((file) => file.startsWith('dist/app/')).map(contentOf);
  const foreign = files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return {
    files,
    kilobytes: own.reduce((sum, { bytes }) => sum + bytes, 0) / 1000,
    packages: [...new Set([...own.flatMap(({ packages }) => packages), ...foreign])].sort(),
  };
};

/** Packages that must not be loaded unless they are needed. */
const heavy = ['@azure/cosmos', '@azure/service-bus', '@azure/storage-blob', '@azure/identity', 'jose', 'sharp', 'zod'];

const id = sampleOrder(toCustomerId('alice')).id;

// The budgets leave a tenth for growth. Raise one knowingly, or find out what was added.
test.each<[what: string, call: ((token: string) => Call) | undefined, wanted: readonly string[], budget: number]>([
  ['the entry', undefined, [], 100],
  ['the probe of the platform', () => httpCall('healthLive', 'GET', '/api/v1/health/live'), [], 112],
  ['a page of products', () => httpCall('listProducts', 'GET', '/api/v1/products'), ['@azure/cosmos', 'zod'], 580],
  ['a product', () => httpCall('getProduct', 'GET', '/api/v1/products/mug', { id: 'mug' }), ['@azure/cosmos'], 550],
  [
    'an image',
    () =>
      httpCall('getVariant', 'GET', `/api/v1/images/mug/${'0'.repeat(26)}/800`, {
        id: 'mug',
        imageId: '0'.repeat(26),
        width: '800',
      }),
    ['@azure/storage-blob'],
    800,
  ],
  [
    'placing an order',
    (token) => httpCall('placeOrder', 'POST', '/api/v1/orders', {}, { token, body: '{"items":[]}' }),
    ['@azure/cosmos', '@azure/service-bus', 'jose', 'zod'],
    960,
  ],
  [
    'an order',
    (token) => httpCall('getOrder', 'GET', `/api/v1/orders/${id}`, { id }, { token }),
    ['@azure/cosmos', 'jose'],
    575,
  ],
  [
    'working an order off',
    () => queueCall('processOrder', { orderId: id }),
    ['@azure/cosmos', '@azure/service-bus'],
    905,
  ],
  ['the relay', () => timerCall('relayOrders'), ['@azure/cosmos', '@azure/service-bus'], 900],
  [
    'an upload',
    () => uploadCall('processUpload', 'mug', '0'.repeat(26)),
    ['@azure/cosmos', '@azure/storage-blob', 'sharp'],
    1_150,
  ],
])('%s loads what it needs and no more', async (_, call, wanted, budget) => {
  const token = await services.token('alice');
  const { kilobytes, packages } = await loadedBy(call ? [call(token)] : []);

  expect(heavy.filter((name) => packages.includes(name))).toEqual([...wanted].sort());
  expect(kilobytes).toBeLessThan(budget);
});

test('with telemetry exported, the first order loads a few kilobytes more, and none of the exporters', async () => {
  const order = httpCall('placeOrder', 'POST', '/api/v1/orders', {}, { token: await services.token('a'), body: '{}' });
  const off = await loadedBy([order]);
  const on = await loadedBy([order], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });

  expect(on.kilobytes - off.kilobytes).toBeGreaterThan(1);
  expect(on.kilobytes - off.kilobytes).toBeLessThan(12);
  expect(on.files.filter((file) => file.includes('telemetry/'))).toEqual([]);
  expect(on.packages).toEqual(off.packages);
});
