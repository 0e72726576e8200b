import { badRequest } from '../cosmos-error.ts';
import type { Json, Value } from '../json.ts';
import type { Aggregate, AggregateKind } from './aggregates.ts';
import type { Query } from './ast.ts';

/** The state of one execution: the current value of each alias, and the group's running totals. */
export type Row = {
  slots: Value[];
  totals: Aggregate[];
};

export type Evaluate = (row: Row) => Value;

/** Runs a subquery for the current row. Stops at `most` values. */
export type RunSubquery = (row: Row, most: number) => Json[];

export type Parameter = {
  name: string;
  value: Value;
};

export type AggregateCall = {
  kind: AggregateKind;
  argument: Evaluate;
};

/**
 * The names of a query or subquery while it is compiled. Each alias of the whole query has its own
 * slot, so nested loops can write to one row in place.
 */
export type Scope = {
  slotOf(name: string): number | undefined;
  declare(name: string): number;
  nested(): Scope;
  parameter(name: string): Value;
  /** Present if aggregates are allowed: collects them. */
  readonly aggregates: AggregateCall[] | undefined;
  withAggregates(aggregates: AggregateCall[] | undefined): Scope;
  /** Passed in, because expressions contain subqueries and subqueries contain expressions. */
  compileSubquery(query: Query): RunSubquery;
};

export const rootScope = (
  parameters: readonly Parameter[],
  compileSubquery: (query: Query, outer: Scope) => RunSubquery,
): Scope => {
  const counter = { slots: 0 };
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const build = (
    names: Map<string, number>,
    outer: ((name: string) => number | undefined) | undefined,
    aggregates: AggregateCall[] | undefined,
  ): Scope => {
    const slotOf = (name: string): number | undefined => names.get(name) ?? outer?.(name);
    const scope: Scope = {
      slotOf,
      declare(name) {
        if (name !== '' && names.has(name)) throw badRequest(`The alias '${name}' is already in use.`);
        const slot = counter.slots++;
        if (name !== '') names.set(name, slot);
        return slot;
      },
      nested: () => build(new Map(), slotOf, undefined),
      parameter(name) {
        if (!values.has(name)) throw badRequest(`The parameter ${name} is used but not given.`);
        return values.get(name);
      },
      aggregates,
      withAggregates: (list) => build(names, outer, list),
      compileSubquery: (query) => compileSubquery(query, scope),
    };
    return scope;
  };
  return build(new Map(), undefined, undefined);
};
