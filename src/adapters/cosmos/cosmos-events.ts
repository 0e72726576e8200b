import type { Container } from '@azure/cosmos';
import type { EventPageQuery, Events } from '../../application/ports/events.ts';
import { type EventId, eventSortKey, type ShopEvent } from '../../domain/event.ts';
import { subjectOfEvent } from '../../domain/event-id.ts';
import { atomicBatch, creating, toError } from './atomic-batch.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryAtMost, queryEach } from './cosmos-query.ts';
import { inWindows, windowParameters } from './moment-windows.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { keptFields } from './stored-fields.ts';
import { where } from './where.ts';
import { patchItem } from './write-item.ts';

/** `sortKey`: for paging. The debt is absent once the event is fanned out. */
type EventDocument = ShopEvent & { sortKey: string } & ({ due: 'fanOut'; dueSince: string } | { dueSince?: never });

type OwingDocument = ShopEvent & { dueSince: string };

const eventFields: Record<keyof ShopEvent, true> = {
  id: true,
  type: true,
  subject: true,
  time: true,
  version: true,
  data: true,
  origin: true,
};

const eventOf = (document: ShopEvent): ShopEvent => keptFields<ShopEvent>(document, eventFields);

const documentOf = (event: ShopEvent): EventDocument => ({ ...event, sortKey: eventSortKey(event) });

const owingDocument = (event: ShopEvent, dueSince: string): EventDocument => ({
  ...documentOf(event),
  due: 'fanOut',
  dueSince,
});

/** Each filter has a composite index together with the sort key. A subject is one partition. */
const listQuery = ({ type, subject, before }: EventPageQuery): string => {
  const conditions = [
    subject !== undefined && 'c.subject = @subject',
    type !== undefined && 'c.type = @type',
    before !== undefined && 'c.sortKey < @before',
  ];
  const leading = subject === undefined ? type && 'type' : 'subject';
  const order = leading === undefined ? 'c.sortKey DESC' : `c.${leading} DESC, c.sortKey DESC`;
  return `SELECT TOP @limit * FROM c${where(conditions)} ORDER BY ${order}`;
};

const STREAM_PAGE = 100;

export const cosmosEvents = (container: Container): Events => {
  const itemOf = (id: EventId) => container.item(id, subjectOfEvent(id));

  return {
    // Point reads cost no more than a query for the few events of a change, and are faster.
    findExisting: async (ids) => {
      const found = await Promise.all(ids.map((id) => readItem(itemOf(id), ({ id }: ShopEvent) => id)));
      return found.flatMap((stored) => (stored === undefined ? [] : [stored.value]));
    },

    create: async (events, dueSince) => {
      const [first] = events;
      if (first === undefined) return 'created';
      const operations = events.map((event) => creating(owingDocument(event, dueSince)));
      const outcome = await atomicBatch(container, first.subject, operations);
      if (outcome.done) return 'created';
      if (outcome.status === 409) return 'exists';
      throw toError(outcome);
    },

    createPaid: async (event) => {
      await cosmosCall((abortSignal) => container.items.create(documentOf(event), { abortSignal }), { 409: undefined });
    },

    get: async (id) => (await readItem(itemOf(id), eventOf))?.value,

    getLatest: async (id) => (await readLatestItem(itemOf(id), eventOf))?.value,

    list: async (query) => {
      const options = query.subject === undefined ? {} : { partitionKey: query.subject };
      return (await queryAtMost<ShopEvent>(container, listQuery(query), query, options)).map(eventOf);
    },

    async *listDue(windows) {
      if (windows.length === 0) return;
      const query = `SELECT * FROM c WHERE ${inWindows('c.dueSince', windows)}`;
      const options = { maxItemCount: STREAM_PAGE };
      for await (const document of queryEach<OwingDocument>(container, query, windowParameters(windows), options)) {
        yield { event: eventOf(document), dueSince: document.dueSince };
      }
    },

    removeDebt: (id) =>
      patchItem(itemOf(id), {
        condition: 'FROM c WHERE IS_DEFINED(c.dueSince)',
        operations: [
          { op: 'remove', path: '/due' },
          { op: 'remove', path: '/dueSince' },
        ],
      }),
  };
};
