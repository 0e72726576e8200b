import type { Versioned } from './versioned.ts';

/** How far jobs have come that may take several nights, by their names. To lose one costs no more than to begin anew. */
export type Bookmarks = {
  read(job: string): Promise<Versioned<string> | undefined>;
  /** Compare-and-set, as `Orders.replace`; without `etag` only where there is none. */
  write(job: string, place: string, etag?: string): Promise<'written' | 'stale'>;
};
