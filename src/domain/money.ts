/** `amount` is in minor units (cents), always a safe integer; `currency` is an ISO 4217 code. */
export type Money = { amount: number; currency: string };

/** In minor units. With MAX_QUANTITY and MAX_LINES, every total stays a safe integer. */
export const MAX_PRICE = 100_000_000;

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export const isCurrency = (code: string): boolean => currencies.has(code);
