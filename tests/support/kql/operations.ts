type Operation = (left: unknown, right: unknown) => unknown;

type Order = string | number;

const isOrdered = (value: unknown): value is Order => typeof value === 'string' || typeof value === 'number';

/** Null if one side is null. */
const ordered =
  (holds: (left: Order, right: Order) => boolean): Operation =>
  (left, right) => {
    if (left === null || right === null) return null;
    if (!isOrdered(left) || typeof left !== typeof right || !isOrdered(right)) {
      throw new Error(`${JSON.stringify(left)} and ${JSON.stringify(right)} cannot be compared.`);
    }
    return holds(left, right);
  };

/** Null equals nothing; whether two nulls are equal is not known. */
const equal: Operation = (left, right) => (left === null && right === null ? null : left === right);

const isEqualText: Operation = (left, right) => String(left).toLowerCase() === String(right).toLowerCase();

/** Whether a text holds a word, or several in a row, whatever their case. */
const hasTerm = (text: unknown, term: unknown): boolean => {
  const [all, sought] = [String(text ?? '').toLowerCase(), String(term).toLowerCase()];
  for (let found = all.indexOf(sought); found >= 0; found = all.indexOf(sought, found + 1)) {
    const around = `${all[found - 1] ?? ' '}${all[found + sought.length] ?? ' '}`;
    if (!/[a-z0-9]/.test(around)) return true;
  }
  return false;
};

export const comparisons: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['==', equal],
  [
    '!=',
    (left, right) => {
      const same = equal(left, right);
      return same === null ? null : !same;
    },
  ],
  ['<', ordered((left, right) => left < right)],
  ['<=', ordered((left, right) => left <= right)],
  ['>', ordered((left, right) => left > right)],
  ['>=', ordered((left, right) => left >= right)],
  ['=~', isEqualText],
  ['has', hasTerm],
  ['startswith', (text, start) => String(text).toLowerCase().startsWith(String(start).toLowerCase())],
]);

export const memberships: ReadonlyMap<string, (value: unknown, list: readonly unknown[]) => boolean> = new Map([
  ['in', (value: unknown, list: readonly unknown[]) => list.includes(value)],
  ['!in', (value: unknown, list: readonly unknown[]) => !list.includes(value)],
  ['has_any', (value: unknown, list: readonly unknown[]) => list.some((term) => hasTerm(value, term))],
]);

const onNumbers =
  (operate: (left: number, right: number) => number): Operation =>
  (left, right) => {
    if (left === null || right === null) return null;
    if (typeof left !== 'number' || typeof right !== 'number') throw new Error(`${left} or ${right} is no number.`);
    return operate(left, right);
  };

export const products: ReadonlyMap<string, Operation> = new Map([
  ['*', onNumbers((left, right) => left * right)],
  ['/', onNumbers((left, right) => left / right)],
]);

/** A condition that is null does not hold. */
export const conjunctions: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['and', (left, right) => left === true && right === true],
]);

export const disjunctions: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['or', (left, right) => left === true || right === true],
]);

export type { Operation };
