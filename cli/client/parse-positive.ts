import { InvalidArgumentError } from 'commander';

/** A whole number above 0, as an option takes it. */
export const parsePositive = (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value === 0) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
};
