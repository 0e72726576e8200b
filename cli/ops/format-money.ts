/** Currencies that do not have two decimals (ISO 4217). `Intl` has the decimals of cash. */
const codesByDecimals = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimalsOf = (currency: string): number => {
  const [decimals = 2] = Object.entries(codesByDecimals).find(([, codes]) => codes.split(' ').includes(currency)) ?? [];
  return Number(decimals);
};

/** Formats minor units: 1234 in EUR is 12.34 EUR, 1234 in JPY is 1234 JPY. */
export const formatMoney = (minor: number | string, currency: string): string => {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`} ${currency}`;
};
