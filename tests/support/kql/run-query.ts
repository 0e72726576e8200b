import { parseArguments, parseColumns, parseExpression } from './parse-expression.ts';
import { parseSummarize } from './parse-summarize.ts';
import { type Bound, firstValue, type Row, type Scope, type Table } from './scope.ts';
import { type Cursor, openQuery } from './tokenize.ts';

type Step = (table: Table, scope: Scope) => Table;
type Tabular = (scope: Scope) => Table;

const NO_ROW: Row = {};

const parseExtend = (cursor: Cursor): Step => {
  const columns = parseColumns(cursor);
  return (table, scope) =>
    table.map((row) => {
      const extended: Record<string, unknown> = { ...row };
      for (const [name, value] of columns) extended[name] = value(extended, scope);
      return extended;
    });
};

const parseExpand = (cursor: Cursor): Step => {
  const name = cursor.expectName();
  for (const word of ['to', 'typeof', '(', 'string', ')']) cursor.expect(word);
  return (table) =>
    table.flatMap((row) => {
      const values: unknown = row[name];
      return Array.isArray(values) ? values.map((value: unknown) => ({ ...row, [name]: value })) : [];
    });
};

const parseWhere = (cursor: Cursor): Step => {
  const condition = parseExpression(cursor);
  return (table, scope) => table.filter((row) => condition(row, scope) === true);
};

const steps: ReadonlyMap<string, (cursor: Cursor) => Step> = new Map<string, (cursor: Cursor) => Step>([
  ['where', parseWhere],
  ['extend', parseExtend],
  ['summarize', parseSummarize],
  ['mv-expand', parseExpand],
  ['count', () => (table) => [{ Count: table.length }]],
]);

/** A table, a call of a function that gives one, or `print`. */
const parseSource = (cursor: Cursor): Tabular => {
  const name = cursor.expectName();
  if (name === 'print') {
    const columns = parseColumns(cursor);
    return (scope) => [Object.fromEntries(columns.map(([column, value]) => [column, value(NO_ROW, scope)]))];
  }
  const args = cursor.peek().text === '(' ? parseArguments(cursor) : undefined;
  return (scope) => {
    const bound = scope.names.get(name);
    if (bound && 'call' in bound && args) return bound.call(args.map((arg) => arg(NO_ROW, scope)));
    if (bound && 'table' in bound && !args) return bound.table;
    throw new Error(`There is no table "${name}".`);
  };
};

const parseTabular = (cursor: Cursor): Tabular => {
  const source = parseSource(cursor);
  const parsed: Step[] = [];
  while (cursor.take('|')) {
    const { text } = cursor.next();
    const parseStep = steps.get(text);
    if (parseStep === undefined) throw new Error(`tests/support/kql does not know the operator "${text}".`);
    parsed.push(parseStep(cursor));
  }
  return (scope) => parsed.reduce((table, step) => step(table, scope), source(scope));
};

/** `(name: string) { ... }` */
const parseFunction = (cursor: Cursor): ((scope: Scope) => Bound) => {
  const parameters: string[] = [];
  do {
    parameters.push(cursor.expectName());
    cursor.expect(':');
    cursor.expect('string');
  } while (cursor.take(','));
  for (const sign of [')', '{']) cursor.expect(sign);
  const body = parseTabular(cursor);
  cursor.expect('}');
  return (scope) => ({
    call: (args) => {
      const own = parameters.map((name, i): [string, Bound] => [name, { value: args[i] ?? null }]);
      return body({ ...scope, names: new Map([...scope.names, ...own]) });
    },
  });
};

const parseDefinition = (cursor: Cursor): ((scope: Scope) => Bound) => {
  if (cursor.take('(')) return parseFunction(cursor);
  if (!cursor.take('toscalar')) {
    const table = parseTabular(cursor);
    return (scope) => ({ table: table(scope) });
  }
  cursor.expect('(');
  const table = parseTabular(cursor);
  cursor.expect(')');
  return (scope) => ({ value: firstValue(table(scope)[0]) });
};

/**
 * The rows that a query finds at a time. It knows the part of KQL that the alerts use, and throws
 * on everything else, also on a column or table that is not there.
 */
export const runQuery = (query: string, tables: Readonly<Record<string, Table>>, now: number): Table => {
  const cursor = openQuery(query);
  const known = Object.entries(tables).map(([name, table]): [string, Bound] => [name, { table }]);
  let scope: Scope = { now, names: new Map(known) };
  while (cursor.take('let')) {
    const name = cursor.expectName();
    cursor.expect('=');
    const define = parseDefinition(cursor);
    cursor.expect(';');
    scope = { now, names: new Map([...scope.names, [name, define(scope)]]) };
  }
  const body = parseTabular(cursor);
  const rest = cursor.peek();
  if (rest.kind !== 'end') throw new Error(`"${rest.text}" is one too many.`);
  return body(scope);
};
