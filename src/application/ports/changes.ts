import type { Versioned } from './versioned.ts';

/** A value as its last change left it. `changedAt` has whole seconds (ISO 8601 UTC). */
export type Change<T> = Versioned<T> & { changedAt: string };

/** A document that can never be read, whose id may be any text. `reason` holds no content of it. */
export type UnreadableChange = { id: string; reason: string };

/** The changed documents of a container, each in its latest version. */
export type Changes<T> = {
  /** Reads a document as the change feed hands it over. Never throws. */
  read(document: unknown): Change<T> | UnreadableChange;
  /**
   * Documents whose last change was at `from` or later and before `to` (ISO 8601 UTC, in whole
   * seconds), in no order; paged inside. No snapshot: what changes meanwhile may be missed.
   */
  list(from: string, to: string): AsyncIterable<Change<T> | UnreadableChange>;
};
