import type { Decisions } from '../decisions.ts';
import { relayDeadline } from '../relay-deadline.ts';
import { drained, runChaos, wakeStalled } from '../scheduler.ts';
import type { Outcome } from '../simulation.ts';
import { MINUTE, withTimersOf } from '../virtual-clock.ts';
import { checkEvents } from './check-events.ts';
import { advance, nextChange, optionsOf, startable } from './event-options.ts';
import type { EventPlan } from './event-plan.ts';
import { reconcile, tick } from './event-workers.ts';
import { type EventWorld, eventWorld } from './event-world.ts';
import { owedIn } from './owed.ts';
import { type Staff, staff } from './staff.ts';

const HOPS = 24;
/** The longest call of a receiver, and the wait for its turn. */
const CALL_MS = 20_000;
const MAX_CALM = 5 * 24 * 60 * MINUTE;

/** Does everything that needs no time to pass. */
const flush = async (w: EventWorld, s: Staff): Promise<void> => {
  while (w.broken() === undefined) {
    await drained();
    const point = w.running.points.find(({ fate }) => fate !== 'stall');
    const [next] = [...startable(w), ...s.ready()];
    if (point) w.running.resume(point);
    else if (next) next();
    else return;
  }
};

/** Nothing goes wrong now: whatever is due is done by the time the relay next sends for it. */
const untilQuiet = async (w: EventWorld, s: Staff): Promise<void> => {
  const began = w.clock.ms();
  await flush(w, s);
  while (w.broken() === undefined) {
    const deadlines = owedIn(w).map(({ what, since }) => {
      const deadline = relayDeadline(since, Math.max(began, Date.parse(since)));
      if (w.clock.ms() >= deadline + CALL_MS) w.breaks(`${what} is stuck since ${since}`);
      return w.clock.ms() < deadline ? deadline : deadline + CALL_MS;
    });
    const next = Math.min(nextChange(w), ...deadlines);
    if (next === Number.POSITIVE_INFINITY) return;
    if (next > began + MAX_CALM) w.breaks('it is never quiet');
    advance(w, next);
    await flush(w, s);
  }
};

/** Nothing is sent for what waits for a disabled endpoint, even if it is that moment's turn. */
const relayForDisabled = async (w: EventWorld, s: Staff): Promise<void> => {
  const waiting = w.deliveries.all().find(({ status }) => status === 'pending');
  if (waiting?.status !== 'pending') return;
  w.clock.advanceTo(relayDeadline(waiting.nextAt, Math.max(w.clock.ms(), Date.parse(waiting.nextAt))));
  tick(w);
  await untilQuiet(w, s);
};

/** What changed in the last quarter of an hour is left to the feed. */
const startReconciliation = (w: EventWorld): void => {
  advance(w, w.clock.ms() + 16 * MINUTE);
  reconcile(w);
};

/** By now, nothing is missing. */
const reconcileAtLast = async (w: EventWorld, s: Staff): Promise<void> => {
  const before = w.stats.reconcileCreated;
  startReconciliation(w);
  await untilQuiet(w, s);
  if (w.stats.reconcileCreated > before) w.breaks('the reconciliation found an event that was missing');
};

const live = async (w: EventWorld): Promise<void> => {
  await w.open();
  const s = staff(w);
  await runChaos(w, HOPS, (last, resume) => optionsOf(w, s, last, resume));
  w.beCalm();
  // It looks two days back, so it must not wait for the last webhook.
  if (w.plan.lossy) startReconciliation(w);
  await untilQuiet(w, s);
  await wakeStalled(w, () => untilQuiet(w, s));
  checkEvents(w);
  await reconcileAtLast(w, s);
  await relayForDisabled(w, s);
};

/** Runs until all is quiet. Depends only on its plan and its decisions. */
export const simulateEvents = async (plan: EventPlan, decisions: Decisions, traced = false): Promise<Outcome> => {
  const w = eventWorld(plan, decisions, traced);
  await withTimersOf(w.clock, () => live(w));
  for (const { status } of w.deliveries.all()) if (status !== 'pending') w.stats[status] += 1;
  return { broken: w.broken(), stats: w.stats, timeline: w.timeline };
};
