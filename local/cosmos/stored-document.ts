import type { JsonObject } from './json.ts';

/** One version of a document. Immutable: a write replaces it with another one. */
export type StoredDocument = {
  readonly id: string;
  /** Position in the container's order of creation, and so of scans. Later versions keep it. */
  readonly number: number;
  /** Key of its logical partition. */
  readonly mapKey: string;
  /** Includes the system properties. */
  readonly body: JsonObject;
  readonly etag: string;
  readonly bytes: number;
  /** LSN of the write. All writes of a batch have the same one. */
  readonly lsn: number;
  /** Seconds since 1970, the same as `_ts`. */
  readonly timestamp: number;
};
