import { z } from 'zod';
import { checkShape, numberFrom, wholeNumberFrom } from '../check-shape.ts';
import { seededRandom } from '../seeded-random.ts';

/** `send` is a message on a link, `schedule` one over $management. */
export type FaultOperation = 'send' | 'schedule' | 'deliver' | 'settle';

const operations = <const T extends FaultOperation>(...possible: readonly T[]) =>
  z.exactOptional(z.array(z.enum(possible)).min(1, 'must not be empty'));

const faultError = z.enum(['server-busy', 'internal-error', 'quota-exceeded']);

export type FaultError = z.infer<typeof faultError>;

/** `after`: it takes effect, only the answer is lost. `before` (the default): it does not. */
const applied = z.exactOptional(z.enum(['before', 'after']));

/** Strikes at `rate` (0 to 1) and at most `count` times. Default: always. */
const when = {
  rate: z.exactOptional(numberFrom(0, 1)),
  count: z.exactOptional(wholeNumberFrom(0, Number.MAX_SAFE_INTEGER)),
  /** The address of a queue, topic or subscription. Absent: all. */
  entity: z.exactOptional(z.string()),
};

const faultRule = z.discriminatedUnion('fault', [
  z.strictObject({
    fault: z.literal('reject-send'),
    ...when,
    operations: operations('send', 'schedule'),
    /** Default: `server-busy`. */
    error: z.exactOptional(faultError),
  }),
  z.strictObject({
    fault: z.literal('drop-connection'),
    ...when,
    operations: operations('send', 'schedule', 'deliver', 'settle'),
    applied,
  }),
  z.strictObject({
    fault: z.literal('delay'),
    ...when,
    operations: operations('send', 'schedule'),
    delayMs: numberFrom(0, 600_000),
  }),
  z.strictObject({
    fault: z.literal('timeout'),
    ...when,
    operations: operations('send', 'schedule', 'settle'),
    applied,
  }),
  z.strictObject({ fault: z.literal('lose-lock'), ...when, operations: operations('deliver') }),
]);

export type FaultRule = z.infer<typeof faultRule>;

const faultSettings = z.strictObject({
  rules: z.exactOptional(z.array(faultRule)),
  /** Seed of the random numbers behind `rate`. */
  seed: z.exactOptional(numberFrom(0, 0xffff_ffff)),
});

export type FaultSettings = z.infer<typeof faultSettings>;

/** The settings are invalid. The message lists every problem. */
export class InvalidFaults extends Error {
  override readonly name = 'InvalidFaults';
}

/** Checks settings from the control endpoint. Throws `InvalidFaults`. */
export const parseFaultSettings = (value: unknown): FaultSettings => {
  const outcome = checkShape(faultSettings, 'faults', value);
  if ('data' in outcome) return outcome.data;
  throw new InvalidFaults(outcome.problems.join(' '));
};

const operationsOf = ({ fault, operations }: FaultRule): readonly FaultOperation[] =>
  operations ?? (fault === 'lose-lock' ? ['deliver'] : ['send', 'schedule']);

export type Faults = {
  /** Replaces all rules. Throws `InvalidFaults`. */
  set(settings: FaultSettings): void;
  clear(): void;
  get(): FaultSettings & { struck: number };
  /** The rule that strikes this operation, if any. Counts as a strike. */
  next(operation: FaultOperation, entity: string): FaultRule | undefined;
};

export const createFaults = (): Faults => {
  let rules: FaultRule[] = [];
  let random = seededRandom(1);
  let struck = 0;

  const strikes = (rule: FaultRule, operation: FaultOperation, entity: string): boolean => {
    if (!operationsOf(rule).includes(operation)) return false;
    if (rule.entity !== undefined && rule.entity.toLowerCase() !== entity.toLowerCase()) return false;
    if (rule.count !== undefined && rule.count <= 0) return false;
    return rule.rate === undefined || random() < rule.rate;
  };

  return {
    set(settings) {
      const checked = parseFaultSettings(settings);
      rules = checked.rules ?? [];
      random = seededRandom(checked.seed ?? 1);
      struck = 0;
    },
    clear() {
      rules = [];
      struck = 0;
    },
    get: () => ({ rules: rules.map((rule) => ({ ...rule })), struck }),
    next(operation, entity) {
      const rule = rules.find((candidate) => strikes(candidate, operation, entity));
      if (!rule) return undefined;
      struck += 1;
      if (rule.count !== undefined) rule.count -= 1;
      return rule;
    },
  };
};
