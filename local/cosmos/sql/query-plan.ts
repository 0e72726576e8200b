import { badRequest } from '../cosmos-error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { PartitionKeyValue } from '../partition-key.ts';
import { effectivePartitionKey } from '../partition-key-hash.ts';
import type { AggregateKind } from './aggregates.ts';
import type { Query } from './ast.ts';
import type { CompiledQuery } from './compile.ts';
import { constraintsOf, isEquality } from './constraints.ts';
import { type AggregateExpression, aggregateCall } from './grouping.ts';
import { printExpression, printQuery } from './print.ts';
import type { Parameter } from './scope.ts';
import { selectedNames } from './selection.ts';

/** The SDK replaces this with a filter when it continues from a token. */
const filterPlaceholder = '{documentdb-formattableorderbyquery-filter}';

const aggregateTypes: Record<AggregateKind, string> = {
  COUNT: 'Count',
  SUM: 'Sum',
  AVG: 'Average',
  MIN: 'Min',
  MAX: 'Max',
};

/** The part of an aggregate that each range computes, in the form that the SDK merges. */
const partialAggregate = ({ name, args }: AggregateExpression): string => {
  const argument = args.map(printExpression).join(', ');
  switch (name) {
    case 'COUNT':
    case 'SUM':
      return `{"item": ${name}(${argument})}`;
    case 'AVG':
      return `{"item": {"sum": SUM(${argument}), "count": COUNT(${argument})}}`;
    case 'MIN':
    case 'MAX':
      return `{"item": ${name}(${argument}), "item2": {"${name.toLowerCase()}": ${name}(${argument}), "count": COUNT(${argument})}}`;
  }
};

type Info = {
  distinctType: 'None' | 'Ordered' | 'Unordered';
  top: number | null;
  offset: number | null;
  limit: number | null;
  orderBy: Json[];
  orderByExpressions: Json[];
  groupByExpressions: Json[];
  groupByAliases: Json[];
  aggregates: Json[];
  groupByAliasToAggregateType: JsonObject;
  rewrittenQuery: string;
  hasSelectValue: boolean;
  hasNonStreamingOrderBy: false;
};

const rewriteGroups = (query: Query): Partial<Info> => {
  const { select, groupBy } = query;
  const keys = groupBy.map((key) => `{"item": ${printExpression(key)}}`).join(', ');
  const groupItems = groupBy.length === 0 ? '' : `[${keys}] AS groupByItems, `;
  const groupByExpressions = groupBy.map(printExpression);
  if (select.type === 'value') {
    const call = aggregateCall(select.value);
    const payload = call === undefined ? printExpression(select.value) : `[${partialAggregate(call)}]`;
    const selection = groupBy.length === 0 ? `VALUE ${payload}` : `${groupItems}${payload} AS payload`;
    return {
      aggregates: call === undefined ? [] : [aggregateTypes[call.name]],
      groupByExpressions,
      rewrittenQuery: printQuery(query, { selection, limit: '' }),
    };
  }
  if (select.type !== 'list') throw badRequest("'SELECT *' cannot be used with GROUP BY.");
  const names = selectedNames(select.items);
  const types: JsonObject = {};
  const members = select.items.map(({ value }, i) => {
    const name = names[i] ?? '';
    const call = aggregateCall(value);
    types[name] = call === undefined ? null : aggregateTypes[call.name];
    return `${JSON.stringify(name)}: ${call === undefined ? printExpression(value) : partialAggregate(call)}`;
  });
  const selection = `${groupItems}{${members.join(', ')}} AS payload`;
  return {
    groupByExpressions,
    groupByAliases: names,
    groupByAliasToAggregateType: types,
    rewrittenQuery: printQuery(query, { selection, limit: '' }),
  };
};

