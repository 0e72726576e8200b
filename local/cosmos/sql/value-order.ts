import { isObject, type Value } from '../json.ts';

/** Type order in ORDER BY: undefined, null, false, true, numbers, strings, arrays, objects. */
export const typeRank = (value: Value): number => {
  switch (typeof value) {
    case 'undefined':
      return 0;
    case 'boolean':
      return 2;
    case 'number':
      return 3;
    case 'string':
      return 4;
    default:
      if (value === null) return 1;
      return Array.isArray(value) ? 5 : 6;
  }
};

/** A total order over scalars. As in the service's ORDER BY, arrays and objects tie. */
export const compareValues = (a: Value, b: Value): number => {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = typeRank(a) - typeRank(b);
  if (rank !== 0) return rank;
  return typeof a === 'boolean' && typeof b === 'boolean' ? Number(a) - Number(b) : 0;
};

export const deepEqual = (a: Value, b: Value): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => deepEqual(element, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  );
};

/** The same text for equal values, whatever order their keys are in. */
export const canonicalText = (value: Value): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(',')}}`;
  }
  return value === undefined ? 'undefined' : JSON.stringify(value);
};
