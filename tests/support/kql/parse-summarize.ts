import { type Expression, parseArguments, parseColumns } from './parse-expression.ts';
import type { Row, Scope, Table } from './scope.ts';
import type { Cursor } from './tokenize.ts';

type Aggregate = (rows: Table, args: readonly Expression[], scope: Scope) => unknown;

const numbers = (rows: Table, value: Expression | undefined, scope: Scope): number[] =>
  rows.map((row) => value?.(row, scope)).filter((one): one is number => typeof one === 'number');

const holding = (rows: Table, condition: Expression | undefined, scope: Scope): Table =>
  rows.filter((row) => condition?.(row, scope) === true);

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** Null of no values. */
const extreme = (choose: (left: number, right: number) => number, values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((left, right) => choose(left, right));

const aggregates: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['count', (rows) => rows.length],
  ['countif', (rows, [condition], scope) => holding(rows, condition, scope).length],
  ['sum', (rows, [value], scope) => sum(numbers(rows, value, scope))],
  ['sumif', (rows, [value, condition], scope) => sum(numbers(holding(rows, condition, scope), value, scope))],
  ['min', (rows, [value], scope) => extreme(Math.min, numbers(rows, value, scope))],
  ['max', (rows, [value], scope) => extreme(Math.max, numbers(rows, value, scope))],
]);

type Column = readonly [string, (rows: Table, scope: Scope) => unknown];

const parseAggregates = (cursor: Cursor): Column[] => {
  const columns: Column[] = [];
  if (cursor.peek().text === 'by') return columns;
  do {
    const alias = cursor.peek(1).text === '=' ? cursor.expectName() : undefined;
    if (alias !== undefined) cursor.expect('=');
    const name = cursor.expectName();
    const aggregate = aggregates.get(name);
    if (aggregate === undefined) throw new Error(`tests/support/kql does not know the aggregate "${name}".`);
    const args = parseArguments(cursor);
    columns.push([alias ?? `${name}_`, (rows, scope) => aggregate(rows, args, scope)]);
  } while (cursor.take(','));
  return columns;
};

/** Without `by`, no rows are one row; with it, they are none. */
export const parseSummarize = (cursor: Cursor): ((table: Table, scope: Scope) => Table) => {
  const columns = parseAggregates(cursor);
  const keys = cursor.take('by') ? parseColumns(cursor) : undefined;

  const summarize = (key: Row, rows: Table, scope: Scope): Row => ({
    ...key,
    ...Object.fromEntries(columns.map(([name, value]) => [name, value(rows, scope)])),
  });

  return (table, scope) => {
    if (keys === undefined) return [summarize({}, table, scope)];
    const groups = new Map<string, { key: Row; rows: Row[] }>();
    for (const row of table) {
      const key = Object.fromEntries(keys.map(([name, value]) => [name, value(row, scope)]));
      const id = JSON.stringify(key);
      const group = groups.get(id) ?? { key, rows: [] };
      group.rows.push(row);
      groups.set(id, group);
    }
    return [...groups.values()].map(({ key, rows }) => summarize(key, rows, scope));
  };
};
