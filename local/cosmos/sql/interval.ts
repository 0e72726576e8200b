import type { Value } from '../json.ts';
import type { SortedIndex } from '../sorted-index.ts';
import { type Bound, type Constraint, isEquality } from './constraints.ts';

/** Positions in an index. `to` is exclusive. */
export type Interval = {
  from: number;
  to: number;
};

/** The least value of the bound's type, and the least value of the next type. */
const typeBounds = ({ value }: Bound): { least: Value; end: Value } => {
  switch (typeof value) {
    case 'number':
      return { least: Number.NEGATIVE_INFINITY, end: '' };
    case 'string':
      return { least: '', end: [] };
    case 'boolean':
      return { least: false, end: Number.NEGATIVE_INFINITY };
    default:
      return { least: null, end: false };
  }
};

/** Where the documents are that satisfy the constraints on the leading keys of the index. */
export const intervalOf = (index: SortedIndex, constraints: readonly Constraint[]): Interval => {
  const prefix: Value[] = [];
  for (const path of index.paths) {
    const constraint = constraints.find(
      ({ segments }) =>
        segments.length === path.segments.length && segments.every((name, i) => name === path.segments[i]),
    );
    if (constraint === undefined) break;
    if (isEquality(constraint)) {
      prefix.push(constraint.low?.value);
      continue;
    }
    return rangeWithin(index, prefix, constraint, path.descending);
  }
  return { from: index.seek(prefix, false), to: index.seek(prefix, true) };
};

const rangeWithin = (index: SortedIndex, prefix: Value[], { low, high }: Constraint, descending: boolean): Interval => {
  const bound = low ?? high;
  if (bound === undefined) return { from: index.seek(prefix, false), to: index.seek(prefix, true) };
  const { least, end } = typeBounds(bound);
  const seek = (value: Value, after: boolean): number => index.seek([...prefix, value], after);
  if (!descending) {
    return {
      from: low === undefined ? seek(least, false) : seek(low.value, !low.inclusive),
      to: high === undefined ? seek(end, false) : seek(high.value, high.inclusive),
    };
  }
  return {
    from: high === undefined ? seek(end, true) : seek(high.value, !high.inclusive),
    to: low === undefined ? seek(least, true) : seek(low.value, low.inclusive),
  };
};