const rewriteOrder = (query: Query, limit: string | undefined): Partial<Info> => {
  const alias = query.sources[0]?.alias ?? 'c';
  const keys = query.orderBy.map(({ value }) => `{"item": ${printExpression(value)}}`).join(', ');
  const payload = ((): string => {
    switch (query.select.type) {
      case 'all':
        return alias;
      case 'value':
        return printExpression(query.select.value);
      case 'list': {
        const names = selectedNames(query.select.items);
        const members = query.select.items.map(
          ({ value }, i) => `${JSON.stringify(names[i] ?? '')}: ${printExpression(value)}`,
        );
        return `{${members.join(', ')}}`;
      }
    }
  })();
  // As within a partition, an undefined value makes no row.
  const isRow = query.select.type === 'value' ? ` AND IS_DEFINED(${payload})` : '';
  const filter = `${filterPlaceholder}${isRow}`;
  const selection = `${alias}._rid, [${keys}] AS orderByItems, ${payload} AS payload`;
  return {
    orderBy: query.orderBy.map(({ descending }) => (descending ? 'Descending' : 'Ascending')),
    orderByExpressions: query.orderBy.map(({ value }) => printExpression(value)),
    // The client removes duplicates: with its _rid, every row is unique.
    rewrittenQuery: printQuery(
      { ...query, distinct: false },
      { selection, filter, ...(limit === undefined ? {} : { limit }) },
    ),
  };
};

const distinctType = ({ distinct, orderBy, select }: Query): Info['distinctType'] => {
  if (!distinct) return 'None';
  const selected =
    select.type === 'value' ? [select.value] : select.type === 'list' ? select.items.map((item) => item.value) : [];
  const sorted = new Set(orderBy.map(({ value }) => printExpression(value)));
  const follows = selected.length > 0 && selected.every((value) => sorted.has(printExpression(value)));
  // Only if equal rows are adjacent can the client compare each row with the one before.
  return follows && sorted.size === selected.length ? 'Ordered' : 'Unordered';
};

const queryInfo = (compiled: CompiledQuery): Info => {
  const { query } = compiled;
  const isGrouped = compiled.aggregates.length > 0 || query.groupBy.length > 0;
  // Each range must return everything up to the limit. OFFSET counts over all ranges.
  const limit = query.offset === undefined ? undefined : `OFFSET 0 LIMIT ${compiled.offset + compiled.limit}`;
  const info: Info = {
    distinctType: distinctType(query),
    top: query.top === undefined ? null : compiled.limit,
    offset: query.offset === undefined ? null : compiled.offset,
    limit: query.offset === undefined ? null : compiled.limit,
    orderBy: [],
    orderByExpressions: [],
    groupByExpressions: [],
    groupByAliases: [],
    aggregates: [],
    groupByAliasToAggregateType: {},
    rewrittenQuery: limit === undefined ? '' : printQuery(query, { limit }),
    hasSelectValue: query.select.type === 'value',
    hasNonStreamingOrderBy: false,
  };
  if (isGrouped) return { ...info, ...rewriteGroups(query) };
  return query.orderBy.length === 0 ? info : { ...info, ...rewriteOrder(query, limit) };
};

/** Whether the client must merge the ranges' answers. If not, it reads one range after another. */
export const needsMerging = (compiled: CompiledQuery): boolean => {
  const { query, aggregates } = compiled;
  return (
    aggregates.length > 0 ||
    query.groupBy.length > 0 ||
    query.orderBy.length > 0 ||
    query.distinct ||
    query.top !== undefined ||
    query.offset !== undefined
  );
};

/** The partition key that WHERE requires, if it fixes one. */
export const pinnedKey = (
  query: Query,
  parameters: readonly Parameter[],
  partitionKeySegments: readonly string[],
): { value: PartitionKeyValue } | undefined => {
  const pinned = constraintsOf(query, parameters).find(
    (constraint) =>
      isEquality(constraint) &&
      constraint.segments.length === partitionKeySegments.length &&
      constraint.segments.every((name, i) => name === partitionKeySegments[i]),
  );
  return pinned?.low && { value: pinned.low.value };
};

/** The answer to a query plan request: how the SDK should run the query over the ranges. */
export const queryPlan = (compiled: CompiledQuery, pinned: { value: PartitionKeyValue } | undefined): JsonObject => {
  const key = pinned && effectivePartitionKey(pinned.value);
  const range =
    key === undefined
      ? { min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }
      : { min: key, max: key, isMinInclusive: true, isMaxInclusive: true };
  return { partitionedQueryExecutionInfoVersion: 2, queryInfo: { ...queryInfo(compiled) }, queryRanges: [range] };
};
