import { comparisons, conjunctions, disjunctions, memberships, type Operation, products } from './operations.ts';
import { scalarFunctions } from './scalar-functions.ts';
import { firstValue, type Row, type Scope } from './scope.ts';
import type { Cursor } from './tokenize.ts';

export type Expression = (row: Row, scope: Scope) => unknown;

type Parse = (cursor: Cursor) => Expression;

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A table that is named in an expression stands for the values of its first column. */
const lookUp =
  (name: string): Expression =>
  (row, { names }) => {
    if (Object.hasOwn(row, name)) return row[name];
    const bound = names.get(name);
    if (bound === undefined || 'call' in bound) throw new Error(`There is no column or value "${name}".`);
    return 'value' in bound ? bound.value : bound.table.map(firstValue);
  };

/** Separated by commas, up to the sign that closes the list. */
const parseList = (cursor: Cursor, close: string): Expression[] => {
  const items: Expression[] = [];
  if (cursor.take(close)) return items;
  do items.push(parseExpression(cursor));
  while (cursor.take(','));
  cursor.expect(close);
  return items;
};

export const parseArguments = (cursor: Cursor): Expression[] => {
  cursor.expect('(');
  return parseList(cursor, ')');
};

const parseCall = (cursor: Cursor, name: string): Expression => {
  const called = scalarFunctions.get(name);
  if (called === undefined) throw new Error(`tests/support/kql does not know the function "${name}".`);
  const args = parseArguments(cursor);
  return (row, scope) =>
    called(
      args.map((arg) => arg(row, scope)),
      scope.now,
    );
};

const parseValue: Parse = (cursor) => {
  const { kind, text } = cursor.next();
  if (kind === 'text') return () => text.slice(1, -1);
  if (kind === 'number') return () => Number(text);
  if (kind === 'span') return () => Number.parseInt(text, 10) * (MILLISECONDS[text.slice(-1)] ?? Number.NaN);
  if (kind === 'name') return cursor.peek().text === '(' ? parseCall(cursor, text) : lookUp(text);
  if (text === '[') {
    const items = parseList(cursor, ']');
    return (row, scope) => items.map((item) => item(row, scope));
  }
  if (text !== '(') throw new Error(`tests/support/kql does not know "${text}" as a value.`);
  const inner = parseExpression(cursor);
  cursor.expect(')');
  return inner;
};

const parseMember: Parse = (cursor) => {
  let value = parseValue(cursor);
  while (cursor.take('.')) {
    const [whole, member] = [value, cursor.expectName()];
    value = (row, scope) => Object(whole(row, scope))[member] ?? null;
  }
  return value;
};

/** Operations of one rank, from left to right. */
const parseChain =
  (parseOperand: Parse, operations: ReadonlyMap<string, Operation>): Parse =>
  (cursor) => {
    let value = parseOperand(cursor);
    for (;;) {
      const operation = operations.get(cursor.peek().text);
      if (operation === undefined) return value;
      cursor.next();
      const [left, right] = [value, parseOperand(cursor)];
      value = (row, scope) => operation(left(row, scope), right(row, scope));
    }
  };

const parseComparison: Parse = (cursor) => {
  const compared = parseChain(parseChain(parseMember, products), comparisons)(cursor);
  const isAmong = memberships.get(cursor.peek().text);
  if (isAmong === undefined) return compared;
  cursor.next();
  const list = parseArguments(cursor);
  return (row, scope) =>
    isAmong(
      compared(row, scope),
      list.flatMap((item) => item(row, scope)),
    );
};

/** As a function, because expressions are in expressions. */
export const parseExpression = (cursor: Cursor): Expression =>
  parseChain(parseChain(parseComparison, conjunctions), disjunctions)(cursor);

/** `name = value`, or only a column, separated by commas. */
export const parseColumns = (cursor: Cursor): (readonly [string, Expression])[] => {
  const columns: (readonly [string, Expression])[] = [];
  do {
    const name = cursor.peek().text;
    const isNamed = cursor.peek(1).text === '=';
    if (isNamed) {
      cursor.expectName();
      cursor.expect('=');
    }
    columns.push([name, parseExpression(cursor)]);
  } while (cursor.take(','));
  return columns;
};
