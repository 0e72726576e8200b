import { availabilityOf, emptyLevel, onHand, withOnHand } from '../../src/domain/stock.ts';

test.each([
  [-1, 'out'],
  [0, 'out'],
  [1, 'low'],
  [5, 'low'],
  [6, 'in_stock'],
] as const)('%i units are %s if five is low', (available, band) => {
  expect(availabilityOf(available, 5)).toBe(band);
});

test('a count sets what is on hand and keeps the books: available + held = received - shipped', () => {
  const level = { received: 20, shipped: 5, available: 11, held: 4 };

  expect(withOnHand(level, 30)).toEqual({ received: 35, shipped: 5, available: 26, held: 4 });
  expect(withOnHand(level, 4)).toEqual({ received: 9, shipped: 5, available: 0, held: 4 });
  expect(onHand(level)).toBe(15);
  expect(withOnHand(emptyLevel, 7)).toEqual({ received: 7, shipped: 0, available: 7, held: 0 });
});

test('a count below what is held for orders is refused', () => {
  expect(withOnHand({ received: 20, shipped: 5, available: 11, held: 4 }, 3)).toBeUndefined();
});
