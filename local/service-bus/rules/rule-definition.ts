import { z } from 'zod';
import { amqpBoolean, amqpDouble, amqpLong, amqpString } from '../amqp-encoding.ts';
import { implemented } from '../implemented.ts';
import { correlationFields } from './correlation-fields.ts';
import { InvalidFilter } from './filter-tokens.ts';
import { parseSqlFilter } from './parse-sql-filter.ts';
import type { RuleDefinition } from './rules.ts';

const describeProblem = (expression: unknown): string | undefined => {
  try {
    parseSqlFilter(String(expression));
    return undefined;
  } catch (error) {
    if (error instanceof InvalidFilter) return error.message;
    throw error;
  }
};

const sqlExpression = z.string().refine((text) => describeProblem(text) === undefined, {
  error: ({ input }) => `cannot be used: ${describeProblem(input)}`,
});

const text = z.exactOptional(z.string());

const scalar = z.union([z.string(), z.number(), z.boolean()], 'must be text, a number, true or false');

const correlationFilter = implemented({
  ContentType: text,
  CorrelationId: text,
  Label: text,
  MessageId: text,
  Properties: z.exactOptional(z.record(z.string(), scalar)),
  ReplyTo: text,
  ReplyToSessionId: text,
  SessionId: text,
  To: text,
}).refine(({ Properties = {}, ...system }) => Object.keys(system).length + Object.keys(Properties).length > 0, {
  error: 'needs a property to compare',
});

const ruleProperties = z.discriminatedUnion('FilterType', [
  implemented({ FilterType: z.literal('Sql'), SqlFilter: implemented({ SqlExpression: sqlExpression }) }),
  implemented({ FilterType: z.literal('Correlation'), CorrelationFilter: correlationFilter }),
]);

/** A rule in the config.json of the official emulator. */
export const configuredRule = (name: z.ZodString) => implemented({ Name: name, Properties: ruleProperties });

type ConfiguredRule = z.infer<ReturnType<typeof configuredRule>>;

const encodeProperty = (value: string | number | boolean): Buffer => {
  if (typeof value === 'string') return amqpString(value);
  if (typeof value === 'boolean') return amqpBoolean(value);
  return Number.isSafeInteger(value) ? amqpLong(value) : amqpDouble(value);
};

export const toRuleDefinition = ({ Name, Properties }: ConfiguredRule): RuleDefinition => {
  if (Properties.FilterType === 'Sql') {
    return { name: Name, filter: { type: 'sql', expression: Properties.SqlFilter.SqlExpression } };
  }
  const { CorrelationFilter } = Properties;
  const application = Object.entries(CorrelationFilter.Properties ?? {});
  return {
    name: Name,
    filter: {
      type: 'correlation',
      system: new Map(
        correlationFields.flatMap(({ property, setting }) => {
          const value = CorrelationFilter[setting];
          return value === undefined ? [] : [[property, value] as const];
        }),
      ),
      application: new Map(application.map(([name, value]) => [name, encodeProperty(value)])),
    },
  };
};
