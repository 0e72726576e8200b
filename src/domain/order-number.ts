import { createHash } from 'node:crypto';
import { assertBrand, type Brand } from './brand.ts';
import { encodeBase32 } from './encode-base32.ts';
import type { OrderId } from './order-id.ts';

/** For people to read out and type, such as `XWCR-2YMZ-PZ0K`. Says nothing about the order. */
export type OrderNumber = Brand<string, 'OrderNumber'>;

// Crockford's base32 leaves out I, L and O, which look like 1 and 0, and U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const ORDER_NUMBER = /^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/;

/** Multiplies by the generator of GF(32), with the polynomial x^5 + x^2 + 1. */
const timesGenerator = (value: number): number => (value << 1) ^ (value >= 16 ? 0b100101 : 0);

/**
 * A weighted sum in GF(32). The weights are different powers of the generator, so any wrong
 * character changes the sum, and so do any two that are swapped.
 */
const checksum = (values: readonly number[]): number => values.reduce((sum, value) => timesGenerator(sum) ^ value, 0);

const isOrderNumber = (text: string): text is OrderNumber =>
  ORDER_NUMBER.test(text) && checksum([...text.replaceAll('-', '')].map((each) => alphabet.indexOf(each))) === 0;

const toGroups = (characters: string): string => characters.replaceAll(/.{4}(?=.)/g, '$&-');

/** 55 bits of the hash of the id, then a check character that makes the checksum 0. */
export const orderNumberOf = (id: OrderId): OrderNumber => {
  const digest = createHash('sha256').update(id).digest();
  const values = Array.from(encodeBase32(digest.subarray(0, 7)).slice(0, 11), (digit) => Number.parseInt(digit, 32));
  const checked = [...values, timesGenerator(checksum(values))];
  return assertBrand(toGroups(checked.map((value) => alphabet.charAt(value)).join('')), isOrderNumber, 'OrderNumber');
};

/**
 * Reads what people type: in either case, with or without dashes and spaces, O for 0, I or L for 1.
 * Undefined if a character is missing or wrong, or if two are swapped.
 */
export const parseOrderNumber = (text: string): OrderNumber | undefined => {
  const typed = text.replaceAll(/[\s\p{Pd}]/gu, '');
  // Checked before upper-casing, which turns some other letters into ASCII.
  if (!/^[0-9A-Za-z]{12}$/.test(typed)) return undefined;
  const number = toGroups(typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1'));
  return isOrderNumber(number) ? number : undefined;
};
