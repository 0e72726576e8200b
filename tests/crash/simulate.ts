import type { Debt, Order } from '../../src/domain/order.ts';
import { LOCK_MS } from './broker.ts';
import { checkBooks } from './check-books.ts';
import { type Clients, clients, reconcile, replayAll, retry } from './clients.ts';
import type { Decisions } from './decisions.ts';
import { hasReconcile, type Plan } from './plan.ts';
import type { Point, Task } from './processes.ts';
import { relayDeadline } from './relay-deadline.ts';
import { drained, type Option, runChaos, wakeStalled } from './scheduler.ts';
import type { Outcome } from './simulation.ts';
import { MINUTE, START, withTimersOf } from './virtual-clock.ts';
import { deliver, tick } from './workers.ts';
import { type World, world } from './world.ts';

const HORIZON = START + 20 * MINUTE;
const MAX_HANDLERS = 4;
const LONG_WAIT = 11 * MINUTE;
const HOPS = 16;

const isThrough = (order: Order | undefined): boolean =>
  order !== undefined && order.debt === undefined && order.status !== 'confirmed';

const owes = (order: Order): order is Order & { debt: Debt } =>
  order.debt !== undefined && order.attention === undefined;

/**
 * Moves time on. A sleeper gets one tick for all that it missed. Leaves out ticks that would find
 * nothing.
 */
const advance = (w: World, to: number): void => {
  const minute = Math.floor(w.clock.ms() / MINUTE);
  w.clock.advanceTo(to);
  if (Math.floor(w.clock.ms() / MINUTE) > minute && w.orders.all().some(owes)) tick(w);
};

const nextMinute = (w: World): number => (Math.floor(w.clock.ms() / MINUTE) + 1) * MINUTE;

/** When something continues by itself. */
const nextChange = (w: World): number => Math.min(w.queue.nextChange(), w.clock.nextWake());

/** Everything that can happen next. The first is what happens on a good day. */
const optionsOf = (w: World, c: Clients, last: Task | undefined, resume: (point: Point) => void): Option[] => {
  const { points } = w.running;
  const through = (task: Task): boolean => isThrough(w.orders.latest(task.orderId() ?? ''));
  const runnable = points.filter(({ fate }) => fate !== 'stall');
  const woken = points.filter(({ fate, task }) => fate === 'stall' && through(task));
  const resumed = [
    ...runnable.filter(({ task }) => task === last),
    ...runnable.filter(({ task }) => task !== last),
    ...woken,
  ].map((point) => () => resume(point));
  const available = w.queue.available();
  const handlers = w.queue.locked();
  const deliveries = handlers.length < MAX_HANDLERS ? available.map((message) => () => deliver(w, message)) : [];
  const lanes = c.ready();
  const options = [...resumed, ...(w.plan.eager ? [...lanes, ...deliveries] : [...deliveries, ...lanes])];

  const pending = !w.queue.isEmpty() || w.clock.nextWake() < Number.POSITIVE_INFINITY || w.orders.all().some(owes);
  if (options.length === 0 && !pending) return c.skipWaiting() ? [() => {}] : [];
  if (w.clock.ms() < HORIZON) {
    options.push(() => advance(w, Math.min(nextChange(w), nextMinute(w))));
    for (const message of handlers) options.push(() => w.queue.loseLock(message));
    options.push(() => advance(w, w.clock.ms() + LONG_WAIT));
  }
  return options;
};

/** Does everything that needs no time to pass. */
const flush = async (w: World, c: Clients): Promise<void> => {
  for (;;) {
    await drained();
    const point = w.running.points.find(({ fate }) => fate !== 'stall');
    const [message] = w.queue.available();
    const [lane] = c.ready();
    if (point) w.running.resume(point);
    else if (message) deliver(w, message);
    else if (lane) lane();
    else return;
  }
};

/**
 * Nothing goes wrong now: every debt is paid when the relay next sends for it. If the broker takes
 * that message for a duplicate of one whose handler died, it is paid when that one's lock ends.
 */
const untilQuiet = async (w: World, c: Clients): Promise<void> => {
  const since = w.clock.ms();
  await flush(w, c);
  while (w.broken() === undefined) {
    const owing = w.orders.all().filter(owes);
    for (const { note, status, debt } of owing) {
      const deadline = relayDeadline(debt.since, Math.max(since, Date.parse(debt.since)));
      if (w.clock.ms() >= deadline + LOCK_MS) w.breaks(`${note} is stuck as ${status}, with nobody's attention`);
    }
    const next = Math.min(nextChange(w), owing.length > 0 ? nextMinute(w) : Number.POSITIVE_INFINITY);
    if (next < Number.POSITIVE_INFINITY) advance(w, next);
    else if (!c.skipWaiting()) return;
    await flush(w, c);
  }
};

/** The operator replays the dead letters and retries marked orders. After that, neither is left. */
const operate = async (w: World, c: Clients): Promise<void> => {
  if (w.queue.dead.length > 0) {
    w.spawn({ name: 'replay', home: 'api', orderId: () => undefined, work: (deps) => replayAll(w, deps) });
    await untilQuiet(w, c);
  }
  if (w.queue.dead.length > 0) w.breaks(`${w.queue.dead.length} dead letters are left after their replay`);
  for (const { id, attention } of w.orders.all()) {
    if (!attention) continue;
    w.spawn({ name: 'operator', home: 'api', orderId: () => id, work: (deps) => retry(w, deps, id) });
    await untilQuiet(w, c);
  }
};

/** Once all is quiet, a reconciliation has nothing to repair. */
const reconcileAtLast = async (w: World, c: Clients): Promise<void> => {
  const before = w.stats.reconcileRepairs;
  w.spawn({ name: 'reconcile', home: 'timer', orderId: () => undefined, work: (deps) => reconcile(w, deps) });
  await untilQuiet(w, c);
  if (w.stats.reconcileRepairs > before) w.breaks('reconcile found something to give back when all was quiet');
};

const live = async (w: World): Promise<void> => {
  await w.open();
  const c = clients(w);
  await runChaos(w, HOPS, (last, resume) => optionsOf(w, c, last, resume));
  w.beCalm();
  await untilQuiet(w, c);
  await wakeStalled(w, () => untilQuiet(w, c));
  await checkBooks(w, c.promises);
  await operate(w, c);
  for (const { note, debt, attention } of w.orders.all()) {
    if (debt || attention) w.breaks(`${note} still owes ${debt?.due} after the operator's retry`);
  }
  await checkBooks(w, c.promises);
  if (hasReconcile(w.plan)) await reconcileAtLast(w, c);
};

/**
 * Runs from the opening of the shop until all is quiet. Depends only on its plan and its decisions.
 */
export const simulate = async (plan: Plan, decisions: Decisions, traced = false): Promise<Outcome> => {
  const w = world(plan, decisions, traced);
  await withTimersOf(w.clock, () => live(w));
  for (const { status } of w.orders.all()) {
    w.stats.orders += 1;
    if (status !== 'placed') w.stats[status] += 1;
  }
  return { broken: w.broken(), stats: w.stats, timeline: w.timeline };
};
