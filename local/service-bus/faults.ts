const operations = ['send', 'schedule', 'deliver', 'settle'] as const;

/** `send` is a message on a link, `schedule` one over $management. */
export type FaultOperation = (typeof operations)[number];

const errors = ['server-busy', 'internal-error', 'quota-exceeded'] as const;

export type FaultError = (typeof errors)[number];

const possible = {
  'reject-send': ['send', 'schedule'],
  'drop-connection': ['send', 'schedule', 'deliver', 'settle'],
  delay: ['send', 'schedule'],
  timeout: ['send', 'schedule', 'settle'],
  'lose-lock': ['deliver'],
} as const satisfies Record<string, readonly FaultOperation[]>;

export type FaultKind = keyof typeof possible;

/** One rule. Strikes at `rate` (0 to 1) and at most `count` times. Default: always. */
export type FaultRule = {
  fault: FaultKind;
  rate?: number;
  count?: number;
  /** A queue's address. Absent: all queues. */
  entity?: string;
  /** Default: `send` and `schedule`; for `lose-lock`, `deliver`. */
  operations?: FaultOperation[];
  /** What `reject-send` answers. Default: `server-busy`. */
  error?: FaultError;
  /** `after`: it takes effect, only the answer is lost. `before` (the default): it does not. */
  applied?: 'before' | 'after';
  /** Milliseconds that a `delay` takes. */
  delayMs?: number;
};

export type FaultSettings = {
  rules?: FaultRule[];
  /** Seed of the random numbers behind `rate`. */
  seed?: number;
};

/** The settings are invalid. The message says why. */
export class InvalidFaults extends Error {
  override readonly name = 'InvalidFaults';
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuseStrays = (object: Fields, known: readonly string[]): void => {
  const stray = Object.keys(object).find((name) => !known.includes(name));
  if (stray !== undefined) throw new InvalidFaults(`${stray} is unknown.`);
};

const numberIn = (object: Fields, name: string, least: number, most: number): Record<string, number> => {
  const value = object[name];
  if (value === undefined) return {};
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new InvalidFaults(`${name} must be a number from ${least} to ${most}.`);
  }
  return { [name]: value };
};

const oneOf = <T extends string>(value: unknown, name: string, choices: readonly T[]): T => {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new InvalidFaults(`${name} must be one of ${choices.join(', ')}.`);
  return choice;
};

const optional = <T extends string>(object: Fields, name: string, choices: readonly T[]): Record<string, T> =>
  object[name] === undefined ? {} : { [name]: oneOf(object[name], name, choices) };

const isFaultKind = (value: string): value is FaultKind => Object.hasOwn(possible, value);

const operationsOf = (object: Fields, fault: FaultKind): { operations?: FaultOperation[] } => {
  const { operations: wanted } = object;
  if (wanted === undefined) return {};
  if (!Array.isArray(wanted) || wanted.length === 0) throw new InvalidFaults('operations must be a list.');
  const choices: readonly FaultOperation[] = possible[fault];
  return { operations: wanted.map((each) => oneOf(each, `operations of ${fault}`, choices)) };
};

const parseRule = (value: unknown): FaultRule => {
  if (!isFields(value)) throw new InvalidFaults('every rule must be an object.');
  const fault = oneOf(value.fault, 'fault', Object.keys(possible).filter(isFaultKind));
  const own: Record<FaultKind, string[]> = {
    'reject-send': ['error'],
    'drop-connection': ['applied'],
    delay: ['delayMs'],
    timeout: ['applied'],
    'lose-lock': [],
  };
  refuseStrays(value, ['fault', 'rate', 'count', 'entity', 'operations', ...own[fault]]);
  if (fault === 'delay' && value.delayMs === undefined) throw new InvalidFaults('delay needs delayMs.');
  if (value.entity !== undefined && typeof value.entity !== 'string')
    throw new InvalidFaults('entity must be a string.');
  return {
    fault,
    ...(value.entity === undefined ? {} : { entity: value.entity }),
    ...operationsOf(value, fault),
    ...optional(value, 'error', errors),
    ...optional(value, 'applied', ['before', 'after']),
    ...numberIn(value, 'rate', 0, 1),
    ...numberIn(value, 'count', 0, Number.MAX_SAFE_INTEGER),
    ...numberIn(value, 'delayMs', 0, 600_000),
  };
};

/** Checks settings from the control endpoint. Throws `InvalidFaults`. */
export const parseFaultSettings = (value: unknown): FaultSettings => {
  if (!isFields(value)) throw new InvalidFaults('an object is expected.');
  refuseStrays(value, ['rules', 'seed']);
  const { rules = [] } = value;
  if (!Array.isArray(rules)) throw new InvalidFaults('rules must be a list.');
  return { rules: rules.map(parseRule), ...numberIn(value, 'seed', 0, 0xffff_ffff) };
};

/** A small seeded generator (mulberry32): equal seeds give equal runs. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const defaultOperations = (fault: FaultKind): readonly FaultOperation[] =>
  fault === 'lose-lock' ? ['deliver'] : ['send', 'schedule'];

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
  let random = randomNumbers(1);
  let struck = 0;

  const strikes = (rule: FaultRule, operation: FaultOperation, entity: string): boolean => {
    if (!(rule.operations ?? defaultOperations(rule.fault)).includes(operation)) return false;
    if (rule.entity !== undefined && rule.entity.toLowerCase() !== entity.toLowerCase()) return false;
    if (rule.count !== undefined && rule.count <= 0) return false;
    return rule.rate === undefined || random() < rule.rate;
  };

  return {
    set(settings) {
      const checked = parseFaultSettings(settings);
      rules = checked.rules ?? [];
      random = randomNumbers(checked.seed ?? 1);
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
