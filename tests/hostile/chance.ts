import { seededRandom } from '../crash/seeded-random.ts';

/** What one file is made of, told by its seed alone. */
export type Chance = {
  /** A whole number of 0 up to, not including, `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  bytes(length: number): Buffer;
};

export const createChance = (seed: number): Chance => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
};
