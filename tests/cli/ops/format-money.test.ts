import { formatMoney } from '../../../cli/ops/format-money.ts';
import { isCurrency, minorUnitsOf } from '../../../src/domain/money.ts';

test.each([
  [123_456, 'HUF', '1234.56 HUF'],
  [123_456, 'IQD', '123.456 IQD'],
  [123_456, 'JPY', '123456 JPY'],
  [7, 'EUR', '0.07 EUR'],
  ['9007199254740993', 'CLF', '900719925474.0993 CLF'],
])('%s minor units of %s are %s', (minor, currency, shown) => {
  expect(formatMoney(minor, currency)).toBe(shown);
});

test('every currency has the decimals that the API counts with', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency);

  const decimalsShown = codes.map((code) => [code, formatMoney(12_345, code).replace(/^\d+\.?(\d*) .*/, '$1').length]);
  expect(decimalsShown).toEqual(codes.map((code) => [code, minorUnitsOf(code)]));
});
