import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import type { Stock } from '../../../src/application/ports/stock.ts';
import { toEtag, toOrderId, toProductId } from '../../support/ids.ts';
import { type Answer, type ScriptedCosmos, startScriptedCosmos } from './scripted-cosmos.ts';

const mockPauses: number[] = [];
jest.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => mockPauses.push(ms) }));

let cosmos: ScriptedCosmos;
let stock: Stock;

beforeAll(async () => {
  cosmos = await startScriptedCosmos();
  stock = cosmosStock(cosmos.database.container('stock'));
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

afterAll(() => cosmos.close());

const product = toProductId('mug');
const order = toOrderId('ord_0123456789abcdef_00000000000000000000000001');
const adjustment = { delta: 2, idempotencyKey: 'a' };

/** The answer to a batch: the status of each operation, and the level that the last one left. */
const batch = (first: number, second: number): Answer => ({
  status: first < 400 && second < 400 ? 200 : 207,
  body: [{ statusCode: first }, { statusCode: second, resourceBody: { available: 5 } }],
});
const NOT_TRIED = 424;
const noLevel = batch(NOT_TRIED, 404);

const calls = {
  reserve: { call: () => stock.reserve(product, order, 2), before: [] },
  release: { call: () => stock.release(product, order, 2), before: [] },
  settle: { call: () => stock.settle(product, order, 2), before: [] },
  'adjust a level': { call: () => stock.adjust(product, adjustment), before: [] },
  'adjust where there is no level': { call: () => stock.adjust(product, adjustment), before: [noLevel] },
} satisfies Record<string, { call: () => Promise<unknown>; before: Answer[] }>;

describe.each(Object.entries(calls))('stock: %s', (_, { call, before }) => {
  test.each([
    [400, 'first'],
    [403, 'first'],
    [413, 'second'],
    [400, 'second'],
  ] as const)('refused with %i for the %s operation: fails, and says so', async (status, which) => {
    cosmos.answer(...before, which === 'first' ? batch(status, NOT_TRIED) : batch(NOT_TRIED, status));
    await expect(call()).rejects.toMatchObject({
      name: 'UnexpectedAnswer',
      dependency: 'cosmos',
      status,
      operation: 'batch',
      container: 'stock',
      message: `Operation ${which === 'first' ? 0 : 1} of a batch failed with ${status}.`,
    });
    expect(cosmos.requests()).toHaveLength(before.length + 1);
  });

  test.each([408, 429, 500, 503])('an operation that failed with %i may succeed later', async (status) => {
    cosmos.answer(...before, batch(NOT_TRIED, status));
    await expect(call()).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'cosmos',
      throttled: status === 429,
      status,
      operation: 'batch',
      container: 'stock',
      cause: expect.objectContaining({ name: 'UnexpectedAnswer' }),
    });
  });

  test.each([
    ['none', []],
    ['one', [{ statusCode: 201 }]],
    ['three', [{ statusCode: 201 }, { statusCode: 200, resourceBody: { available: 5 } }, { statusCode: 200 }]],
  ])('an answer with %s of the two results says nothing about either', async (_, body) => {
    cosmos.answer(...before, { status: 200, body });
    await expect(call()).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'cosmos',
      throttled: false,
      cause: expect.objectContaining({ message: 'The answer to the batch has no results.' }),
    });
  });

  test('a collision (449) is tried again', async () => {
    cosmos.answer(...before, batch(NOT_TRIED, 449), batch(449, NOT_TRIED), batch(201, 200));
    await call();
    expect(cosmos.requests()).toHaveLength(before.length + 3);
  });

  // The client keeps only the message.
  test('a batch that collides as a whole is tried again, too', async () => {
    cosmos.answer(...before, { status: 449, body: { message: 'Retry to avoid conflicts.' } }, batch(201, 200));
    await call();
    expect(cosmos.requests()).toHaveLength(before.length + 2);
  });

  test('collisions (449) without end are given up after six attempts, with ever longer pauses', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    mockPauses.length = 0;
    cosmos.answer(...before, batch(NOT_TRIED, 449));
    await expect(call()).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'cosmos',
      throttled: false,
      status: 449,
      operation: 'batch',
      container: 'stock',
      cause: expect.objectContaining({ message: 'Writers kept colliding.' }),
    });
    expect(cosmos.requests()).toHaveLength(before.length + 6);
    expect(mockPauses).toEqual([20, 40, 80, 160, 320]);
  });
});

const created = batch(201, 200);
const exists = batch(409, NOT_TRIED);
const document = (body: object, headers = {}): Answer => ({ status: 200, headers, body });
const missing: Answer = { status: 404, body: { code: 'NotFound', message: 'Not found.' } };
/** What the write side says of a document, and the session that a read must reach. */
const present: Answer = {
  status: 412,
  headers: { 'x-ms-session-token': '0:1#5' },
  body: { code: 'PreconditionFailed', message: 'There is one.' },
};
const conflict: Answer = { status: 409, body: { code: 'Conflict', message: 'Exists.' } };
const adjusted = { outcome: 'adjusted', change: { before: 3, after: 5 } };

