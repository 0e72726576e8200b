import { type LocalAccount, startLocalAccount } from './local-account.ts';
import { codeOf } from './outcome.ts';

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount();
  await local.things.items.create({ id: 'a', pk: 'p', n: 0 });
});

afterAll(() => local.close());
afterEach(() => local.server.faults.clear());

let made = 0;
const create = () => {
  made += 1;
  return local.things.items.create({ id: `f${made}`, pk: 'p' });
};
const exists = async () => (await local.things.item(`f${made}`, 'p').read()).statusCode === 200;

test('a 429 says how long to wait, and the client survives a few', async () => {
  local.server.faults.set({ rules: [{ status: 429, count: 2, retryAfterMs: 1 }] });
  expect((await create()).statusCode).toBe(201);
  expect(local.server.faults.get().struck).toBe(2);
});

test('429 beyond the client’s patience reaches the caller, and nothing was written', async () => {
  local.server.faults.set({ rules: [{ status: 429, retryAfterMs: 1, operations: ['create'] }] });
  expect(await codeOf(create())).toBe(429);
  expect(await exists()).toBe(false);
});

test('449 and 503 reach the caller', async () => {
  local.server.faults.set({ rules: [{ status: 449, count: 1 }] });
  expect(await codeOf(create())).toBe(449);

  local.server.faults.set({ rules: [{ status: 503, operations: ['create'] }] });
  expect(await codeOf(create())).toBe(503);
  expect(await exists()).toBe(false);
});

test('503 may come after the write took place', async () => {
  local.server.faults.set({ rules: [{ status: 503, operations: ['create'], applied: 'after' }] });
  expect(await codeOf(create())).toBe(503);
  expect(await exists()).toBe(true);
});

test.each([
  ['before', false],
  ['after', true],
] as const)('a connection dropped %s the effect', async (applied, written) => {
  local.server.faults.set({ rules: [{ status: 'drop', operations: ['create'], applied, count: 1 }] });
  expect(await codeOf(create())).toBe('ECONNRESET');
  expect(await exists()).toBe(written);
});

test('a client repeats a read whose connection was dropped', async () => {
  local.server.faults.set({ rules: [{ status: 'drop', operations: ['read'], count: 1 }] });
  expect((await local.things.item('a', 'p').read()).statusCode).toBe(200);
});

test('a timeout answers 408, late', async () => {
  local.server.faults.set({ rules: [{ status: 'timeout', delayMs: 50, operations: ['patch'], applied: 'after' }] });
  const patch = local.things.item('a', 'p').patch([{ op: 'incr', path: '/n', value: 1 }]);

  expect(await codeOf(patch)).toBe(408);
  expect((await local.things.item('a', 'p').read()).resource?.n).toBe(1);
});

test('a delay only delays', async () => {
  local.server.faults.set({ rules: [{ status: 'delay', delayMs: 80, operations: ['read'], count: 1 }] });
  const start = performance.now();

  expect((await local.things.item('a', 'p').read()).statusCode).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(75);
});

test('a rule strikes its operations in its container only', async () => {
  local.server.faults.set({ rules: [{ status: 449, container: 'orders', operations: ['create', 'batch'] }] });

  expect((await create()).statusCode).toBe(201);
  expect(await codeOf(local.orders.items.create({ id: 'x', customer: 'c' }))).toBe(449);
  expect((await local.orders.item('x', 'c').read()).statusCode).toBe(404);
});

test('a rate strikes that share of requests, the same ones for the same seed', async () => {
  const run = async (seed: number): Promise<boolean[]> => {
    local.server.faults.set({ seed, rules: [{ status: 449, rate: 0.3, operations: ['read'] }] });
    const struck: boolean[] = [];
    for (let i = 0; i < 60; i++) struck.push((await codeOf(local.things.item('a', 'p').read())) === 449);
    return struck;
  };
  const first = await run(7);

  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);

  const count = first.filter(Boolean).length;
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(35);
});

test('invalid settings are refused by the returned object, too, and change nothing', () => {
  local.server.faults.set({ rules: [{ status: 449, count: 1 }] });

  expect(() => local.server.faults.set({ rules: [{ status: 429, rate: 2 }] })).toThrow(/rate must be/);
  expect(() => local.server.faults.set({ staleReads: { lagMs: Number.NaN } })).toThrow(/lagMs must be/);
  expect(local.server.faults.get().rules).toMatchObject([{ status: 449, count: 1 }]);
});

test('every problem of invalid settings is named at once', () => {
  const settings = JSON.parse(
    '{ "rules": [{ "status": 500, "rte": 0.1 }, { "status": 429, "applied": "after" }, 7], "staleReads": { "forMs": -1 } }',
  );
  expect(() => local.server.faults.set(settings)).toThrow(
    [
      'faults.rules[0].status must be one of 429, 449, 503, timeout, drop, delay.',
      'faults.rules[0].rte is unknown.',
      'faults.rules[1].applied must be before: a request that is answered 429 or 449 never takes effect.',
      'faults.rules[2] must be an object.',
      'faults.staleReads.lagMs must be a number from 0 to 3600000.',
      'faults.staleReads.forMs must be a number from 0 to 9007199254740991.',
    ].join(' '),
  );
});

describe('the control endpoint', () => {
  const control = (method: string, body?: unknown): Promise<Response> =>
    fetch(`${local.server.url}/_hearth/faults`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('sets, shows and clears faults', async () => {
    expect((await control('PUT', { rules: [{ status: 449, operations: ['create'], count: 1 }] })).status).toBe(200);
    expect(await codeOf(create())).toBe(449);
    expect(await (await control('GET')).json()).toMatchObject({ struck: 1, rules: [{ status: 449, count: 0 }] });
    expect((await control('DELETE')).status).toBe(204);
    expect(await (await control('GET')).json()).toEqual({ struck: 0 });
  });

  test.each([
    [{ rules: [{ status: 500 }] }],
    [{ rules: [{ status: 429, rte: 0.1 }] }],
    [{ rules: [{ status: 429, rate: 2 }] }],
    [{ rules: [{ status: 429, applied: 'after' }] }],
    [{ rules: [{ status: 503, operations: ['reed'] }] }],
    [{ rules: [{ status: 503, operations: [] }] }],
    [{ rules: [{ status: 503, count: 1.5 }] }],
    [{ staleReads: {} }],
    [{ staleReads: { lagMs: 1, forMS: 2 } }],
    [{ faults: [] }],
  ])('refuses %j', async (body) => {
    const response = await control('PUT', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'BadRequest' });
  });
});
