import fc from 'fast-check';
import type { JsonObject } from '../../../local/cosmos/json.ts';
import { compileQuery } from '../../../local/cosmos/sql/compile.ts';
import { executePage } from '../../../local/cosmos/sql/execute.ts';
import { parse } from '../../../local/cosmos/sql/parse.ts';
import { stored } from './stored.ts';

// An independent implementation of the language, with a smaller grammar: no DISTINCT, OFFSET, GROUP
// BY, LIKE or NOT IN. It differs in two ways: IN of undefined, and BETWEEN of mixed types, are
// false instead of undefined.
type Implementation = { default(text: string): { exec(documents: object[]): { result: unknown } } };
const { default: query } = jest.requireActual<Implementation>('@zeit/cosmosdb-query');

const everything = { items: 1000, bytes: Number.POSITIVE_INFINITY };

const field = fc.constantFrom('c.a', 'c.b', 'c.n', 'c.n.x', 'c.tags[0]', 'c.missing');
const defined = fc.constantFrom('c.a', 'c.b');
const literal = fc.oneof(
  fc.integer({ min: -2, max: 3 }).map(String),
  fc.constantFrom('"x"', '"xy"', '""', 'true', 'false', 'null'),
);
const operand = fc.oneof(field, literal);
const comparison = fc
  .tuple(operand, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), operand)
  .map(([left, operator, right]) => `${left} ${operator} ${right}`);
const check = fc
  .tuple(fc.constantFrom('IS_DEFINED', 'IS_NULL', 'IS_STRING', 'IS_NUMBER', 'IS_ARRAY', 'IS_BOOL'), field)
  .map(([name, of]) => `${name}(${of})`);
const among = fc
  .tuple(defined, fc.array(literal, { minLength: 1, maxLength: 3 }))
  .map(([of, list]) => `${of} IN (${list.join(', ')})`);
const contains = fc
  .tuple(fc.constantFrom('STARTSWITH', 'CONTAINS', 'ENDSWITH'), fc.constantFrom('c.a', 'c.b'))
  .map(([name, of]) => `${name}(${of}, "x")`);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    comparison,
    check,
    among,
    contains,
    tie('condition').map((inner) => `NOT (${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  ),
}));

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom<string | boolean | null>('x', 'xy', '', true, false, null),
);
const document = fc.record(
  { a: scalar, b: scalar, n: fc.oneof(scalar, fc.record({ x: scalar })), tags: fc.array(scalar, { maxLength: 2 }) },
  { requiredKeys: ['a', 'b'] },
);
const documents = fc.array(document, { maxLength: 8 }).map((list) => list.map((each, n) => ({ id: `d${n}`, ...each })));

const ours = (text: string, among: JsonObject[]) =>
  executePage(compileQuery(parse(text), []), stored(among), undefined, everything).results;

const theirs = (text: string, among: JsonObject[]): unknown => query(text).exec(structuredClone(among)).result;

test('conditions select what an independent implementation selects', () => {
  fc.assert(
    fc.property(documents, condition, (among, where) => {
      const text = `SELECT VALUE c.id FROM c WHERE ${where}`;
      expect(ours(text, among)).toEqual(theirs(text, among));
    }),
    { numRuns: 500 },
  );
});

test('expressions have the values that an independent implementation gives them', () => {
  fc.assert(
    fc.property(documents, fc.array(fc.oneof(field, condition), { minLength: 1, maxLength: 3 }), (among, values) => {
      const items = values.map((value, n) => `(${value}) AS v${n}`);
      const text = `SELECT c.id, ${items.join(', ')} FROM c`;
      expect(ours(text, among)).toEqual(theirs(text, among));
    }),
    { numRuns: 150 },
  );
});
