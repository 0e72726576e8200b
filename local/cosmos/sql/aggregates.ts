import { isObject, type Value } from '../json.ts';
import { compareValues } from './value-order.ts';

export type AggregateKind = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

export type Aggregate = {
  add(value: Value): void;
  result(): Value;
};

export const isAggregate = (name: string): name is AggregateKind =>
  name === 'COUNT' || name === 'SUM' || name === 'AVG' || name === 'MIN' || name === 'MAX';

/** COUNT counts defined values. SUM and AVG are undefined if any value is not a number. */
export const startAggregate = (kind: AggregateKind): Aggregate => {
  switch (kind) {
    case 'COUNT': {
      let count = 0;
      return {
        add(value) {
          if (value !== undefined) count += 1;
        },
        result: () => count,
      };
    }
    case 'SUM':
    case 'AVG':
      return startSum(kind === 'AVG');
    case 'MIN':
    case 'MAX':
      return startExtreme(kind === 'MIN' ? -1 : 1);
  }
};

const startSum = (average: boolean): Aggregate => {
  let sum = 0;
  let count = 0;
  let broken = false;
  return {
    add(value) {
      if (value === undefined) return;
      if (typeof value !== 'number') broken = true;
      else sum += value;
      count += 1;
    },
    result() {
      if (broken || (average && count === 0)) return undefined;
      const total = average ? sum / count : sum;
      return Number.isFinite(total) ? total : undefined;
    },
  };
};

const startExtreme = (sign: -1 | 1): Aggregate => {
  let best: Value;
  let broken = false;
  return {
    add(value) {
      if (value === undefined) return;
      if (Array.isArray(value) || isObject(value)) broken = true;
      else if (best === undefined || compareValues(value, best) * sign > 0) best = value;
    },
    result: () => (broken ? undefined : best),
  };
};
