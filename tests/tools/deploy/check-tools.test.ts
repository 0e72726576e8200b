import { isAtLeast } from '../../../tools/deploy/check-tools.ts';

test('versions compare by number, not by text', () => {
  expect(isAtLeast('2.60.0', '2.60.0')).toBe(true);
  expect(isAtLeast('2.100.0', '2.60.0')).toBe(true);
  expect(isAtLeast('2.9.0', '2.60.0')).toBe(false);
  expect(isAtLeast('3.0', '2.60.0')).toBe(true);
});
