import { readValue } from '../amqp-values.ts';
import { InvalidFilter } from './filter-tokens.ts';
import type { SystemProperty } from './message-properties.ts';
import { parseSqlFilter } from './parse-sql-filter.ts';
import { compareProperties, type Predicate } from './truth.ts';

export type CorrelationFilter = {
  type: 'correlation';
  system: ReadonlyMap<SystemProperty, string>;
  /** Application properties, encoded: a client that lists the rules gets the types it sent. */
  application: ReadonlyMap<string, Buffer>;
};

export type Filter = { type: 'all' } | { type: 'sql'; expression: string } | CorrelationFilter;

const compileCorrelation = ({ system, application }: CorrelationFilter): Predicate => {
  if (system.size + application.size === 0) throw new InvalidFilter('a correlation filter needs a property to compare');
  const wanted = [...application].map(([name, encoded]) => ({
    name: name.toLowerCase(),
    value: readValue({ buffer: encoded, offset: 0 }),
  }));
  return (properties) =>
    [...system].every(([name, value]) => properties.system(name) === value) &&
    wanted.every(({ name, value }) => compareProperties(properties.application(name), value) === 0);
};

/** Throws `InvalidFilter`. */
export const compileFilter = (filter: Filter): Predicate => {
  switch (filter.type) {
    case 'all':
      return () => true;
    case 'sql':
      return parseSqlFilter(filter.expression);
    case 'correlation':
      return compileCorrelation(filter);
  }
};
