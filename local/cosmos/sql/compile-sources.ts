import { badRequest } from '../cosmos-error.ts';
import type { Value } from '../json.ts';
import { type Expression, isQuery, type Query, type Source } from './ast.ts';
import { compileExpression } from './compile-expression.ts';
import type { Row, Scope } from './scope.ts';

/** Calls `emit` for each combination of the sources. Stops and returns false once `emit` does. */
export type Expand = (row: Row, emit: () => boolean) => boolean;

/** The slot of the document itself. */
export const documentSlot = 0;

/** Reserves the document's slot. Must be called before any other alias is declared. */
export const declareDocument = (scope: Scope): void => {
  if (scope.declare('') !== documentSlot) throw new Error('the document comes first');
};

type Inputs = (row: Row) => Value[];

const rootedAt = (node: Expression, name: string, root: Expression): Expression => {
  if (node.type === 'identifier') return node.name === name ? root : node;
  if (node.type === 'member' || node.type === 'index') return { ...node, object: rootedAt(node.object, name, root) };
  return node;
};

const rootName = (node: Expression): string | undefined => {
  if (node.type === 'identifier') return node.name;
  return node.type === 'member' || node.type === 'index' ? rootName(node.object) : undefined;
};

const compileInputs = (source: Source, scope: Scope, isFirst: boolean): Inputs => {
  const { from, iterate } = source;
  if (isQuery(from)) {
    const run = scope.compileSubquery(from);
    if (!iterate) return (row) => run(row, Number.POSITIVE_INFINITY);
    return (row) => run(row, Number.POSITIVE_INFINITY).flatMap((value) => (Array.isArray(value) ? value : []));
  }
  const name = rootName(from);
  if (name === undefined) throw badRequest('FROM takes a path or a subquery.');
  let input = (row: Row): Value => row.slots[documentSlot];
  if (!(isFirst && from.type === 'identifier' && scope.slotOf(name) === undefined)) {
    const hidden = '\u0000document';
    const named = isFirst && scope.slotOf(name) === undefined;
    input = named
      ? compileExpression(rootedAt(from, name, { type: 'identifier', name: hidden }), {
          ...scope,
          slotOf: (wanted) => (wanted === hidden ? documentSlot : scope.slotOf(wanted)),
        })
      : compileExpression(from, scope);
  }
  if (!iterate) {
    return (row) => {
      const value = input(row);
      return value === undefined ? [] : [value];
    };
  }
  return (row) => {
    const value = input(row);
    return Array.isArray(value) ? value : [];
  };
};

/** Compiles FROM and JOINs and declares their aliases. A subquery cannot name the collection. */
export const compileSources = (query: Pick<Query, 'sources'>, scope: Scope, isSubquery: boolean): Expand => {
  const steps = query.sources.map((source, i) => {
    const inputs = compileInputs(source, scope, i === 0 && !isSubquery);
    return { inputs, slot: scope.declare(source.alias) };
  });
  const run = (row: Row, depth: number, emit: () => boolean): boolean => {
    const step = steps[depth];
    if (step === undefined) return emit();
    for (const value of step.inputs(row)) {
      row.slots[step.slot] = value;
      if (!run(row, depth + 1, emit)) return false;
    }
    return true;
  };
  return (row, emit) => run(row, 0, emit);
};