describe('documents that change while stock is adjusted', () => {
  test('a level that somebody else creates meanwhile is adjusted', async () => {
    cosmos.answer(noLevel, batch(NOT_TRIED, 409), created);
    expect(await stock.adjust(product, adjustment)).toEqual(adjusted);
    expect(cosmos.requests()).toHaveLength(3);
  });

  test('the same adjustment made by somebody else meanwhile, with its level, is replayed', async () => {
    cosmos.answer(noLevel, exists, document({ delta: 2 }));
    expect(await stock.adjust(product, adjustment)).toEqual({ outcome: 'replayed', change: undefined });
  });

  test('a marker that expires before it is read no longer counts', async () => {
    cosmos.answer(exists, missing, created);
    expect(await stock.adjust(product, adjustment)).toEqual(adjusted);
  });

  test('a level that vanishes again and again is given up', async () => {
    cosmos.answer(exists, missing, exists, missing, exists, missing, exists, missing, exists, missing, created);
    await expect(stock.adjust(product, adjustment)).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'cosmos',
      cause: expect.objectContaining({ message: 'The stock documents kept changing.' }),
    });
    expect(cosmos.requests()).toHaveLength(10);
  });

  test.each([
    ['"1"', 'short'],
    ['"2"', 'stale'],
  ])('a condition that failed for a level of version %s: %s', async (etag, outcome) => {
    cosmos.answer(batch(NOT_TRIED, 412), present, document({ id: 'level' }, { etag, 'x-ms-session-token': '0:1#5' }));
    const change = { delta: -2, idempotencyKey: 'a', only: { etag: toEtag('"1"') } };
    expect(await stock.adjust(product, change)).toEqual({ outcome, change: undefined });
  });

  test('a condition that failed for a level that no longer exists: stale', async () => {
    cosmos.answer(batch(NOT_TRIED, 412), missing);
    const change = { delta: -2, idempotencyKey: 'a', only: { etag: toEtag('"1"') } };
    expect(await stock.adjust(product, change)).toEqual({ outcome: 'stale', change: undefined });
  });

  test('a condition that failed for a level that the replica does not show yet is looked at again later', async () => {
    cosmos.answer(
      batch(NOT_TRIED, 412),
      present,
      document({ id: 'level' }, { etag: '"2"', 'x-ms-session-token': '0:1#4' }),
    );
    const change = { delta: -2, idempotencyKey: 'a', only: { etag: toEtag('"1"') } };
    await expect(stock.adjust(product, change)).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('an answer without the level is a fault', async () => {
    cosmos.answer({ status: 200, body: [{ statusCode: 201 }, { statusCode: 200 }] });
    await expect(stock.adjust(product, adjustment)).rejects.toThrow('has no stock level');
  });
});

describe('release', () => {
  test('of units that are reserved while it looks, gives them back', async () => {
    cosmos.answer(batch(404, NOT_TRIED), conflict, batch(200, 200));
    expect(await stock.release(product, order, 2)).toEqual({ before: 3, after: 5 });
  });

  test('that cannot leave its tombstone fails', async () => {
    cosmos.answer(batch(404, NOT_TRIED), { status: 403, body: { code: 'Forbidden', message: 'no' } });
    await expect(stock.release(product, order, 2)).rejects.toMatchObject({ code: 403 });
  });
});

test('a batch that is never answered is given up after 6 seconds; the cause says why', async () => {
  jest.useFakeTimers();
  const container = cosmos.database.container('stock');
  jest.spyOn(container.items, 'batch').mockReturnValue(new Promise(() => {}));
  const outcome = expect(cosmosStock(container).settle(product, order, 2)).rejects.toMatchObject({
    name: 'Unavailable',
    cause: { name: 'TimeoutError' },
  });
  await jest.advanceTimersByTimeAsync(6_000);
  await outcome;
});

// Without a level there can be no reservation, so these are damage and not an ordinary outcome.
test.each([
  ['release', 404, () => stock.release(product, order, 2)],
  ['release', 412, () => stock.release(product, order, 2)],
  ['settle', 404, () => stock.settle(product, order, 2)],
  ['settle', 412, () => stock.settle(product, order, 2)],
  ['adjust', 409, () => stock.adjust(product, adjustment)],
  ['reserve', 409, () => stock.reserve(product, order, 2)],
] as const)('%s: a level whose change fails with %i is a fault', async (_, status, call) => {
  cosmos.answer(batch(NOT_TRIED, status));
  await expect(call()).rejects.toMatchObject({ name: 'UnexpectedAnswer', status });
});
