import { page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';
import { delivery, endpoint, event, ID } from './webhook-answers.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

const webhooks = (...args: string[]) => api.ops('webhooks', args);
const path = `/webhook-endpoints/${ID}`;
const bodies = (line: string) => api.asked.filter((call) => call.line === line).map(({ body }) => JSON.parse(body));

describe('list', () => {
  test('shows every endpoint and why one is disabled', async () => {
    const gone = endpoint({ id: 'whe_gone', enabled: false, disabled: { reason: 'gone', at: '2026-11-20T10:00:00Z' } });
    const failing = endpoint({ id: 'whe_failing', failingSince: '2026-11-23T10:00:00Z', description: 'The warehouse' });
    api.on('GET /webhook-endpoints', page([gone, failing]));
    const { code, stdout } = await webhooks('list');

    expect(code).toBe(0);
    expect(stdout).toMatch(/whe_gone.*hooks\.example\.com.*disabled \(gone\) since/);
    expect(stdout).toMatch(/whe_failing.*The warehouse.*enabled, failing since/);
    expect(JSON.parse((await webhooks('list', '--json')).stdout)).toEqual({ items: [gone, failing] });
  });

  test('says that there is none', async () => {
    api.on('GET /webhook-endpoints', page([]));

    expect((await webhooks('list')).stdout).toBe('There are no webhook endpoints.\n');
  });
});

describe('add', () => {
  test('sends what was given and shows the secret', async () => {
    const created = endpoint({ secret: 'whsec_c2VjcmV0' });
    api.on('POST /webhook-endpoints', { status: 201, json: created });
    const flags = ['--type', 'order.confirmed', '--type', 'order.shipped', '--description', 'The warehouse'];
    const { code, stdout } = await webhooks('add', created.url, ...flags);

    expect(code).toBe(0);
    expect(stdout).toBe(`${ID} was added. Give its secret to the receiver; it is not shown again:\nwhsec_c2VjcmV0\n`);
    const { url, types } = created;
    expect(bodies('POST /webhook-endpoints')).toEqual([{ url, types, description: 'The warehouse', enabled: true }]);
  });

  test('needs a type', async () => {
    const { code, stderr } = await webhooks('add', 'https://hooks.example.com/');

    expect(code).toBe(2);
    expect(stderr).toContain('--type');
    expect(api.asked).toEqual([]);
  });

  test('says of a URL what is wrong with it', async () => {
    const errors = [{ pointer: '/url', message: 'Must use https.' }];
    api.on('POST /webhook-endpoints', { status: 422, json: { code: 'validation_failed', detail: 'Bad.', errors } });
    const { code, stderr } = await webhooks('add', 'http://example.com/', '--type', 'order.placed');

    expect(code).toBe(1);
    expect(stderr).toContain('/url: Must use https.');
  });
});

describe.each([
  ['enable', true],
  ['disable', false],
] as const)('%s', (command, enabled) => {
  const disabled = { reason: 'by_staff', at: '2026-11-24T11:00:00Z' };

  test('changes nothing else, and only the version that was read', async () => {
    const before = { ...endpoint(), description: 'The warehouse', enabled: !enabled, ...(enabled && { disabled }) };
    api.on(`GET ${path}`, { status: 200, json: before, headers: { etag: '"7"' } });
    api.on(`PUT ${path}`, { status: 200, json: endpoint({ enabled, ...(!enabled && { disabled }) }) });
    const { code, stdout } = await webhooks(command, ID);

    expect(code).toBe(0);
    expect(stdout).toBe(`${ID} is ${enabled ? 'enabled' : `disabled (by_staff) since ${disabled.at}`}.\n`);
    expect(api.asked.at(-1)?.headers['if-match']).toBe('"7"');
    const { url, types, description } = before;
    expect(bodies(`PUT ${path}`)).toEqual([{ url, types, description, enabled }]);
  });

  test('says that there is no such endpoint', async () => {
    expect((await webhooks(command, 'whe_none')).code).toBe(3);
  });
});

test('rotate shows the new secret', async () => {
  api.on(`POST ${path}/rotate-secret`, { status: 200, json: endpoint({ secret: 'whsec_bmV3' }) });
  const { code, stdout } = await webhooks('rotate', ID);

  expect(code).toBe(0);
  expect(stdout).toMatch(/whe_abc has a new secret\.[\s\S]*whsec_bmV3\n.*24 hours/);
});

test('remove says what was removed', async () => {
  api.on(`DELETE ${path}`, { status: 204 });

  expect(await webhooks('remove', ID)).toMatchObject({ code: 0, stdout: `${ID} was removed.\n` });
  expect((await webhooks('remove', 'whe_none')).code).toBe(3);
});

describe('test', () => {
  const sent = (more: Record<string, unknown>) => delivery({ eventId: 'evt_test', type: 'webhook.test', ...more });

  beforeEach(() => api.on(`POST ${path}/test`, { status: 202, json: { eventId: 'evt_test' } }));

  test('waits for the answer of the endpoint', async () => {
    const answers = [
      page([]),
      page([delivery(), sent({ attempts: [] })]),
      page([sent({ status: 'delivered', attempts: [{ at: '2026-11-24T11:00:00Z', ms: 9, status: 204, answer: '' }] })]),
    ];
    api.on(`GET ${path}/deliveries`, () => answers.shift() ?? page([]));

    expect(await webhooks('test', ID)).toMatchObject({ code: 0, stdout: 'The endpoint accepted the test: 204\n' });
    expect(answers).toEqual([]);
  });

  test('needs attention if there was no answer', async () => {
    const attempts = [{ at: '2026-11-24T11:00:00Z', ms: 5000, error: 'connect_timeout' }];
    api.on(`GET ${path}/deliveries`, page([sent({ attempts })]));

    expect(await webhooks('test', ID)).toMatchObject({
      code: 5,
      stdout: 'The endpoint did not accept the test: connect_timeout\n',
    });
  });

  test('of a disabled endpoint fails', async () => {
    api.on(`POST ${path}/test`, api.problem(409, 'endpoint_disabled', 'Enable it first.'));

    expect(await webhooks('test', ID)).toMatchObject({ code: 1, stderr: expect.stringContaining('Enable it first.') });
  });
});

describe('deliveries', () => {
  test('shows what became of each', async () => {
    api.on(`GET ${path}/deliveries?limit=100`, page([delivery()]));
    const { code, stdout } = await webhooks('deliveries', ID);

    expect(code).toBe(0);
    expect(stdout).toMatch(/evt_ord_a_1_shipped.*order\.shipped.*pending.*1.*503 maintenance.*2026-11-24T11:30/);
  });

  test('asks for those of one status, up to the limit', async () => {
    api.on(`GET ${path}/deliveries?status=failed&limit=1`, page([delivery({ status: 'failed' })], 'more'));
    const flags = ['--status', 'failed', '--limit', '1'];

    expect((await webhooks('deliveries', ID, ...flags)).stdout).toMatch(/more than these 1: raise --limit/);
    expect(JSON.parse((await webhooks('deliveries', ID, ...flags, '--json')).stdout)).toMatchObject({ more: true });
  });

  test('knows only the statuses that there are', async () => {
    expect((await webhooks('deliveries', ID, '--status', 'lost')).code).toBe(2);
    expect(api.asked).toEqual([]);
  });
});

test('retry sends an event again', async () => {
  api.on(`POST ${path}/deliveries/evt_a/retry`, { status: 202, json: { eventId: 'evt_a' } });

  expect(await webhooks('retry', ID, 'evt_a')).toMatchObject({
    code: 0,
    stdout: `evt_a is being sent. To see the answer: npx hearth ops webhooks deliveries ${ID}\n`,
  });
  expect((await webhooks('retry', ID, 'evt_b')).code).toBe(3);
});

describe('events', () => {
  test('lists what happened, of one type and subject', async () => {
    api.on('GET /events?type=order.shipped&subject=ord_a_1&limit=100', page([event()]));
    const { code, stdout } = await api.ops('events', ['--type', 'order.shipped', '--subject', 'ord_a_1']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/2026-11-24T11:00:00\.000Z.*order\.shipped.*ord_a_1.*evt_ord_a_1_shipped/);
  });

  test('prints them whole as JSON', async () => {
    api.on('GET /events?limit=1', page([event()], 'more'));
    const { stdout } = await api.ops('events', ['--limit', '1', '--json']);

    expect(JSON.parse(stdout)).toEqual({ items: [event()], more: true });
  });

  test('says that there is none', async () => {
    api.on('GET /events', page([]));

    expect((await api.ops('events')).stdout).toBe('There are no such events. They are kept for 30 days.\n');
  });
});
