import type { Events } from '../../../src/application/ports/events.ts';
import { etagOf } from '../../../src/domain/etag.ts';
import { type EventId, type ShopEvent, TEST_EVENT } from '../../../src/domain/event.ts';
import { inMemoryEvents } from '../../support/in-memory/in-memory-events.ts';
import { type ReplicasDeps, replicas, type Session } from '../replicas.ts';
import type { EventStats } from './event-stats.ts';
import type { Truth } from './truth.ts';

type Stored = { event: ShopEvent; dueSince?: string };

type Deps = ReplicasDeps & {
  stats: EventStats;
  truth: Truth;
  /** Called when the debt of an event is removed. */
  paid: (event: ShopEvent) => void;
};

/** Events have no etags: only what they owe changes, and only once. */
const versioned = (value: Stored) => ({ value, etag: etagOf('"1"') });

/** All versions of all events: for stale reads, and to check what is created. */
export const eventLedger = ({ truth, paid, ...deps }: Deps) => {
  const events = inMemoryEvents();
  const versions = replicas<Stored>(deps, ({ event }) => event.id);

  const add = (stored: Stored): void => versions.add(stored.event.id, versioned(stored));

  const shown = (session: Session, id: string): Stored | undefined => {
    const version = versions.serve(id, session.get(id) ?? 0);
    session.set(id, version);
    return versions.version(id, version)?.value;
  };

  /** The events as one host sees them. */
  const eventsFor = (session: Session): Events => ({
    ...events,
    findExisting: async (ids) => ids.filter((id) => shown(session, id)),
    create: async (created, dueSince) => {
      const outcome = await events.create(created, dueSince);
      if (outcome === 'exists') deps.stats.createConflicts += 1;
      else {
        for (const event of created) {
          truth.check(event);
          add({ event, dueSince });
          versions.catchUp(session, event.id);
          deps.stats.events += 1;
        }
        deps.note(`recorded: ${created.map(({ id }) => id).join(', ')}`);
      }
      return outcome;
    },
    createPaid: async (event) => {
      if (event.type === TEST_EVENT) truth.tested(event);
      else truth.check(event);
      await events.createPaid(event);
      if (versions.count(event.id) === 0) add({ event });
      versions.catchUp(session, event.id);
    },
    get: async (id) => shown(session, id)?.event,
    getLatest: async (id) => {
      versions.catchUp(session, id);
      return versions.latest(id)?.value.event;
    },
    async *listDue(windows) {
      for (const id of versions.ids()) {
        const stored = shown(session, id);
        const since = stored?.dueSince;
        if (!stored || since === undefined) continue;
        if (windows.some(({ after, until }) => since > after && since <= until)) {
          yield { event: stored.event, dueSince: since };
        }
      }
    },
    removeDebt: async (id) => {
      await events.removeDebt(id);
      const stored = versions.latest(id)?.value;
      if (stored?.dueSince === undefined) return;
      add({ event: stored.event });
      versions.catchUp(session, id);
      paid(stored.event);
    },
  });

  return {
    eventsFor,
    exists: (id: string): boolean => versions.count(id) > 0,
    all: (): Stored[] => versions.all(),
    latest: (id: EventId): Stored | undefined => versions.latest(id)?.value,
  };
};
