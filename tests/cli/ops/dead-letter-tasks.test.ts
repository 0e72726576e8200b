import { deadLetter, page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

describe('dead-letters', () => {
  test('lists all pages, for people and for scripts', async () => {
    api.on('GET /admin/dead-letters?limit=100', page([deadLetter('1')], 'two'));
    api.on('GET /admin/dead-letters?limit=99&cursor=two', page([]));
    api.on('GET /admin/dead-letters?limit=100&cursor=two', page([deadLetter('2')]));
    const { code, stdout } = await api.ops('dead-letters', ['--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ items: [deadLetter('1'), deadLetter('2')], more: false, missing: [] });

    const table = (await api.ops('dead-letters')).stdout;
    expect(table).toMatch(/1.*process-order.*ord_a_1.*The order failed on its last attempt\..*5.*60 min/);
  });

  test('says what could not be read, here and in the status', async () => {
    const partial = { status: 200, json: { items: [deadLetter('1')], missing: ['process-upload'] } };
    api.on('GET /admin/dead-letters', partial);
    const listed = await api.ops('dead-letters');
    const asJson = await api.ops('dead-letters', ['--json']);
    const status = await api.ops('status', ['--json']);

    expect(listed.code).toBe(4);
    expect(listed.stdout).toContain('The dead letters of process-upload are unknown: the queue could not be read.');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ items: [{ sequenceNumber: '1' }], missing: ['process-upload'] });
    expect(status.code).toBe(5);
    expect(JSON.parse(status.stdout)).toMatchObject({
      deadLetters: { count: null, missing: ['process-upload'], bySource: { 'process-order': 1 } },
      unknown: [{ part: 'deadLetters', reason: expect.stringContaining('process-upload'), exitCode: 4 }],
    });

    const table = (await api.ops('status')).stdout;
    expect(table).toMatch(/dead letters +│ unknown \(process-upload could not be read/);
    expect(table).toMatch(/at least 1 process-order/);
  });

  test('makes no zero of what could not be read', async () => {
    api.on('GET /admin/dead-letters', { status: 200, json: { items: [], missing: ['process-order'] } });
    const { code, stdout } = await api.ops('status');

    expect(code).toBe(4);
    expect(stdout).toMatch(/dead letters +│ unknown \(process-order could not be read/);
    expect(stdout).not.toContain('at least');
  });

  test('says why it knows nothing of the dead letters', async () => {
    api.on('GET /admin/dead-letters', api.problem(503, 'busy', 'Service Bus did not answer.'));
    const { code, stdout } = await api.ops('status', ['--json']);

    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      deadLetters: null,
      unknown: [{ part: 'deadLetters', reason: expect.stringContaining('Service Bus did not answer.'), exitCode: 4 }],
    });
  });

  test('stops at the limit and says so', async () => {
    api.on('GET /admin/dead-letters?limit=2', page([deadLetter('1'), deadLetter('2')], 'more'));

    expect((await api.ops('dead-letters', ['--limit', '2'])).stdout).toMatch(/more than these 2: raise --limit/);
    expect(JSON.parse((await api.ops('dead-letters', ['--limit', '2', '--json'])).stdout)).toMatchObject({
      more: true,
    });
  });
});

describe('replay', () => {
  test('replays one', async () => {
    api.on('POST /admin/dead-letters/42/replay', { status: 202, json: { sequenceNumber: '42', orderId: 'ord_a_1' } });
    const { code, stdout } = await api.ops('replay', ['42']);

    expect(code).toBe(0);
    expect(stdout).toBe('42 is replayed: order ord_a_1 is being processed again.\n');
  });

  test('claims no work where the answer notes that there was none', async () => {
    const json = { sequenceNumber: '42', orderId: 'ord_a_1', note: 'The order owes nothing any more.' };
    api.on('POST /admin/dead-letters/42/replay', { status: 202, json });

    expect((await api.ops('replay', ['42'])).stdout).toBe('42: The order owes nothing any more.\n');
  });

  test.each([
    [404, 'not_found', 3],
    [409, 'busy', 4],
    [409, 'conflict', 1],
    [503, 'busy', 4],
    [403, 'forbidden', 6],
  ])('of one that is answered %d %s is exit code %d', async (status, code, exitCode) => {
    api.on('POST /admin/dead-letters/42/replay', api.problem(status, code, 'Because.'));
    const answer = await api.ops('replay', ['42', '--json']);

    expect(answer.code).toBe(exitCode);
    expect(JSON.parse(answer.stdout)).toEqual({
      error: { exitCode, status, message: expect.stringContaining(`${status} ${code}: Because.`) },
    });
    // What changes something is never repeated.
    expect(api.lines().filter((line) => line.includes('/replay'))).toHaveLength(1);
  });

  const rounds = (...answers: { replayed: number; skipped: number; remaining: boolean }[]) => {
    api.on('POST /admin/dead-letters/replay', () => ({
      status: 202,
      json: answers.length > 1 ? answers.shift() : answers[0],
    }));
  };
  const calls = () => api.lines().filter((line) => line === 'POST /admin/dead-letters/replay').length;

  test('of all goes on until nothing remains', async () => {
    rounds(
      { replayed: 100, skipped: 0, remaining: true },
      { replayed: 50, skipped: 0, remaining: true },
      { replayed: 7, skipped: 0, remaining: false },
    );
    const { code, stdout } = await api.ops('replay', ['--all', '--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ replayed: 157, skipped: 0, remaining: false });
    expect(calls()).toBe(3);
  });

  test('of all ends when nothing moves any more', async () => {
    rounds({ replayed: 3, skipped: 0, remaining: true }, { replayed: 0, skipped: 0, remaining: true });
    const { code, stdout } = await api.ops('replay', ['--all']);

    expect(code).toBe(4);
    expect(stdout).toMatch(/3 replayed, 0 skipped\. Some remain, but the last round removed none/);
    expect(calls()).toBe(2);
  });

  test('of all says when some name nothing that could be replayed', async () => {
    rounds({ replayed: 3, skipped: 2, remaining: true }, { replayed: 1, skipped: 2, remaining: false });
    const { code, stdout } = await api.ops('replay', ['--all']);

    expect(code).toBe(5);
    expect(stdout).toMatch(/4 replayed, 2 skipped\..*discard/);
  });

  test('of all tells how far it came when it fails in the middle', async () => {
    let round = 0;
    api.on('POST /admin/dead-letters/replay', () => {
      round += 1;
      return round === 1
        ? { status: 202, json: { replayed: 9, skipped: 0, remaining: true } }
        : { ...api.problem(503, 'busy', 'Service Bus does not answer.'), headers: { 'retry-after': '7' } };
    });
    const { code, stderr } = await api.ops('replay', ['--all']);

    expect(code).toBe(4);
    expect(stderr).toMatch(/does not answer\. Try again in 7 s\. Until then: 9 replayed, 0 skipped\./);
  });

  test.each([[[]], [['42', '--all']]])('takes one number or --all, not %j', async (args) => {
    const { code, stderr } = await api.ops('replay', args);

    expect(code).toBe(2);
    expect(stderr).toMatch(/the number of a message, or --all/);
    expect(api.asked).toEqual([]);
  });
});

test('discards one', async () => {
  api.on('DELETE /admin/dead-letters/blob-1%2F2', { status: 204 });

  const why = ['--reason', 'Sent by a test'];
  expect(await api.ops('discard', ['blob-1/2', ...why])).toMatchObject({ code: 0, stdout: 'blob-1/2 is discarded.\n' });
  expect(api.lines().at(-1)).toBe('DELETE /admin/dead-letters/blob-1%2F2?reason=Sent+by+a+test');
  expect((await api.ops('discard', ['43', ...why])).code).toBe(3);
  expect((await api.ops('discard', ['44'])).code).toBe(2);
});
