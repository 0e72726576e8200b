import type { Value } from '../json.ts';
import type { Expression, Query } from './ast.ts';
import type { Parameter } from './scope.ts';
import { documentPath } from './sort-path.ts';

type Scalar = string | number | boolean | null;

export interface Bound {
  value: Scalar;
  inclusive: boolean;
}

/** What every matching document is known to satisfy at one path. */
export interface Constraint {
  segments: string[];
  low?: Bound;
  high?: Bound;
}

const flipped: Record<string, string> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

function scalarOf(node: Expression, parameters: readonly Parameter[]): Scalar | undefined {
  let value: Value;
  if (node.type === 'constant') value = node.value;
  else if (node.type === 'parameter') value = parameters.find(({ name }) => name === node.name)?.value;
  return typeof value === 'object' && value !== null ? undefined : value;
}

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

function constraintOf(query: Query, node: Expression, parameters: readonly Parameter[]): Constraint | undefined {
  if (node.type !== 'binary' || flipped[node.operator] === undefined) return undefined;
  const left = documentPath(query, node.left);
  const segments = left ?? documentPath(query, node.right);
  const value = scalarOf(left === undefined ? node.left : node.right, parameters);
  if (segments === undefined || segments.length === 0 || value === undefined) return undefined;
  const operator = left === undefined ? flipped[node.operator] : node.operator;
  const bound = { value, inclusive: operator !== '<' && operator !== '>' };
  if (operator === '=') return { segments, low: bound, high: bound };
  return operator === '<' || operator === '<=' ? { segments, high: bound } : { segments, low: bound };
}

/** The comparisons of paths with constants that WHERE demands, those of one path together. Leaves out all others. */
export function constraintsOf(query: Query, parameters: readonly Parameter[]): Constraint[] {
  const byPath = new Map<string, Constraint>();
  if (query.where === undefined) return [];
  for (const node of conjuncts(query.where)) {
    const constraint = constraintOf(query, node, parameters);
    if (constraint === undefined) continue;
    const path = JSON.stringify(constraint.segments);
    const known = byPath.get(path);
    // A narrower bound on the same side is left to the filter: either one alone loses no document.
    byPath.set(path, known !== undefined && isEquality(known) ? known : { ...known, ...constraint });
  }
  return [...byPath.values()];
}

export function isEquality({ low, high }: Constraint): boolean {
  return low !== undefined && low.value === high?.value && low.inclusive && high.inclusive;
}
