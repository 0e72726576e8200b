/**
 * Everything that may go one way or another is a decision: a number below `options`. 0 is what
 * happens on a good day, so a plan and the few decisions that are not 0 describe a run.
 */
const kinds = ['pick', 'fate', 'outage', 'stale', 'home', 'wait', 'late', 'lose', 'answer'] as const;

export type Kind = (typeof kinds)[number];

export type Decide = (kind: Kind, options: number) => number;

/** Decisions that are not 0, by position in the run. */
export type Script = ReadonlyMap<number, number>;

export type Decisions = {
  decide: Decide;
  /** All decisions so far, in order. */
  taken: readonly { kind: Kind; options: number; chosen: number }[];
};

export const deviationsOf = ({ taken }: Pick<Decisions, 'taken'>): Script =>
  new Map(taken.flatMap(({ chosen }, at) => (chosen === 0 ? [] : [[at, chosen] as const])));

const recorded = (source: (kind: Kind, options: number, at: number) => number): Decisions => {
  const taken: { kind: Kind; options: number; chosen: number }[] = [];
  return {
    taken,
    decide: (kind, options) => {
      if (options <= 1) return 0;
      const chosen = source(kind, options, taken.length);
      taken.push({ kind, options, chosen });
      return chosen;
    },
  };
};

/** A choice that a changed run no longer offers counts as 0. */
export const scripted = (script: Script): Decisions =>
  recorded((_kind, options, at) => {
    const chosen = script.get(at) ?? 0;
    return chosen < options ? chosen : 0;
  });

/** How often a decision of each kind is not 0. */
export type Rates = Record<Kind, number>;

/** The last fate is to stall: it lets a late handler find its order already changed by others. */
const STALL_SHARE = 0.3;

export const random = (rates: Rates, next: () => number): Decisions =>
  recorded((kind, options) => {
    if (next() >= rates[kind]) return 0;
    if (kind === 'fate' && next() < STALL_SHARE) return options - 1;
    return 1 + Math.floor(next() * (options - 1));
  });
