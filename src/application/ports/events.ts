import type { EventId, ShopEvent } from '../../domain/event.ts';
import type { MomentWindow } from './moment-window.ts';

export type EventPageQuery = {
  type?: ShopEvent['type'] | undefined;
  subject?: string | undefined;
  limit: number;
  /** Only events with a smaller sort key: the sort key of the last one of the previous page. */
  before?: string | undefined;
};

/** Events are kept for 30 days and never change. What they owe is stored beside them. */
export type Events = {
  /** Which of these few events are there. May be stale: one may be missing. */
  findExisting(ids: readonly EventId[]): Promise<readonly EventId[]>;
  /**
   * Creates events of one subject in one atomic batch, at most 100, each with the debt of its
   * fan-out since `dueSince`. Resolves to 'exists', changing nothing, if one of them is there.
   */
  create(events: readonly ShopEvent[], dueSince: string): Promise<'created' | 'exists'>;
  /** Creates an event without a debt. Does nothing if it is there. */
  createPaid(event: ShopEvent): Promise<void>;
  /** A point read, which may be stale. */
  get(id: EventId): Promise<ShopEvent | undefined>;
  /** A read that cannot be stale, as `Orders.getLatest`. */
  getLatest(id: EventId): Promise<ShopEvent | undefined>;
  /** Events, newest first, at most `limit`. The cost depends only on the page. */
  list(query: EventPageQuery): Promise<readonly ShopEvent[]>;
  /** Events whose fan-out has been due since a moment in one of the windows; paged inside. */
  listDue(windows: readonly MomentWindow[]): AsyncIterable<{ event: ShopEvent; dueSince: string }>;
  /** The event owes nothing from now on. Does nothing if that is so already, or if it is gone. */
  removeDebt(id: EventId): Promise<void>;
};
