import { isCurrency, MAX_PRICE, minorUnitsOf } from '../../src/domain/money.ts';
import { MAX_LINES, MAX_QUANTITY } from '../../src/domain/order.ts';

test.each([
  ['EUR', true],
  ['JPY', true],
  ['eur', false],
  ['EURO', false],
  ['', false],
  ['VED', true],
  ['VES', true],
  ['XCG', true],
  ['ZWG', true],
  ['HRK', false],
  ['ZWL', false],
  ['BGN', false],
  ['DEM', false],
  ['XAU', false],
  ['XXX', false],
])('%j is a currency: %j', (code, known) => {
  expect(isCurrency(code)).toBe(known);
});

test('the dearest order that is taken has a total that a number holds exactly', () => {
  expect(Number.isSafeInteger(MAX_PRICE * MAX_QUANTITY * MAX_LINES)).toBe(true);
});

test('a price of 1,500,000.00 rupiah is taken', () => {
  expect(150_000_000).toBeLessThanOrEqual(MAX_PRICE);
});

test.each([
  ['JPY', 0],
  ['EUR', 2],
  ['IDR', 2],
  ['IQD', 3],
  ['CLF', 4],
  ['HRK', undefined],
])('%s has %p decimal digits', (code, digits) => {
  expect(minorUnitsOf(code)).toBe(digits);
});

test('the currencies are the same on every Node', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));

  expect(codes.filter(isCurrency)).toHaveLength(165);
});
