import { page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

const entry = (changes: object = {}) => ({
  id: 'aud_1',
  at: '2026-11-24T11:00:00.123Z',
  actor: 'ada',
  operation: 'put_product',
  subject: 'oak-table',
  requestId: 'r-1',
  outcome: 'done',
  before: { active: true },
  after: { active: false, category: 'wood' },
  ...changes,
});

test('shows who changed what, and each field before and after', async () => {
  api.on('GET /admin/audit', page([entry()]));
  const { code, stdout } = await api.ops('audit');

  expect(code).toBe(0);
  expect(stdout).toMatch(/2026-11-24.*ada.*put_product.*done.*active: true -> false/);
  expect(stdout).toMatch(/11:00:00.*oak-table.*category: - -> "wood"/);
  expect(stdout).not.toContain('begun');
});

test('shows why something was discarded or refused', async () => {
  const discarded = entry({
    operation: 'discard_dead_letter',
    reason: 'Sent by a test',
    before: { body: 'x' },
    after: {},
  });
  const refused = entry({ outcome: 'refused', code: 'precondition_failed', before: undefined, after: undefined });
  api.on('GET /admin/audit', page([discarded, refused]));
  const { stdout } = await api.ops('audit');

  expect(stdout).toMatch(/Sent by a test/);
  expect(stdout).toMatch(/body: "x" -> -/);
  expect(stdout).toMatch(/precondition_failed/);
});

test('says what begun means, that there are more, or that there is none', async () => {
  api.on('GET /admin/audit', page([entry({ outcome: 'begun' })], 'next'));
  const { stdout } = await api.ops('audit', ['--limit', '1']);

  expect(stdout).toContain('only begun');
  expect(stdout).toContain('There are more than these 1: raise --limit.');
  api.on('GET /admin/audit', page([]));
  expect((await api.ops('audit')).stdout).toBe('There are no such entries.\n');
});

test('passes every filter on', async () => {
  await api.ops('audit', ['--subject', 'oak-table', '--actor', 'ada', '--from', '2026-11-23', '--limit', '5']);

  expect(api.lines().at(-1)).toBe('GET /admin/audit?subject=oak-table&actor=ada&from=2026-11-23&limit=5');
});

test('knows no day such as yesterday', async () => {
  expect((await api.ops('audit', ['--from', 'yesterday'])).code).toBe(2);
  expect(api.asked).toEqual([]);
});

test('with --json gives the entries as the API does', async () => {
  api.on('GET /admin/audit', page([entry({ later: 1 })]));

  expect(JSON.parse((await api.ops('audit', ['--json'])).stdout)).toEqual({
    items: [entry({ later: 1 })],
    more: false,
  });
});
