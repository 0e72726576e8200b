import type { JsonObject } from './json.ts';

/** One version of a document. Never changed: a write puts another in its place. */
export interface StoredDocument {
  readonly id: string;
  /** Counts the documents of the container; the order of scans. Kept by later versions. */
  readonly number: number;
  /** Of its logical partition. */
  readonly mapKey: string;
  /** With the system properties. */
  readonly body: JsonObject;
  readonly etag: string;
  readonly bytes: number;
  /** Seconds since 1970, as `_ts`. */
  readonly timestamp: number;
}
