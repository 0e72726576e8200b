import type { Value } from '../json.ts';
import type { BinaryOperator } from './ast.ts';
import type { Evaluate } from './scope.ts';
import { compareValues, deepEqual, typeRank } from './value-order.ts';

type Binary = (left: Evaluate, right: Evaluate) => Evaluate;

/** Comparing values of different types, arrays or objects gives undefined, not false. */
const ordering =
  (holds: (order: number) => boolean): Binary =>
  (left, right) =>
  (row) => {
    const a = left(row);
    const b = right(row);
    if (a === undefined || b === undefined) return undefined;
    if (typeof a === 'string' && typeof b === 'string') return holds(a < b ? -1 : a > b ? 1 : 0);
    if (typeof a === 'object' && a !== null) return undefined;
    const sameType = typeof a === typeof b && typeRank(a) === typeRank(b);
    return sameType ? holds(compareValues(a, b)) : undefined;
  };

const equality =
  (wanted: boolean): Binary =>
  (left, right) =>
  (row) => {
    const a = left(row);
    const b = right(row);
    return a === undefined || b === undefined ? undefined : deepEqual(a, b) === wanted;
  };

/** NaN and infinities are not JSON. */
export const finiteOrUndefined = (value: number): Value => (Number.isFinite(value) ? value : undefined);

const arithmetic =
  (compute: (a: number, b: number) => number): Binary =>
  (left, right) =>
  (row) => {
    const a = left(row);
    const b = right(row);
    return typeof a === 'number' && typeof b === 'number' ? finiteOrUndefined(compute(a, b)) : undefined;
  };

/** `decisive` settles the result, even against undefined: false for AND, true for OR. */
const logical =
  (decisive: boolean): Binary =>
  (left, right) =>
  (row) => {
    const a = left(row);
    if (a === decisive) return decisive;
    const b = right(row);
    if (b === decisive) return decisive;
    return a === !decisive && b === !decisive ? !decisive : undefined;
  };

export const binaryOperators: Record<BinaryOperator, Binary> = {
  AND: logical(false),
  OR: logical(true),
  '=': equality(true),
  '!=': equality(false),
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '|': arithmetic((a, b) => a | b),
  '&': arithmetic((a, b) => a & b),
  '^': arithmetic((a, b) => a ^ b),
  '||': (left, right) => (row) => {
    const a = left(row);
    const b = right(row);
    return typeof a === 'string' && typeof b === 'string' ? a + b : undefined;
  },
  '??': (left, right) => (row) => {
    const a = left(row);
    return a === undefined ? right(row) : a;
  },
};

export const unaryOperators: Record<'NOT' | '-' | '+' | '~', (value: Value) => Value> = {
  NOT: (value) => (typeof value === 'boolean' ? !value : undefined),
  '-': (value) => (typeof value === 'number' ? -value : undefined),
  '+': (value) => (typeof value === 'number' ? value : undefined),
  '~': (value) => (typeof value === 'number' ? ~value : undefined),
};
