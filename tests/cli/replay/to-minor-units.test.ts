import { MAX_PRICE, toMinorUnits } from '../../../cli/replay/to-minor-units.ts';
import { MAX_PRICE as API_MAX_PRICE } from '../../../src/domain/money.ts';

describe('a decimal price in cents', () => {
  test.each([
    [0, 0],
    [18, 1800],
    [18.6, 1860],
    [4.35, 435],
    [1.1, 110],
    [263.5, 26350],
    [0.1 + 0.2, 30],
    [1.1 * 3, 330],
    [8.7 - 0.01, 869],
    [999_999.99, 99_999_999],
    [8_999_999.99, 899_999_999],
    [MAX_PRICE, API_MAX_PRICE],
  ])('%d is %d', (price, cents) => {
    expect(toMinorUnits(price)).toBe(cents);
  });

  test('is right for every price up to 1000.00', () => {
    const wrong = Array.from({ length: 100_001 }, (_, cents) => cents).filter(
      (cents) => toMinorUnits(Number(`${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`)) !== cents,
    );
    expect(wrong).toEqual([]);
  });

  test.each([1.005, 0.001, 2.675, -1, -0.01, 9_000_000.01, Number.NaN, Number.POSITIVE_INFINITY])(
    '%d is none',
    (price) => {
      expect(toMinorUnits(price)).toBeUndefined();
    },
  );
});
