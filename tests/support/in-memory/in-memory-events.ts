import type { Clock } from '../../../src/application/ports/clock.ts';
import type { Events } from '../../../src/application/ports/events.ts';
import { eventSortKey, type ShopEvent } from '../../../src/domain/event.ts';
import { plainCopy } from './plain-copy.ts';

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

type Entry = { event: ShopEvent; dueSince?: string; writtenAt: number };

export type InMemoryEvents = Events & {
  /** All events, in the order in which they were created. */
  stored(): readonly ShopEvent[];
  /** The ids of the events that still owe their fan-out. */
  owing(): readonly string[];
};

export const inMemoryEvents = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryEvents => {
  const entries = new Map<string, Entry>();

  const alive = (): Entry[] =>
    [...entries.values()].filter(({ writtenAt }) => clock().getTime() - writtenAt < LIFETIME_MS);
  const find = (id: string): Entry | undefined => alive().find(({ event }) => event.id === id);
  const put = (entry: Omit<Entry, 'writtenAt'>): void => {
    entries.set(entry.event.id, { ...plainCopy(entry), writtenAt: clock().getTime() });
  };

  return {
    findExisting: async (ids) => ids.filter((id) => find(id) !== undefined),
    create: async (events, dueSince) => {
      if (events.some(({ id }) => find(id))) return 'exists';
      for (const event of events) put({ event, dueSince });
      return 'created';
    },
    createPaid: async (event) => {
      if (!find(event.id)) put({ event });
    },
    get: async (id) => plainCopy(find(id)?.event),
    getLatest: async (id) => plainCopy(find(id)?.event),
    list: async ({ type, subject, limit, before }) =>
      alive()
        .map(({ event }) => plainCopy(event))
        .filter((event) => type === undefined || event.type === type)
        .filter((event) => subject === undefined || event.subject === subject)
        .filter((event) => before === undefined || eventSortKey(event) < before)
        .toSorted((a, b) => (eventSortKey(a) < eventSortKey(b) ? 1 : -1))
        .slice(0, limit),
    async *listDue(windows) {
      for (const { event, dueSince } of alive()) {
        if (dueSince === undefined) continue;
        if (windows.some(({ after, until }) => dueSince > after && dueSince <= until)) {
          yield { event: plainCopy(event), dueSince };
        }
      }
    },
    removeDebt: async (id) => {
      const entry = find(id);
      if (entry?.dueSince !== undefined) put({ event: entry.event });
    },
    stored: () => alive().map(({ event }) => plainCopy(event)),
    owing: () => alive().flatMap(({ event, dueSince }) => (dueSince === undefined ? [] : [event.id])),
  };
};
