import { badRequest } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import { startAggregate } from './aggregates.ts';
import type { Query } from './ast.ts';
import { compileExpression } from './compile-expression.ts';
import { compileSources } from './compile-sources.ts';
import { checkGrouping } from './grouping.ts';
import type { AggregateCall, Row, RunSubquery, Scope } from './scope.ts';
import { selectedValue } from './selection.ts';

export const compileSubquery = (query: Query, outer: Scope): RunSubquery => {
  if (query.orderBy.length > 0 || query.groupBy.length > 0 || query.distinct || query.top || query.limit) {
    throw badRequest(
      'The local Cosmos server does not implement ORDER BY, GROUP BY, DISTINCT, TOP or OFFSET LIMIT in a subquery.',
    );
  }
  const scope = outer.nested();
  const expand = compileSources(query, scope, true);
  const where = query.where === undefined ? undefined : compileExpression(query.where, scope);
  const aggregates: AggregateCall[] = [];
  const select = compileExpression(selectedValue(query), scope.withAggregates(aggregates));
  const matches = (row: Row): boolean => where === undefined || where(row) === true;
  if (aggregates.length > 0) {
    checkGrouping(query, false);
    return (row) => {
      const totals = aggregates.map(({ kind }) => startAggregate(kind));
      expand(row, () => {
        if (matches(row)) aggregates.forEach(({ argument }, i) => void totals[i]?.add(argument(row)));
        return true;
      });
      const result = select({ slots: row.slots, totals });
      return result === undefined ? [] : [result];
    };
  }
  return (row, most) => {
    const found: Json[] = [];
    expand(row, () => {
      const value = matches(row) ? select(row) : undefined;
      if (value !== undefined) found.push(value);
      return found.length < most;
    });
    return found;
  };
};
