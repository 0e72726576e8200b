import { matchWildcards } from '../../match-wildcards.ts';
import type { AmqpValue } from '../amqp-values.ts';
import { type FilterReader, readFilter } from './filter-reader.ts';
import { InvalidFilter } from './filter-tokens.ts';
import { type Operand, parseOperand, parseProperty, takeConstant } from './parse-operand.ts';
import { and, compareProperties, likeSteps, not, or, type Predicate } from './truth.ts';

/** The service's limit. It also bounds how deep a filter nests. */
const MAX_EXPRESSION_LENGTH = 1_024;

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Parses an SQL filter, of which it knows a subset. Throws `InvalidFilter`. */
export const parseSqlFilter = (text: string): Predicate => {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new InvalidFilter(`the expression has over ${MAX_EXPRESSION_LENGTH} characters`);
  }
  const reader = readFilter(text);
  const predicate = parseOr(reader);
  if (reader.peek().type !== 'end') throw reader.unexpected('AND, OR or the end');
  return predicate;
};

const parseOr = (reader: FilterReader): Predicate => {
  let left = parseAnd(reader);
  while (reader.acceptWord('OR')) left = or(left, parseAnd(reader));
  return left;
};

const parseAnd = (reader: FilterReader): Predicate => {
  let left = parseNot(reader);
  while (reader.acceptWord('AND')) left = and(left, parseNot(reader));
  return left;
};

const parseNot = (reader: FilterReader): Predicate => {
  if (reader.acceptWord('NOT')) return not(parseNot(reader));
  if (reader.acceptWord('EXISTS')) return parseExists(reader);
  if (!reader.acceptSymbol('(')) return parseTest(reader);
  const inner = parseOr(reader);
  reader.expectSymbol(')');
  return inner;
};

const parseExists = (reader: FilterReader): Predicate => {
  reader.expectSymbol('(');
  const property = parseProperty(reader);
  reader.expectSymbol(')');
  return (properties) => property(properties) !== undefined;
};

/** One comparison, `IS NULL`, `LIKE` or `IN`. */
const parseTest = (reader: FilterReader): Predicate => {
  const left = parseOperand(reader);
  if (reader.acceptWord('IS')) return parseIsNull(reader, left);
  if (reader.acceptWord('NOT')) return not(parseMembership(reader, left));
  const token = reader.peek();
  const holds = token.type === 'symbol' ? comparisons[token.text] : undefined;
  if (!holds) return parseMembership(reader, left);
  reader.take();
  const right = parseOperand(reader);
  return (properties) => {
    const order = compareProperties(left(properties), right(properties));
    return order === undefined ? undefined : holds(order);
  };
};

const parseIsNull = (reader: FilterReader, left: Operand): Predicate => {
  const isNegated = reader.acceptWord('NOT');
  if (!reader.acceptWord('NULL')) throw reader.unexpected('NULL');
  return (properties) => ((left(properties) ?? null) === null) !== isNegated;
};

const parseMembership = (reader: FilterReader, left: Operand): Predicate => {
  if (reader.acceptWord('LIKE')) return parseLike(reader, left);
  if (reader.acceptWord('IN')) return parseIn(reader, left);
  throw reader.unexpected('a comparison, IN, LIKE or IS');
};

const parseLike = (reader: FilterReader, left: Operand): Predicate => {
  const pattern = parseText(reader, 'a pattern in single quotes');
  const escapeChar = reader.acceptWord('ESCAPE') ? parseText(reader, 'a character in single quotes') : undefined;
  if (escapeChar !== undefined && [...escapeChar].length !== 1) {
    throw new InvalidFilter(`ESCAPE takes one character, not '${escapeChar}'`);
  }
  const steps = likeSteps(pattern, escapeChar);
  return (properties) => {
    const value = left(properties);
    return typeof value === 'string' ? matchWildcards(steps, value) : undefined;
  };
};

const parseText = (reader: FilterReader, expected: string): string => {
  const token = reader.peek();
  if (token.type !== 'string') throw reader.unexpected(expected);
  reader.take();
  return token.value;
};

const parseIn = (reader: FilterReader, left: Operand): Predicate => {
  reader.expectSymbol('(');
  const members: AmqpValue[] = [];
  do {
    const constant = takeConstant(reader);
    if (constant === undefined) throw reader.unexpected('a constant');
    members.push(constant);
  } while (reader.acceptSymbol(','));
  reader.expectSymbol(')');
  return (properties) => {
    const orders = members.map((member) => compareProperties(left(properties), member));
    if (orders.includes(0)) return true;
    return orders.every((order) => order === undefined) ? undefined : false;
  };
};
