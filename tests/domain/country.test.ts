import countries from 'i18n-iso-countries';
import { isCountry } from '../../src/domain/country.ts';

// Kosovo's code is user-assigned: ISO 3166 has none.
const userAssigned = ['XK'];

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = letters.flatMap((a) => letters.map((b) => a + b));

test('the countries are those of ISO 3166-1, no more and no fewer', () => {
  const official = Object.keys(countries.getAlpha2Codes()).filter((code) => !userAssigned.includes(code));
  expect(official).toHaveLength(249);
  expect(pairs.filter(isCountry)).toEqual(official.toSorted());
});

test.each(['', 'de', 'De', 'DEU', 'D', ' DE', 'DE ', 'constructor', 'ＤＥ'])('%j is not a country', (code) => {
  expect(isCountry(code)).toBe(false);
});
