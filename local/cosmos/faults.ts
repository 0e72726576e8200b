import { CosmosError } from './cosmos-error.ts';
import type { Operation } from './cosmos-request.ts';
import { isObject, type Json, type JsonObject, property } from './json.ts';

type FaultStatus = 429 | 449 | 503 | 'timeout' | 'drop' | 'delay';

/** One rule. Strikes at `rate` (0 to 1) and at most `count` times. Default: always. */
export type FaultRule = {
  status: FaultStatus;
  rate?: number;
  count?: number;
  /** Default: all operations on documents. */
  operations?: Operation[];
  /** The id of a container. */
  container?: string;
  /** Milliseconds that a delay or a timeout takes. */
  delayMs?: number;
  /** Milliseconds that a 429 asks the client to wait. */
  retryAfterMs?: number;
  /** `after`: it takes effect, only the answer is lost. `before` (the default): it does not. */
  applied?: 'before' | 'after';
};

export type FaultSettings = {
  rules?: FaultRule[];
  /** Reads without the session token of a write see the state of `lagMs` ago (for `forMs`). */
  staleReads?: { lagMs: number; forMs?: number };
  /** Seed of the random numbers behind `rate`. */
  seed?: number;
};

const statuses: readonly FaultStatus[] = [429, 449, 503, 'timeout', 'drop', 'delay'];

const invalid = (reason: string): Error => new CosmosError(400, 'BadRequest', `Invalid faults: ${reason}`);

const numberOf = (object: JsonObject, name: string, least: number, most: number): Record<string, number> => {
  const value = property(object, name);
  if (value === undefined) return {};
  if (typeof value !== 'number' || value < least || value > most) {
    throw invalid(`${name} must be a number from ${least} to ${most}.`);
  }
  return { [name]: value };
};

const operationNames: readonly Operation[] = [
  'read',
  'create',
  'upsert',
  'replace',
  'patch',
  'delete',
  'batch',
  'bulk',
  'query',
  'queryPlan',
  'readFeed',
  'partitionKeyRanges',
  'metadata',
];

const operationsOf = (value: Json | undefined): { operations?: Operation[] } => {
  if (value === undefined) return {};
  if (!Array.isArray(value) || value.length === 0) throw invalid('operations must be a non-empty array.');
  return {
    operations: value.map((name) => {
      const known = operationNames.find((operation) => operation === name);
      if (known === undefined)
        throw invalid(`the operation ${JSON.stringify(name)} is not one of ${operationNames.join(', ')}.`);
      return known;
    }),
  };
};

const countOf = (rule: JsonObject): Record<string, number> => {
  const count = numberOf(rule, 'count', 0, Number.MAX_SAFE_INTEGER);
  if (!Object.values(count).every(Number.isInteger)) throw invalid('count must be an integer.');
  return count;
};

const refuseStray = (object: JsonObject, known: readonly string[]): void => {
  const stray = Object.keys(object).find((name) => !known.includes(name));
  if (stray !== undefined) throw invalid(`${stray} is unknown.`);
};

const ruleNames = ['status', 'rate', 'count', 'operations', 'container', 'delayMs', 'retryAfterMs', 'applied'];

const parseRule = (value: Json): FaultRule => {
  if (!isObject(value)) throw invalid('every rule must be an object.');
  refuseStray(value, ruleNames);
  const status = statuses.find((candidate) => candidate === property(value, 'status'));
  if (status === undefined) throw invalid(`status must be one of ${statuses.join(', ')}.`);
  const applied = property(value, 'applied') ?? 'before';
  if (applied !== 'before' && applied !== 'after') throw invalid('applied must be "before" or "after".');
  if (applied === 'after' && (status === 429 || status === 449)) {
    throw invalid(`a request that is answered ${status} never takes effect.`);
  }
  const container = property(value, 'container');
  if (container !== undefined && typeof container !== 'string') throw invalid('container must be a string.');
  return {
    status,
    applied,
    ...operationsOf(property(value, 'operations')),
    ...(container === undefined ? {} : { container }),
    ...numberOf(value, 'rate', 0, 1),
    ...countOf(value),
    ...numberOf(value, 'delayMs', 0, 600_000),
    ...numberOf(value, 'retryAfterMs', 0, 600_000),
  };
};

