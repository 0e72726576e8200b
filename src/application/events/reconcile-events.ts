import { dayOf } from '../../domain/day.ts';
import type { Order } from '../../domain/order.ts';
import { eventsOf } from '../../domain/order-events.ts';
import type { Product } from '../../domain/product.ts';
import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { Changes } from '../ports/changes.ts';
import { productEvent } from './product-event.ts';
import { type Recorded, recordChanges } from './record-changes.ts';

type Deps = Pick<
  Capabilities,
  'orderChanges' | 'productChanges' | 'events' | 'eventTopic' | 'bookmarks' | 'clock' | 'pause' | 'log' | 'telemetry'
>;

/** `complete`: whether everything was checked; if not, the next run continues there. */
export type EventsReconciled = { checked: number; created: number; unreadable: number; complete: boolean };

const SECOND = 1000;
const SLICE_MS = 60 * 60 * SECOND;
const DAY_MS = 24 * SLICE_MS;
/** What changed a moment ago is still on its way through the feed. */
const MIN_AGE_MS = 15 * 60 * SECOND;
/** Events that are older are not created. */
const MAX_AGE_DAYS = 7;
const MAX_RUN_MS = 20 * 60 * SECOND;
const MAX_BATCH = 100;

const toIso = (ms: number): string => new Date(ms).toISOString();

/** Where the last run stopped, or the day before yesterday if it checked everything. */
const startOfCheck = (now: number, place: string | undefined): number => {
  const left = place === undefined ? Number.NaN : Date.parse(place);
  const start = Number.isNaN(left) ? Date.parse(dayOf(new Date(now - 2 * DAY_MS))) : left;
  return Math.max(start, Date.parse(dayOf(new Date(now - MAX_AGE_DAYS * DAY_MS))));
};

/** Changed documents, and what records their events. */
const source = <T>(changes: Changes<T>, record: ReturnType<typeof recordChanges<T>>) =>
  async function* (from: number, to: number): AsyncGenerator<Recorded> {
    for await (const batch of splitIntoChunks(changes.list(toIso(from), toIso(to)), MAX_BATCH)) {
      yield await record(batch);
    }
  };

/**
 * Derives again the events of documents that have changed since the day before yesterday, and
 * records those that are missing: none, if the feed has lost nothing. Safe to run beside the feed,
 * and safe to stop at any point.
 */
export const reconcileEvents = (deps: Deps) => {
  const { orderChanges, productChanges, clock } = deps;
  const sources = [
    source(
      orderChanges,
      recordChanges<Order>(deps, ({ value }) => eventsOf(value)),
    ),
    source(
      productChanges,
      recordChanges<Product>(deps, (change) => [productEvent(change)]),
    ),
  ];

  return async (): Promise<EventsReconciled> => {
    const startedAt = clock().getTime();
    const end = Math.floor((startedAt - MIN_AGE_MS) / SECOND) * SECOND;
    const { place, leave } = await openBookmark(deps, 'reconcile-events');
    const totals = { checked: 0, created: 0, unreadable: 0 };
    let from = startOfCheck(startedAt, place);

    try {
      while (from < end && clock().getTime() - startedAt < MAX_RUN_MS) {
        const to = Math.min(from + SLICE_MS, end);
        for (const recordFrom of sources) {
          for await (const { changes, created, unreadable } of recordFrom(from, to)) {
            totals.checked += changes;
            totals.created += created;
            totals.unreadable += unreadable;
          }
        }
        from = to;
      }
    } finally {
      await leave(from < end ? toIso(from) : undefined);
    }
    return { ...totals, complete: from >= end };
  };
};
