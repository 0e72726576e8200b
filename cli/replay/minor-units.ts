/** Largest price of one unit that the API takes, in major units. */
const MAX_PRICE = 1_000_000;

/** Far above the noise that binary floating point adds to a price (below 2e-8 cents here), far below the half cent of a third decimal. */
const NOISE = 1e-6;

/**
 * A decimal price in major units as whole cents; undefined where it is no price: negative, too large, or with a fraction of a cent,
 * which no rounding may decide silently.
 */
export const minorUnitsOf = (price: number): number | undefined => {
  if (!(price >= 0 && price <= MAX_PRICE)) return undefined;
  const cents = Math.round(price * 100);
  return Math.abs(price * 100 - cents) < NOISE ? cents : undefined;
};
