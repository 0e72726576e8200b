import type { FaultSettings as CosmosFaults, FaultRule as CosmosRule } from '../../../local/cosmos/faults.ts';
import type { FaultSettings as BrokerFaults, FaultRule as BrokerRule } from '../../../local/service-bus/faults.ts';
import { seededRandom } from '../../crash/seeded-random.ts';

/** Something that goes wrong `at` milliseconds after the start. */
export type Happening = { at: number } & (
  | { what: 'kill'; downMs: number }
  | { what: 'cut'; forMs: number }
  | { what: 'restart' }
  | { what: 'cosmos'; settings: CosmosFaults }
  | { what: 'broker'; settings: BrokerFaults }
);

/**
 * A customer who places an order, and what happens to it `afterMs` later. `twice`: two simultaneous
 * calls with one key.
 */
export type Visit = {
  at: number;
  key: string;
  customer: string;
  lines: Readonly<Record<string, number>>;
  twice: boolean;
  next: readonly ('cancel' | 'ship')[];
  afterMs: number;
};

export type Delivery = { at: number; key: string; product: string; units: number };

export type Plan = { happenings: readonly Happening[]; visits: readonly Visit[]; deliveries: readonly Delivery[] };

const PER_SECOND = 10;

/** Units at the start. Some products never run out, the others again and again. */
export const products: Readonly<Record<string, number>> = {
  'ample-1': 1_000_000,
  'ample-2': 1_000_000,
  'ample-3': 1_000_000,
  'ample-4': 1_000_000,
  'scarce-1': 20,
  'scarce-2': 20,
  'scarce-3': 20,
};

const cosmosKinds: readonly CosmosFaults[] = [
  { rules: [{ status: 429, rate: 0.15, retryAfterMs: 20 }] },
  {
    rules: [
      { status: 503, rate: 0.07, applied: 'before' },
      { status: 503, rate: 0.05, applied: 'after' },
    ],
  },
  {
    rules: [
      { status: 'drop', rate: 0.04, applied: 'before' },
      { status: 'drop', rate: 0.04, applied: 'after' },
    ],
  },
  {
    rules: [
      { status: 'timeout', rate: 0.01, delayMs: 1000, applied: 'before' },
      { status: 'timeout', rate: 0.01, delayMs: 1000, applied: 'after' },
    ],
  },
  { rules: [{ status: 'delay', rate: 0.1, delayMs: 300 }] },
  // Longer than a lock.
  { rules: [{ status: 'delay', rate: 0.005, delayMs: 7000 }] },
  { rules: [{ status: 449, rate: 0.1, operations: ['batch', 'patch'] }] },
  { staleReads: { lagMs: 500 } },
];

const brokerKinds: readonly (readonly BrokerRule[])[] = [
  [{ fault: 'reject-send', rate: 0.1 }],
  [{ fault: 'reject-send', rate: 0.1, error: 'internal-error' }],
  [{ fault: 'drop-connection', rate: 0.02, operations: ['send', 'schedule', 'deliver'], applied: 'before' }],
  [{ fault: 'drop-connection', rate: 0.02, operations: ['send', 'schedule', 'settle'], applied: 'after' }],
  [{ fault: 'delay', rate: 0.05, delayMs: 1500 }],
  [
    { fault: 'timeout', rate: 0.01, applied: 'before' },
    { fault: 'timeout', rate: 0.01, applied: 'after' },
  ],
  [{ fault: 'lose-lock', rate: 0.1 }],
];

/** So large that it never runs out. What is left of it shows how often the rule struck. */
export const PLENTY = 1_000_000_000;

/**
 * Equal seeds and seconds give equal plans. Their execution differs from run to run, because timing
 * on the wire does.
 */
export const makePlan = (seed: number, seconds: number): Plan => {
  const end = seconds * 1000;

  /** Moments `least` to `most` milliseconds apart, with random numbers per kind. */
  const moments = <T>(
    stream: number,
    [least, most]: readonly [number, number],
    make: (r: Dice, at: number) => T,
  ): T[] => {
    const dice = diceOf(seededRandom(seed * 100 + stream));
    const made: T[] = [];
    for (let at = dice.between(0, most); at < end; at += dice.between(least, most)) made.push(make(dice, at));
    return made;
  };

  const happenings: Happening[] = [
    ...moments(1, [8_000, 25_000], (dice, at) => ({ at, what: 'kill' as const, downMs: dice.between(0, 2000) })),
    ...moments(2, [20_000, 70_000], (dice, at) => ({ at, what: 'cut' as const, forMs: dice.between(500, 6000) })),
    ...moments(3, [40_000, 110_000], (_, at) => ({ at, what: 'restart' as const })),
    ...moments(4, [4_000, 14_000], (dice, at) => ({ at, what: 'cosmos' as const, settings: cosmosWeather(dice) })),
    ...moments(5, [4_000, 14_000], (dice, at) => ({ at, what: 'broker' as const, settings: brokerWeather(dice) })),
  ];
  return {
    happenings: happenings.toSorted((a, b) => a.at - b.at),
    visits: moments(6, [0, 2000 / PER_SECOND], visit),
    deliveries: moments(7, [2_000, 5_000], (dice, at) => ({
      at,
      key: `delivery-${at}`,
      product: `scarce-${dice.between(1, 3)}`,
      units: dice.between(5, 15),
    })),
  };
};

type Dice = ReturnType<typeof diceOf>;

const diceOf = (random: () => number) => ({
  chance: (share: number): boolean => random() < share,
  /** A whole number, both bounds included. */
  between: (least: number, most: number): number => least + Math.floor(random() * (most - least + 1)),
});

/** Each kind is on or off independently, so usually several are on, and sometimes none. */
const cosmosWeather = (dice: Dice): CosmosFaults => {
  const on = cosmosKinds.filter(() => dice.chance(0.35));
  const stale = on.find(({ staleReads }) => staleReads !== undefined);
  const rules = on.flatMap(({ rules = [] }): CosmosRule[] => rules.map((rule) => ({ ...rule, count: PLENTY })));
  return { ...stale, rules, seed: dice.between(1, 1e9) };
};

const brokerWeather = (dice: Dice): BrokerFaults => {
  const on = brokerKinds.filter(() => dice.chance(0.35));
  return { rules: on.flat().map((rule) => ({ ...rule, count: PLENTY })), seed: dice.between(1, 1e9) };
};

const visit = (dice: Dice, at: number): Visit => {
  const line = (): [string, number] => [
    dice.chance(0.12) ? `scarce-${dice.between(1, 3)}` : `ample-${dice.between(1, 4)}`,
    dice.between(1, 3),
  ];
  const fate = dice.between(1, 100);
  return {
    at,
    key: `visit-${dice.between(1, 1e9)}-${at}`,
    customer: `customer-${dice.between(1, 50)}`,
    lines: Object.fromEntries(Array.from({ length: dice.between(1, 3) }, line)),
    twice: dice.chance(0.05),
    next: fate <= 15 ? ['cancel'] : fate <= 55 ? ['ship'] : fate <= 60 ? ['cancel', 'ship'] : [],
    afterMs: dice.between(0, 3000),
  };
};
