/** `amount` is in minor units (cents), always a safe integer; `currency` is an ISO 4217 code. */
export type Money = { amount: number; currency: string };

/** In minor units. With MAX_QUANTITY and MAX_LINES, every total stays a safe integer. */
export const MAX_PRICE = 900_000_000;

/** ISO 4217 without withdrawn codes, and without those that have no minor units, such as gold. */
const codesByMinorUnits: readonly (readonly [minorUnits: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY ' +
      'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS ' +
      'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR ' +
      'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP ' +
      'STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const minorUnits: ReadonlyMap<string, number> = new Map(
  codesByMinorUnits.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits] as const)),
);

/** Decimal digits of the minor unit: 2 for EUR, 0 for JPY. Undefined if it is not a currency. */
export const minorUnitsOf = (code: string): number | undefined => minorUnits.get(code);

export const isCurrency = (code: string): boolean => minorUnits.has(code);
