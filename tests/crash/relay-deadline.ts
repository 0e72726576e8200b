import { MINUTE } from './virtual-clock.ts';

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

/**
 * When the relay next sends for a debt, after `after`: the first whole minute at which its age is a
 * power of two.
 */
export const relayDeadline = (dueSince: string, after: number): number => {
  const since = Date.parse(dueSince);
  let minute = Math.floor(after / MINUTE) + 1;
  for (;;) {
    const age = Math.floor((minute * MINUTE - since) / MINUTE);
    if (age >= 1 && isPowerOfTwo(age)) return minute * MINUTE;
    minute += 1;
  }
};
