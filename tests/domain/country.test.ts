import countries from 'i18n-iso-countries';
import { isCountry } from '../../src/domain/country.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = letters.flatMap((a) => letters.map((b) => a + b));

test('the countries are those of ISO 3166-1 and Kosovo, no more and no fewer', () => {
  const codes = Object.keys(countries.getAlpha2Codes());
  expect(codes).toHaveLength(250);
  expect(codes).toContain('XK');
  expect(pairs.filter(isCountry)).toEqual(codes.toSorted());
});

test.each(['', 'de', 'De', 'DEU', 'D', ' DE', 'DE ', 'constructor', 'ＤＥ'])('%j is not a country', (code) => {
  expect(isCountry(code)).toBe(false);
});
