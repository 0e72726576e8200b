import { badRequest } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import type { Expression, Query } from './ast.ts';
import { compileExpression } from './compile-expression.ts';
import { compileSources, declareDocument, type Expand } from './compile-sources.ts';
import { compileSubquery } from './compile-subquery.ts';
import { checkGrouping } from './grouping.ts';
import { type AggregateCall, type Evaluate, type Parameter, rootScope, type Scope } from './scope.ts';
import { selectedValue } from './selection.ts';
import { type SortPath, sortPaths } from './sort-path.ts';

export type CompiledQuery = {
  query: Query;
  expand: Expand;
  where: Evaluate;
  select: Evaluate;
  aggregates: AggregateCall[];
  groupBy: Evaluate[];
  orderBy: SortPath[];
  distinct: boolean;
  /** Rows to skip, and the most rows to return, TOP included. */
  offset: number;
  limit: number;
};

/** Compiles a query for one execution, with its parameters as constants. Throws 400. */
export const compileQuery = (query: Query, parameters: readonly Parameter[], isPartial = false): CompiledQuery => {
  if (query.sources.length === 0 && query.select.type !== 'all') {
    throw badRequest('The local Cosmos server does not implement queries without FROM.');
  }
  const scope = rootScope(parameters, compileSubquery);
  declareDocument(scope);
  const expand = compileSources(query, scope, false);
  const where = query.where === undefined ? () => true : compileExpression(query.where, scope);
  const aggregates: AggregateCall[] = [];
  const select = compileExpression(selectedValue(query), scope.withAggregates(aggregates));
  const isGrouped = aggregates.length > 0 || query.groupBy.length > 0;
  if (isGrouped) checkGrouping(query, isPartial);
  if (isGrouped && (query.orderBy.length > 0 || query.distinct)) {
    throw badRequest(
      'The local Cosmos server does not implement ORDER BY or DISTINCT together with aggregates or GROUP BY.',
    );
  }
  const top = compileCount(query.top, scope);
  const limit = compileCount(query.limit, scope);
  if (top !== undefined && limit !== undefined) throw badRequest("'TOP' and 'OFFSET LIMIT' cannot be used together.");
  return {
    query,
    expand,
    where,
    select,
    aggregates,
    groupBy: query.groupBy.map((key) => compileExpression(key, scope)),
    orderBy: sortPaths(query),
    distinct: query.distinct,
    offset: compileCount(query.offset, scope) ?? 0,
    limit: top ?? limit ?? Number.POSITIVE_INFINITY,
  };
};

const compileCount = (node: Expression | undefined, scope: Scope): number | undefined => {
  if (node === undefined) return undefined;
  const value = compileExpression(node, scope)({ slots: [], totals: [] });
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badRequest('TOP, OFFSET and LIMIT take a non-negative integer.');
};

/** The parameters of a request body. Throws 400. */
export const parseParameters = (value: Json | undefined): Parameter[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('The parameters of a query must be an array.');
  return value.map((entry) => {
    const name = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry.name : undefined;
    if (typeof name !== 'string' || typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      throw badRequest('A parameter of a query must have a name.');
    }
    return { name, value: entry.value };
  });
};
