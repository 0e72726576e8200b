import { randomId } from '../../../src/adapters/telemetry/random-id.ts';

test('ids have their length, and none comes twice, also after the pool is used up', () => {
  const ids = Array.from({ length: 2_000 }, (_, n) => randomId(n % 2 === 0 ? 8 : 16));

  expect(ids.every((id, n) => new RegExp(`^[0-9a-f]{${n % 2 === 0 ? 16 : 32}}$`).test(id))).toBe(true);
  expect(new Set(ids).size).toBe(2_000);
});
