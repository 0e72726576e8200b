import { findCountryCode } from '../../../cli/replay/find-country-code.ts';

const codes = {
  Argentina: 'AR',
  Austria: 'AT',
  Belgium: 'BE',
  Brazil: 'BR',
  Canada: 'CA',
  Denmark: 'DK',
  Finland: 'FI',
  France: 'FR',
  Germany: 'DE',
  Ireland: 'IE',
  Italy: 'IT',
  Mexico: 'MX',
  Norway: 'NO',
  Poland: 'PL',
  Portugal: 'PT',
  Spain: 'ES',
  Sweden: 'SE',
  Switzerland: 'CH',
  UK: 'GB',
  USA: 'US',
  Venezuela: 'VE',
  'United Kingdom': 'GB',
  ' usa ': 'US',
};

test.each(Object.entries(codes))('%s is %s', (name, code) => {
  expect(findCountryCode(name)).toBe(code);
});

test.each(['Atlantis', ''])('"%s" is no country', (name) => {
  expect(findCountryCode(name)).toBeUndefined();
});
