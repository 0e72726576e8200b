import { PassThrough } from 'node:stream';
import type { Outcome } from '../../../cli/ops/outcome.ts';
import { runOps } from '../../../cli/ops/run-ops.ts';
import { deadLetter, order, page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';

// Messages, names and errors may come from anybody. They must not drive the operator's terminal.

const foreign = 'a\u001b[2J\u007f\u009b31m\u202eb\r\nc';
const shown = String.raw`a\u001b[2J\u007f\u009b31m\u202eb\u000d`;
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

let api: OpsApi;

beforeEach(async () => {
  api = await startOpsApi();
});

afterEach(() => api.close());

test('in a table', async () => {
  const letter = { ...deadLetter('1'), source: foreign, cause: foreign };
  api.on('GET /admin/dead-letters', page([letter]));

  const { stdout } = await api.ops('dead-letters');

  expect(stdout.split(shown)).toHaveLength(3);
  expect(stdout).not.toMatch(UNPRINTABLE);
});

test('in JSON, whose values are as they came', async () => {
  const letter = { ...deadLetter('1'), cause: foreign };
  api.on('GET /admin/dead-letters', page([letter]));

  const { stdout } = await api.ops('dead-letters', ['--json']);

  expect(stdout).not.toMatch(UNPRINTABLE);
  expect(JSON.parse(stdout).items).toEqual([letter]);
});

test.each([
  ['a problem document', { status: 409, json: { code: 'conflict', detail: foreign } }],
  ['another answer', { status: 403, text: foreign }],
])('in the message of a failure, in one line: %s', async (_, answer) => {
  api.on('DELETE /admin/dead-letters/7', answer);

  const { stderr } = await api.ops('discard', ['7', '--reason', 'x']);

  expect(stderr).toContain(String.raw`a\u001b[2J\u007f\u009b31m\u202eb c`);
  expect(stderr.trim()).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
});

test('in one line of text', async () => {
  const retried = order(foreign, '2026-11-24T11:00:00.000Z');
  api.on('POST /orders/ord_a_1/retry', { status: 202, json: retried });

  const { stdout } = await api.ops('retry', ['ord_a_1']);

  expect(stdout).toContain(shown);
  expect(stdout).not.toMatch(UNPRINTABLE);
});

test('in a CSV on a terminal; a file gets its bytes as they came', async () => {
  const csv = Buffer.from(`\uFEFF"${foreign}"\r\n`);
  const print = async (isTTY: boolean): Promise<Buffer> => {
    const stdout = Object.assign(new PassThrough(), { isTTY });
    const outcome: Outcome = { exitCode: 0, json: null, text: csv };
    await runOps(async () => outcome, { stdout, stderr: new PassThrough() }, { what: 'reading', json: false });
    return stdout.read();
  };

  expect(await print(false)).toEqual(csv);
  expect(String(await print(true))).not.toMatch(UNPRINTABLE);
});
