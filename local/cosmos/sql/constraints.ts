import type { Value } from '../json.ts';
import type { Expression, Query } from './ast.ts';
import type { Parameter } from './scope.ts';
import { documentPath } from './sort-path.ts';
import { compareValues } from './value-order.ts';

type Scalar = string | number | boolean | null;

export type Bound = {
  value: Scalar;
  inclusive: boolean;
};

/** A range that every matching document must satisfy at one path. */
export type Constraint = {
  segments: string[];
  low?: Bound;
  high?: Bound;
};

const mirroredOperators: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

const scalarOf = (node: Expression, parameters: readonly Parameter[]): Scalar | undefined => {
  let value: Value;
  if (node.type === 'constant') value = node.value;
  else if (node.type === 'parameter') value = parameters.find(({ name }) => name === node.name)?.value;
  return typeof value === 'object' && value !== null ? undefined : value;
};

function* conjuncts(node: Expression): Generator<Expression> {
  if (node.type === 'binary' && node.operator === 'AND') {
    yield* conjuncts(node.left);
    yield* conjuncts(node.right);
  } else if (node.type === 'between') {
    yield { type: 'binary', operator: '>=', left: node.operand, right: node.low };
    yield { type: 'binary', operator: '<=', left: node.operand, right: node.high };
  } else {
    yield node;
  }
}

const constraintOf = (query: Query, node: Expression, parameters: readonly Parameter[]): Constraint | undefined => {
  if (node.type !== 'binary' || mirroredOperators[node.operator] === undefined) return undefined;
  const left = documentPath(query, node.left);
  const segments = left ?? documentPath(query, node.right);
  const value = scalarOf(left === undefined ? node.left : node.right, parameters);
  if (segments === undefined || segments.length === 0 || value === undefined) return undefined;
  const operator = left === undefined ? mirroredOperators[node.operator] : node.operator;
  const bound = { value, inclusive: operator !== '<' && operator !== '>' };
  if (operator === '=') return { segments, low: bound, high: bound };
  return operator === '<' || operator === '<=' ? { segments, high: bound } : { segments, low: bound };
};

function* disjuncts(node: Expression): Generator<Expression> {
  if (node.type === 'binary' && node.operator === 'OR') {
    yield* disjuncts(node.left);
    yield* disjuncts(node.right);
  } else {
    yield node;
  }
}

/** The outermost bound on one side, if all are of one type. */
const outermost = (bounds: readonly (Bound | undefined)[], direction: 1 | -1): Bound | undefined =>
  bounds.reduce((found, bound) => {
    if (found === undefined || bound === undefined || typeof found.value !== typeof bound.value) return undefined;
    const order = compareValues(bound.value, found.value) * direction;
    return order > 0 || (order === 0 && bound.inclusive) ? bound : found;
  });

/** If all alternatives bound a path on both sides: the range between their outermost bounds. */
const hullsOf = (query: Query, node: Expression, parameters: readonly Parameter[]): Constraint[] => {
  if (node.type !== 'binary' || node.operator !== 'OR') return [];
  const [first = [], ...others] = [...disjuncts(node)].map((each) => demandsOf(query, each, parameters));
  return first.flatMap(({ segments, low, high }) => {
    const path = JSON.stringify(segments);
    const same = others.map((each) => each.find((other) => JSON.stringify(other.segments) === path));
    const hull = {
      low: outermost([low, ...same.map((each) => each?.low)], -1),
      high: outermost([high, ...same.map((each) => each?.high)], 1),
    };
    if (hull.low === undefined || hull.high === undefined || typeof hull.low.value !== typeof hull.high.value)
      return [];
    return [{ segments, low: hull.low, high: hull.high }];
  });
};

/** The comparisons of paths with constants in WHERE, merged per path. Ignores all others. */
export const constraintsOf = (query: Query, parameters: readonly Parameter[]): Constraint[] =>
  query.where === undefined ? [] : demandsOf(query, query.where, parameters);

const demandsOf = (query: Query, condition: Expression, parameters: readonly Parameter[]): Constraint[] => {
  const byPath = new Map<string, Constraint>();
  const found = [...conjuncts(condition)].flatMap((node) => {
    const constraint = constraintOf(query, node, parameters);
    return constraint === undefined ? hullsOf(query, node, parameters) : [constraint];
  });
  for (const constraint of found) {
    const path = JSON.stringify(constraint.segments);
    const known = byPath.get(path);
    // Of two bounds on one side, either is safe to use: the filter applies both.
    byPath.set(path, known !== undefined && isEquality(known) ? known : { ...known, ...constraint });
  }
  return [...byPath.values()];
};

export const isEquality = ({ low, high }: Constraint): boolean =>
  low !== undefined && low.value === high?.value && low.inclusive && high.inclusive;
