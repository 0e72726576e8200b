import type { WildcardStep } from '../../match-wildcards.ts';
import type { AmqpValue } from '../amqp-values.ts';
import type { MessageProperties } from './message-properties.ts';

/** Undefined is SQL's unknown: a property is absent, or its type cannot be compared. */
type Truth = boolean | undefined;

export type Predicate = (properties: MessageProperties) => Truth;

export const and =
  (left: Predicate, right: Predicate): Predicate =>
  (properties) => {
    const b = right(properties);
    return b === false ? false : left(properties) && b;
  };

export const or =
  (left: Predicate, right: Predicate): Predicate =>
  (properties) => {
    const b = right(properties);
    if (b === true) return true;
    const a = left(properties);
    return a === false ? b : a;
  };

export const not =
  (inner: Predicate): Predicate =>
  (properties) => {
    const truth = inner(properties);
    return truth === undefined ? undefined : !truth;
  };

const isNumber = (value: AmqpValue | undefined): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));

const order = <T extends string | number | bigint | boolean>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Negative, zero or positive; undefined for values of different types and for other types. */
export const compareProperties = (a: AmqpValue | undefined, b: AmqpValue | undefined): number | undefined => {
  if (isNumber(a) && isNumber(b)) return order<number | bigint>(a, b);
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(a, b);
  if (a instanceof Date && b instanceof Date) return order(a.getTime(), b.getTime());
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.compare(b);
  return undefined;
};

/** The steps of a LIKE pattern: `%` any characters, `_` one, unless `escapeChar` precedes them. */
export const likeSteps = (pattern: string, escapeChar: string | undefined): WildcardStep[] => {
  const chars = [...pattern];
  const steps: WildcardStep[] = [];
  for (let index = 0; index < chars.length; index += 1) {
    const isEscaped = chars[index] === escapeChar && index + 1 < chars.length;
    if (isEscaped) index += 1;
    const literal = chars[index];
    if (!isEscaped && literal === '%') steps.push('run');
    else if (!isEscaped && literal === '_') steps.push(() => true);
    else steps.push((char) => char === literal);
  }
  return steps;
};
