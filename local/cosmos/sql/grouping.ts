import { badRequest } from '../cosmos-error.ts';
import { type AggregateKind, isAggregate } from './aggregates.ts';
import type { Expression, Query } from './ast.ts';
import { printExpression } from './print.ts';

export type AggregateExpression = Extract<Expression, { type: 'call' }> & { name: AggregateKind };

export const aggregateCall = (node: Expression): AggregateExpression | undefined =>
  node.type === 'call' && isAggregate(node.name) ? { ...node, name: node.name } : undefined;

/** The direct parts of an expression. Subqueries have their own scopes. */
const parts = (node: Expression): Expression[] => {
  switch (node.type) {
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.then, node.otherwise];
    case 'in':
      return [node.operand, ...node.list];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'like':
      return [node.operand, node.pattern];
    case 'call':
      return node.args;
    case 'object':
      return node.members.map(({ value }) => value);
    case 'array':
      return node.elements;
    default:
      return [];
  }
};

/** Throws if an expression has no single value per group. */
const checkGrouped = (node: Expression, keys: ReadonlySet<string>, isPartial: boolean): void => {
  if (keys.has(printExpression(node))) return;
  if (aggregateCall(node) !== undefined) {
    throw badRequest('Compositions of aggregates and other expressions are not allowed.');
  }
  const leaf = node.type === 'identifier' || node.type === 'exists' || node.type === 'arrayQuery';
  if (leaf || node.type === 'scalarQuery') {
    throw badRequest(
      `'${printExpression(node)}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.`,
    );
  }
  const mayHoldAggregates = isPartial && (node.type === 'object' || node.type === 'array');
  for (const part of parts(node)) {
    if (!mayHoldAggregates || aggregateCall(part) === undefined) checkGrouped(part, keys, isPartial);
  }
};

/**
 * Checks the selection of a query with aggregates or GROUP BY. Throws 400. With `isPartial`, for a
 * query that a plan has rewritten for one range, objects and arrays may contain aggregates.
 */
export const checkGrouping = ({ select, groupBy }: Query, isPartial: boolean): void => {
  if (select.type === 'all') throw badRequest("'SELECT *' cannot be used with GROUP BY.");
  const keys = new Set(groupBy.map(printExpression));
  const selected = select.type === 'value' ? [select.value] : select.items.map(({ value }) => value);
  for (const node of selected) if (aggregateCall(node) === undefined) checkGrouped(node, keys, isPartial);
};
