import { eventSortKey, type ShopEvent } from '../../domain/event.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import type { EventPageQuery } from '../ports/events.ts';

type Deps = Pick<Capabilities, 'events'>;

export type ListEventsQuery = Omit<EventPageQuery, 'before'> & { cursor?: string };

/** Newest first. Events are kept for 30 days. */
export const listEvents =
  ({ events }: Deps) =>
  async ({ type, subject, limit, cursor }: ListEventsQuery): Promise<Page<ShopEvent>> => {
    const scope = JSON.stringify(['events', type ?? null, subject ?? null]);
    const rows = await events.list({ type, subject, limit: limit + 1, before: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, eventSortKey);
  };
