import type { DueWindow, Orders } from '../../src/application/ports/orders.ts';
import type { Versioned, Written } from '../../src/application/ports/versioned.ts';
import type { Order } from '../../src/domain/order.ts';
import type { InMemoryOrders } from '../support/in-memory/in-memory-orders.ts';
import type { Decide } from './decisions.ts';
import { illegalStep } from './legal-steps.ts';
import type { Stats } from './stats.ts';

/**
 * What one process has seen of each order, as a version count: its session. It never reads older.
 */
export type Session = Map<string, number>;

type LedgerDeps = {
  orders: InMemoryOrders;
  now: () => number;
  /** Milliseconds after which no replica returns an older version. */
  maxLag: number;
  decide: Decide;
  stats: Stats;
  note: (text: string) => void;
  /** Called for every write, for checks that must hold at that moment. */
  written: (before: Order | undefined, after: Order) => void;
  broken: (what: string) => void;
};

/** All versions of all orders: for stale reads, and to check that each step is legal. */
export const ledger = ({ orders, now, maxLag, decide, stats, note, written, broken }: LedgerDeps) => {
  const versions = new Map<string, (Versioned<Order> & { at: number })[]>();
  const tokens = new Map<string, number>();

  const latest = (id: string): Order | undefined => versions.get(id)?.at(-1)?.value;

  const wrote = (session: Session, outcome: Written<Order>): void => {
    const { value, etag } = outcome;
    const before = latest(value.id);
    const illegal = illegalStep(before, value);
    if (illegal !== undefined) broken(`illegal step of ${value.note}: ${illegal}`);
    const history = versions.get(value.id) ?? [];
    history.push({ value, etag, at: now() });
    versions.set(value.id, history);
    session.set(value.id, history.length);
    if (outcome.session !== undefined) tokens.set(outcome.session, history.length);
    note(
      `${value.note} is ${value.status}, due ${value.debt?.due ?? 'nothing'}${value.attention ? ', attention' : ''}`,
    );
    written(before, value);
  };

  /** Which version a replica returns. 0 is the newest possible. */
  const served = (id: string, floor: number): number => {
    const history = versions.get(id) ?? [];
    const newest = history.length;
    const arrived = 1 + history.findLastIndex(({ at }) => at <= now() - maxLag);
    const age = decide('stale', newest - Math.max(floor, arrived) + 1);
    if (age > 0) {
      stats.staleReads += 1;
      note(`stale read of ${latest(id)?.note}: ${age} version(s) old`);
    }
    return newest - age;
  };

  const owed = (order: Order, windows: readonly DueWindow[]): boolean => {
    const { debt, attention } = order;
    if (debt === undefined || attention !== undefined) return false;
    return windows.some(({ after, until }) => debt.since > after && debt.since <= until);
  };

  /** The orders as one process sees them. It has seen what it wrote or lost a race against. */
  const ordersFor = (session: Session): Orders => ({
    ...orders,
    create: async (order) => {
      const outcome = await orders.create(order);
      if (outcome === 'exists') session.set(order.id, versions.get(order.id)?.length ?? 0);
      else wrote(session, outcome);
      return outcome;
    },
    get: async (id, { session: token } = {}) => {
      const known = (token === undefined ? undefined : tokens.get(token)) ?? session.get(id) ?? 0;
      const version = served(id, known);
      session.set(id, Math.max(session.get(id) ?? 0, version));
      return versions.get(id)?.[version - 1];
    },
    replace: async (order, etag) => {
      const outcome = await orders.replace(order, etag);
      if (outcome === 'stale') {
        session.set(order.id, versions.get(order.id)?.length ?? 0);
        stats.lostRaces += 1;
        if (latest(order.id)?.status === 'cancelled') stats.cancelsWon += 1;
        note(`a write of ${order.note} as ${order.status} lost the race`);
      } else wrote(session, outcome);
      return outcome;
    },
    async *listDue(windows) {
      for (const [id] of versions) {
        const order = versions.get(id)?.[served(id, session.get(id) ?? 0) - 1]?.value;
        if (order?.debt !== undefined && owed(order, windows)) {
          stats.relayed += 1;
          yield { id: order.id, status: order.status, dueSince: order.debt.since };
        }
      }
    },
  });

  const all = (): Order[] => [...versions.values()].flatMap((history) => history.at(-1)?.value ?? []);

  return { ordersFor, latest, all };
};
