import { amqpList, amqpMap, amqpNull, amqpString } from '../amqp-encoding.ts';
import { MalformedAmqp } from '../amqp-values.ts';
import { type Answer, ok, refuse } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { Entity } from '../entities.ts';
import { alreadyExists, argumentError, notAllowed, notFound } from '../failures.ts';
import { type RequestBody, readMap, readNumber, readText } from '../request-body.ts';
import { encodedEntriesIn, type Request } from '../request-response.ts';
import { correlationFields } from './correlation-fields.ts';
import { encodeRule } from './encode-rule.ts';
import type { Filter } from './filter.ts';
import { InvalidFilter } from './filter-tokens.ts';

const noRules = (address: string): Answer => ({
  status: 400,
  failure: notAllowed(`'${address}' has no rules: only subscriptions do.`),
});

const ruleAddress = (subscription: string, name: string): string => `${subscription}/Rules/${name}`;

const nameIn = (body: RequestBody): string => {
  const name = readText(body, 'rule-name') ?? '';
  if (name.length === 0 || name.length > 50) throw new MalformedAmqp('rule-name must have 1 to 50 characters');
  return name;
};

const correlationIn = (correlation: RequestBody, request: Request): Filter => ({
  type: 'correlation',
  system: new Map(
    correlationFields.flatMap(({ property, key }) => {
      const value = readText(correlation, key);
      return value === undefined ? [] : [[property, value] as const];
    }),
  ),
  application: encodedEntriesIn(request, 'rule-description', 'correlation-filter', 'properties'),
});

/** Undefined for a filter of another kind. */
const filterIn = (description: RequestBody, request: Request): Filter | undefined => {
  const sql = readMap(description, 'sql-filter');
  if (sql) return { type: 'sql', expression: readText(sql, 'expression') ?? '' };
  const correlation = readMap(description, 'correlation-filter');
  return correlation && correlationIn(correlation, request);
};

export const addRule = (entity: Entity, body: RequestBody, request: Request, clock: Clock): Answer => {
  const address = entity.queue.name;
  if (entity.kind !== 'subscription') return noRules(address);
  const name = nameIn(body);
  const description: RequestBody = readMap(body, 'rule-description') ?? new Map();
  if (readMap(description, 'sql-rule-action')) return refuse('The action of a rule');
  const filter = filterIn(description, request);
  if (!filter) return refuse('A filter that is neither an SQL filter nor a correlation filter');
  try {
    if (entity.rules.add({ name, filter, createdAt: clock.now() })) return ok(amqpNull);
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    return {
      status: 400,
      failure: argumentError(`The filter of the rule '${name}' cannot be used: ${error.message}.`),
    };
  }
  return { status: 409, failure: alreadyExists(ruleAddress(address, name)) };
};

export const removeRule = (entity: Entity, body: RequestBody): Answer => {
  const address = entity.queue.name;
  if (entity.kind !== 'subscription') return noRules(address);
  const name = nameIn(body);
  return entity.rules.remove(name) ? ok(amqpNull) : { status: 404, failure: notFound(ruleAddress(address, name)) };
};

/** Answers 204 beyond the last page. */
export const listRules = (entity: Entity, body: RequestBody): Answer => {
  if (entity.kind !== 'subscription') return noRules(entity.queue.name);
  const skip = readNumber(body, 'skip');
  const page = entity.rules.list().slice(skip, skip + readNumber(body, 'top'));
  if (page.length === 0) return { status: 204, body: amqpNull };
  const rules = page.map((rule) => amqpMap([amqpString('rule-description'), encodeRule(rule)]));
  return ok(amqpMap([amqpString('rules'), amqpList(rules)]));
};
