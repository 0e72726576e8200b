import type { MomentWindow } from '../../src/application/ports/moment-window.ts';
import type { Orders } from '../../src/application/ports/orders.ts';
import type { Written } from '../../src/application/ports/versioned.ts';
import type { Order } from '../../src/domain/order.ts';
import type { InMemoryOrders } from '../support/in-memory/in-memory-orders.ts';
import { illegalStep } from './legal-steps.ts';
import { type ReplicasDeps, replicas, type Session } from './replicas.ts';
import type { Stats } from './stats.ts';

type LedgerDeps = ReplicasDeps & {
  stats: Stats;
  orders: InMemoryOrders;
  /** Called for every write, for checks that must hold at that moment. */
  written: (before: Order | undefined, after: Order) => void;
  broken: (what: string) => void;
};

/** All versions of all orders: for stale reads, and to check that each step is legal. */
export const ledger = ({ orders, written, broken, ...deps }: LedgerDeps) => {
  const { stats, note } = deps;
  const versions = replicas<Order>(deps, (order) => String(order.note));
  const tokens = new Map<string, number>();

  const latest = (id: string): Order | undefined => versions.latest(id)?.value;

  const wrote = (session: Session, outcome: Written<Order>): void => {
    const { value } = outcome;
    const before = latest(value.id);
    const illegal = illegalStep(before, value);
    if (illegal !== undefined) broken(`illegal step of ${value.note}: ${illegal}`);
    versions.add(value.id, outcome);
    versions.catchUp(session, value.id);
    if (outcome.session !== undefined) tokens.set(outcome.session, versions.count(value.id));
    note(
      `${value.note} is ${value.status}, due ${value.debt?.due ?? 'nothing'}${value.attention ? ', attention' : ''}`,
    );
    written(before, value);
  };

  const owed = (order: Order, windows: readonly MomentWindow[]): boolean => {
    const { debt, attention } = order;
    if (debt === undefined || attention !== undefined) return false;
    return windows.some(({ after, until }) => debt.since > after && debt.since <= until);
  };

  /** The orders as one process sees them. */
  const ordersFor = (session: Session): Orders => ({
    ...orders,
    create: async (order) => {
      const outcome = await orders.create(order);
      if (outcome === 'exists') versions.catchUp(session, order.id);
      else wrote(session, outcome);
      return outcome;
    },
    get: async (id, { session: token } = {}) => {
      const known = (token === undefined ? undefined : tokens.get(token)) ?? session.get(id) ?? 0;
      const version = versions.serve(id, known);
      session.set(id, Math.max(session.get(id) ?? 0, version));
      return versions.version(id, version);
    },
    getLatest: async (id) => {
      stats.latestReads += 1;
      versions.catchUp(session, id);
      return versions.latest(id);
    },
    replace: async (order, etag) => {
      const outcome = await orders.replace(order, etag);
      if (outcome === 'stale') {
        versions.catchUp(session, order.id);
        stats.lostRaces += 1;
        if (latest(order.id)?.status === 'cancelled') stats.cancelsWon += 1;
        note(`a write of ${order.note} as ${order.status} lost the race`);
      } else wrote(session, outcome);
      return outcome;
    },
    async *listDue(windows) {
      for (const id of versions.ids()) {
        const order = versions.version(id, versions.serve(id, session.get(id) ?? 0))?.value;
        if (order?.debt !== undefined && owed(order, windows)) {
          stats.relayed += 1;
          yield { id: order.id, status: order.status, dueSince: order.debt.since };
        }
      }
    },
  });

  return { ordersFor, latest, all: versions.all };
};
