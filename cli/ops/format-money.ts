/** Currencies whose minor unit has other than two decimals (ISO 4217). `Intl` has those of cash. */
const codesByDecimals = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimalsOf = (currency: string): number => {
  const [decimals = 2] = Object.entries(codesByDecimals).find(([, codes]) => codes.split(' ').includes(currency)) ?? [];
  return Number(decimals);
};

/** Minor units as the currency writes them; 1234 EUR is 12.34, 1234 JPY is 1234. */
export const formatMoney = (minor: number | string, currency: string): string => {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`} ${currency}`;
};
