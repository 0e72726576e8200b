import { constraintsOf } from '../../../local/cosmos/sql/constraints.ts';
import { parse } from '../../../local/cosmos/sql/parse.ts';

const constraints = (where: string) => constraintsOf(parse(`SELECT * FROM c WHERE ${where}`), []);

const between = (path: string, low: [string | number, boolean], high: [string | number, boolean]) => ({
  segments: [path],
  low: { value: low[0], inclusive: low[1] },
  high: { value: high[0], inclusive: high[1] },
});

test('alternatives that bound one path on both sides require the range between the outermost bounds', () => {
  expect(constraints("(c.a > 'k' AND c.a <= 'm') OR (c.a >= 'b' AND c.a < 'd') OR c.a = 'm'")).toEqual([
    between('a', ['b', true], ['m', true]),
  ]);
});

test('they are required together with everything else', () => {
  expect(constraints('c.b = 1 AND ((c.a > 1 AND c.a < 2) OR (c.a > 5 AND c.a < 7))')).toEqual([
    between('b', [1, true], [1, true]),
    between('a', [1, false], [7, false]),
  ]);
});

test.each([
  ['an alternative without a bound on that path', '(c.a > 1 AND c.a < 2) OR c.b = 3'],
  ['an alternative that is open on one side', '(c.a > 1 AND c.a < 2) OR c.a > 5'],
  ['bounds of two types', "(c.a > 1 AND c.a < 2) OR (c.a > 'b' AND c.a < 'd')"],
  ['a negation', 'NOT (c.a = 1 OR c.a = 2)'],
])('%s requires nothing', (_, where) => {
  expect(constraints(where)).toEqual([]);
});
