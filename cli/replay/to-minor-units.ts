/** The API's limit for the price of one unit, in major units. */
export const MAX_PRICE = 9_000_000;

/** Far above the floating-point noise of a price (below 2e-7 cents), far below half a cent. */
const MAX_NOISE = 1e-6;

/**
 * A decimal price in major units as whole cents. Undefined if it is negative, too large, or has a
 * fraction of a cent, which must not be rounded silently.
 */
export const toMinorUnits = (price: number): number | undefined => {
  if (!(price >= 0 && price <= MAX_PRICE)) return undefined;
  const cents = Math.round(price * 100);
  return Math.abs(price * 100 - cents) < MAX_NOISE ? cents : undefined;
};
