import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

describe('run', () => {
  const withTrigger = (name: string, type: string) => ({ name, config: { bindings: [{ name: 'trigger', type }] } });

  beforeEach(() => {
    api.on('GET /admin/functions', {
      status: 200,
      json: [
        withTrigger('placeOrder', 'httpTrigger'),
        withTrigger('relayOrders', 'timerTrigger'),
        withTrigger('reportSales', 'timerTrigger'),
      ],
    });
  });

  test('starts a job at the host, with its master key', async () => {
    api.on('POST /admin/functions/reportSales', { status: 202 });
    const { code, stdout } = await api.ops('run', ['reportSales', '--json'], { HEARTH_MASTER_KEY: 'sesame' });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ job: 'reportSales', started: true });
    expect(api.asked).toEqual([
      expect.objectContaining({ headers: expect.objectContaining({ 'x-functions-key': 'sesame' }) }),
      expect.objectContaining({
        headers: expect.objectContaining({ 'x-functions-key': 'sesame', 'content-type': 'application/json' }),
        body: '{"input":""}',
      }),
    ]);
  });

  test.each(['GET /admin/functions', 'POST /admin/functions/reportSales'])(
    'names the key that %s lacks',
    async (line) => {
      api.on(line, { status: 401 });
      const { code, stderr } = await api.ops('run', ['reportSales']);

      expect(code).toBe(6);
      expect(stderr).toMatch(/HEARTH_MASTER_KEY/);
    },
  );

  test.each(['makeCoffee', 'placeOrder'])('starts no %s, and names the jobs that the host has', async (job) => {
    const { code, stderr } = await api.ops('run', [job]);

    expect(code).toBe(2);
    expect(stderr).toBe(`The host has no job ${job}. Its jobs are relayOrders, reportSales.\n`);
    expect(api.asked.map(({ line }) => line)).toEqual(['GET /admin/functions']);
  });

  test('starts any function of a host that does not list triggers', async () => {
    api.on('GET /admin/functions', { status: 200, json: [{ name: 'reportSales', config: {} }] });
    api.on('POST /admin/functions/reportSales', { status: 202 });

    expect((await api.ops('run', ['reportSales'])).code).toBe(0);
  });

  test('says that what answers is no functions host', async () => {
    api.on('GET /admin/functions', { status: 404 });
    const { code, stderr } = await api.ops('run', ['reportSales']);

    expect(code).toBe(3);
    expect(stderr).toMatch(/--host/);
  });
});
