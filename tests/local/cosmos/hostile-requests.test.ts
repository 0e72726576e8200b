import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '../../../local/cosmos/json.ts';
import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf, messageOf } from './outcome.ts';

let local: LocalAccount;
let broken = false;
let logged: jest.SpyInstance;

beforeAll(async () => {
  const clock = (): number => {
    if (broken) throw new Error('the clock has stopped');
    return Date.now();
  };
  local = await startLocalAccount({ clock });
  await local.things.items.create({ id: 'a', pk: 'p', n: 1 });
});

beforeEach(() => {
  logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  broken = false;
  logged.mockRestore();
});

afterAll(() => local.close());

const nested = (levels: number): JsonObject => {
  let value: JsonObject = {};
  for (let i = 1; i < levels; i++) value = { x: value };
  return value;
};

const query = (text: string) => local.things.items.query(text, { partitionKey: 'p' }).fetchAll();

test('a bug in the server is answered 500 with its message, and logged', async () => {
  broken = true;
  const read = local.things.item('a', 'p').read();
  const message = await messageOf(read);

  expect(message).toMatch(/the clock has stopped/);
  expect(await codeOf(read)).toBe(500);
  expect(logged).toHaveBeenCalled();
});

test.each([
  ['a reversed range in LIKE', 'SELECT * FROM c WHERE c.id LIKE "[z-a]"'],
  ['20,000 parentheses', `SELECT * FROM c WHERE ${'('.repeat(20_000)}1${')'.repeat(20_000)} = 1`],
  ['20,000 brackets', `SELECT VALUE ${'['.repeat(20_000)}${']'.repeat(20_000)} FROM c`],
  ['20,000 NOTs', `SELECT * FROM c WHERE ${'NOT '.repeat(20_000)}true`],
  ['20,000 signs', `SELECT VALUE ${'~'.repeat(20_000)}1 FROM c`],
  ['20,000 subqueries', `SELECT * FROM c JOIN ${'(SELECT VALUE x FROM x IN '.repeat(20_000)}`],
  ['20,000 alternatives', `SELECT * FROM c WHERE c.n = 1${' OR c.n = 1'.repeat(20_000)}`],
  ['20,000 names', `SELECT VALUE c${'.x'.repeat(20_000)} FROM c`],
])('%s in a query are 400', async (_, text) => {
  expect(await codeOf(query(text))).toBe(400);
  expect(logged).not.toHaveBeenCalled();
});

test('a query with a hundred levels, or 300 alternatives, or 5,000 values in IN is not too big', async () => {
  const list = Array.from({ length: 5000 }, (_, i) => i).join(', ');

  expect((await query(`SELECT * FROM c WHERE ${'('.repeat(100)}1${')'.repeat(100)} = 1`)).resources).toHaveLength(1);
  expect((await query(`SELECT * FROM c WHERE c.n = 1${' OR c.n = 1'.repeat(300)}`)).resources).toHaveLength(1);
  expect((await query(`SELECT * FROM c WHERE c.n IN (${list})`)).resources).toHaveLength(1);
});

test('a document may have 128 levels, not 129, and 3,000 are 400 too', async () => {
  const create = (levels: number) => local.things.items.create({ id: `n${levels}`, pk: 'p', x: nested(levels - 1) });

  expect((await create(128)).statusCode).toBe(201);
  expect(await codeOf(create(129))).toBe(400);
  expect(await codeOf(create(3000))).toBe(400);

  const deeper = local.things.item('n128', 'p').patch([{ op: 'set', path: '/x/x', value: nested(127) }]);
  expect(await codeOf(deeper)).toBe(400);
});

test('a missing database or container is 404 with substatus 1003, a missing item is not', async () => {
  const shop = local.client.database('shop');
  expect(await shop.container('none').item('a', 'p').read()).toMatchObject({ statusCode: 404, substatus: 1003 });

  const elsewhere = local.client.database('none').container('things').item('a', 'p');
  expect(await elsewhere.read()).toMatchObject({ statusCode: 404, substatus: 1003 });
  expect((await local.things.item('none', 'p').read()).substatus).not.toBe(1003);
});

test('a client that hangs up in the middle of a request is not an error', async () => {
  const socket = connect(Number(new URL(local.server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('PUT /_hearth/faults HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 100\r\n\r\n');
  // The server reports that it has started to read.
  await once(socket, 'data');
  socket.write('{');
  socket.resetAndDestroy();
  for (let i = 0; i < 5; i++) await fetch(`${local.server.url}/_hearth/faults`);
  await pause(20);

  expect(logged).not.toHaveBeenCalled();
});
