import { amqpComposite, amqpInt, amqpMap, amqpNull, amqpString, amqpTimestamp } from '../amqp-encoding.ts';
import { correlationFields } from './correlation-fields.ts';
import type { CorrelationFilter, Filter } from './filter.ts';
import type { Rule } from './rules.ts';

// Descriptors of the service.
const descriptors = {
  rule: 0x137_0000_0004,
  emptyAction: 0x137_0000_0005,
  sql: 0x13_7000_0006,
  all: 0x13_7000_0007,
  correlation: 0x13_7000_0009,
};

const COMPATIBILITY_LEVEL = 20;

const encodeCorrelation = ({ system, application }: CorrelationFilter): Buffer => {
  const fields = correlationFields.map(({ property }) => {
    const value = system.get(property);
    return value === undefined ? amqpNull : amqpString(value);
  });
  const pairs = [...application].flatMap(([name, value]) => [amqpString(name), value]);
  return amqpComposite(descriptors.correlation, [...fields, amqpMap(pairs)]);
};

const encodeFilter = (filter: Filter): Buffer => {
  switch (filter.type) {
    case 'all':
      return amqpComposite(descriptors.all, []);
    case 'sql':
      return amqpComposite(descriptors.sql, [amqpString(filter.expression), amqpInt(COMPATIBILITY_LEVEL)]);
    case 'correlation':
      return encodeCorrelation(filter);
  }
};

/** A rule description, as clients that list rules read it. */
export const encodeRule = ({ name, filter, createdAt }: Rule): Buffer =>
  amqpComposite(descriptors.rule, [
    encodeFilter(filter),
    amqpComposite(descriptors.emptyAction, []),
    amqpString(name),
    amqpTimestamp(createdAt),
  ]);
