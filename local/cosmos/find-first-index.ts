/**
 * The index of the first item for which `found` is true, from `from` on, or the number of items.
 * `found` must be true for all later items, too.
 */
export const findFirstIndex = <T extends object>(
  items: readonly T[],
  found: (item: T) => boolean,
  from = 0,
): number => {
  let low = from;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && found(item)) high = middle;
    else low = middle + 1;
  }
  return low;
};