/** Reads the body of `PUT /_hearth/faults`. Throws 400. */
export const parseFaultSettings = (body: Json): FaultSettings => {
  if (!isObject(body)) throw invalid('an object is expected.');
  refuseStray(body, ['rules', 'staleReads', 'seed']);
  const rules = property(body, 'rules') ?? [];
  if (!Array.isArray(rules)) throw invalid('rules must be an array.');
  const stale = property(body, 'staleReads');
  if (stale !== undefined && !isObject(stale)) throw invalid('staleReads must be an object.');
  if (stale !== undefined) refuseStray(stale, ['lagMs', 'forMs']);
  const lagMs = stale && numberOf(stale, 'lagMs', 0, 3_600_000).lagMs;
  if (stale !== undefined && lagMs === undefined) throw invalid('staleReads must have lagMs.');
  return {
    rules: rules.map(parseRule),
    ...(stale === undefined || lagMs === undefined
      ? {}
      : { staleReads: { lagMs, ...numberOf(stale, 'forMs', 0, Number.MAX_SAFE_INTEGER) } }),
    ...numberOf(body, 'seed', 0, 0xffffffff),
  };
};

/** A small seeded generator (mulberry32): equal seeds give equal runs. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export type Faults = {
  /** Earlier writes count as replicated. Throws 400 for invalid settings. */
  set(settings: FaultSettings): void;
  clear(): void;
  get(): FaultSettings & { struck: number };
  /** The fault that strikes this request, if any. Counts as a strike. */
  next(operation: Operation, container: string | undefined): FaultRule | undefined;
  staleReads(): { lagMs: number } | undefined;
};

const untouchedByDefault: readonly Operation[] = ['metadata', 'partitionKeyRanges', 'queryPlan'];

/** `changed` is called before faults are set and cleared. */
export const createFaults = (clock: () => number, changed: () => void): Faults => {
  let settings: FaultSettings = {};
  let random = randomNumbers(1);
  let staleUntil = 0;
  let struck = 0;
  const strikes = (rule: FaultRule, operation: Operation, container: string | undefined): boolean => {
    if (rule.operations === undefined ? untouchedByDefault.includes(operation) : !rule.operations.includes(operation)) {
      return false;
    }
    if (rule.container !== undefined && rule.container !== container) return false;
    if (rule.count !== undefined && rule.count <= 0) return false;
    return rule.rate === undefined || random() < rule.rate;
  };
  return {
    set(wanted) {
      // Callers in JavaScript get the same checks as those over HTTP.
      settings = parseFaultSettings(JSON.parse(JSON.stringify(wanted)));
      changed();
      random = randomNumbers(wanted.seed ?? 1);
      staleUntil = clock() + (wanted.staleReads?.forMs ?? Number.POSITIVE_INFINITY);
      struck = 0;
    },
    clear() {
      changed();
      settings = {};
      struck = 0;
    },
    get: () => ({ ...settings, struck }),
    next(operation, container) {
      const rule = settings.rules?.find((candidate) => strikes(candidate, operation, container));
      if (rule === undefined) return undefined;
      struck += 1;
      if (rule.count !== undefined) rule.count -= 1;
      return rule;
    },
    staleReads() {
      const { staleReads } = settings;
      return staleReads === undefined || clock() >= staleUntil ? undefined : { lagMs: staleReads.lagMs };
    },
  };
};

/** The answer of a fault, if it has one. */
export const faultError = (rule: FaultRule): CosmosError | undefined => {
  switch (rule.status) {
    case 429:
      return new CosmosError(
        429,
        '429',
        'Message: {"Errors":["Request rate is large. More Request Units may be needed, so no changes were made. Please retry this request later."]}',
        {
          subStatus: 3200,
          headers: { 'x-ms-retry-after-ms': String(rule.retryAfterMs ?? 10) },
        },
      );
    case 449:
      return new CosmosError(
        449,
        'RetryWith',
        'Message: {"Errors":["Conflicting request to resource has been attempted. Retry to avoid conflicts."]}',
      );
    case 503:
      return new CosmosError(
        503,
        'ServiceUnavailable',
        'Service is currently unavailable, please retry after a while.',
      );
    case 'timeout':
      return new CosmosError(408, 'RequestTimeout', 'The requested operation exceeded maximum alloted time.');
    default:
      return undefined;
  }
};
