import { z } from 'zod';
import { checkShape, numberFrom, wholeNumberFrom } from '../check-shape.ts';
import { seededRandom } from '../seeded-random.ts';
import { badRequest, CosmosError } from './cosmos-error.ts';
import type { Operation } from './cosmos-request.ts';

const operations: readonly Operation[] = [
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
  'changeFeed',
  'partitionKeyRanges',
  'metadata',
];

const neverApplied: readonly unknown[] = [429, 449];

/** One rule. Strikes at `rate` (0 to 1) and at most `count` times. Default: always. */
const faultRule = z
  .strictObject({
    status: z.literal([429, 449, 503, 'timeout', 'drop', 'delay']),
    rate: z.exactOptional(numberFrom(0, 1)),
    count: z.exactOptional(wholeNumberFrom(0, Number.MAX_SAFE_INTEGER)),
    /** Default: all operations on documents. */
    operations: z.exactOptional(z.array(z.enum(operations)).min(1, 'must not be empty')),
    /** The id of a container. */
    container: z.exactOptional(z.string()),
    /** Milliseconds that a delay or a timeout takes. */
    delayMs: z.exactOptional(numberFrom(0, 600_000)),
    /** Milliseconds that a 429 asks the client to wait. */
    retryAfterMs: z.exactOptional(numberFrom(0, 600_000)),
    /** `after`: it takes effect, only the answer is lost. `before` (the default): it does not. */
    applied: z.exactOptional(z.enum(['before', 'after'])),
  })
  .refine(({ status, applied }) => applied !== 'after' || !neverApplied.includes(status), {
    path: ['applied'],
    error: 'must be before: a request that is answered 429 or 449 never takes effect',
  });

export type FaultRule = z.infer<typeof faultRule>;

const faultSettings = z.strictObject({
  rules: z.exactOptional(z.array(faultRule)),
  /** Reads without the session token of a write see the state of `lagMs` ago (for `forMs`). */
  staleReads: z.exactOptional(
    z.strictObject({
      lagMs: numberFrom(0, 3_600_000),
      forMs: z.exactOptional(numberFrom(0, Number.MAX_SAFE_INTEGER)),
    }),
  ),
  /** Seed of the random numbers behind `rate`. */
  seed: z.exactOptional(numberFrom(0, 0xffff_ffff)),
});

export type FaultSettings = z.infer<typeof faultSettings>;

/** Checks the body of `PUT /_hearth/faults`. Throws a 400 that lists every problem. */
export const parseFaultSettings = (body: unknown): FaultSettings => {
  const outcome = checkShape(faultSettings, 'faults', body);
  if ('data' in outcome) return outcome.data;
  throw badRequest(outcome.problems.join(' '));
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
  let random = seededRandom(1);
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
      random = seededRandom(wanted.seed ?? 1);
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
