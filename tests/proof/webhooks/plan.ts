import { makePlan as makeShopPlan, type Plan } from '../chaos/plan.ts';

/** The plan has ten orders a second; here they come more slowly, because each brings events. */
const STRETCH = 3;
const ORDERS_A_SECOND = 10;

/** Longer than it takes a new host to take over the leases of the feed. */
const KILL_EVERY_MS = 55_000;

const stretched = <T extends { at: number }>(planned: readonly T[]): T[] =>
  planned.map((each) => ({ ...each, at: each.at * STRETCH }));

/** `ms`: how long it takes. Kills are regular, but rare enough for the feed to make progress. */
export const makePlan = (seed: number, orders: number): Plan & { ms: number } => {
  const { happenings, visits, deliveries } = makeShopPlan(seed, (orders / ORDERS_A_SECOND) * 1.1);
  const ms = (orders / ORDERS_A_SECOND) * 1000 * STRETCH;
  const kills = Array.from({ length: Math.floor(ms / KILL_EVERY_MS) }, (_, n) => ({
    at: (n + 0.5) * KILL_EVERY_MS,
    what: 'kill' as const,
    downMs: 500,
  }));
  const others = stretched(happenings.filter(({ what }) => what !== 'kill')).filter(({ at }) => at < ms);
  return {
    ms,
    happenings: [...kills, ...others].toSorted((a, b) => a.at - b.at),
    visits: stretched(visits.slice(0, orders)),
    deliveries: stretched(deliveries).filter(({ at }) => at < ms),
  };
};
