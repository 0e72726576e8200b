import crypto from 'node:crypto';
import { randomId } from '../../../src/adapters/telemetry/random-id.ts';

const POOL_BYTES = 4_096;

afterEach(() => {
  jest.restoreAllMocks();
});

// The first one: it needs an empty pool.
test('an id of only zeros, which is invalid, is left out', () => {
  jest.spyOn(crypto, 'randomFillSync').mockImplementationOnce((pool) => {
    const { buffer, byteOffset, byteLength } = Object(pool);
    Buffer.from(buffer, byteOffset, byteLength).fill(0xff).fill(0, 0, 8);
    return pool;
  });

  expect(randomId(8)).toBe('f'.repeat(16));
  for (let used = 16; used < POOL_BYTES; used += 16) randomId(16);
});

test('ids have their length, and none comes twice, also after the pool is used up', () => {
  const fills = jest.spyOn(crypto, 'randomFillSync');
  const ids = Array.from({ length: 2_000 }, (_, n) => randomId(n % 2 === 0 ? 8 : 16));

  expect(ids.every((id, n) => new RegExp(`^[0-9a-f]{${n % 2 === 0 ? 16 : 32}}$`).test(id))).toBe(true);
  expect(new Set(ids).size).toBe(2_000);
  // Each call of the generator would take longer than everything else.
  expect(fills).toHaveBeenCalledTimes(Math.ceil((2_000 * 12) / POOL_BYTES));
});
