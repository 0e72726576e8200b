import { isCurrency, MAX_PRICE } from '../../src/domain/money.ts';
import { MAX_LINES, MAX_QUANTITY } from '../../src/domain/order.ts';

test.each([
  ['EUR', true],
  ['JPY', true],
  ['eur', false],
  ['EURO', false],
  ['', false],
])('%j is a currency: %j', (code, known) => {
  expect(isCurrency(code)).toBe(known);
});

test('the dearest order that is taken has a total that a number holds exactly', () => {
  expect(Number.isSafeInteger(MAX_PRICE * MAX_QUANTITY * MAX_LINES)).toBe(true);
});
