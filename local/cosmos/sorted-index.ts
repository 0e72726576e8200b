import { findFirstIndex } from './find-first-index.ts';
import { isObject, property, type Value } from './json.ts';
import { compareValues } from './sql/value-order.ts';
import type { StoredDocument } from './stored-document.ts';

/** One key of an index: the names along the path, and the direction. */
export type IndexedPath = {
  segments: readonly string[];
  descending: boolean;
};

export const valueAt = (document: Value, segments: readonly string[]): Value => {
  let value = document;
  for (const segment of segments) {
    if (!isObject(value)) return undefined;
    value = property(value, segment);
  }
  return value;
};

type Entry = {
  keys: Value[];
  document: StoredDocument;
};

/**
 * Documents sorted by some paths; ties by creation. A plain array: appending is free, and moving a
 * tail of 100,000 pointers takes about 20 microseconds.
 */
export class SortedIndex {
  readonly paths: readonly IndexedPath[];
  readonly #entries: Entry[] = [];

  constructor(paths: readonly IndexedPath[], documents: Iterable<StoredDocument> = []) {
    this.paths = paths;
    for (const document of documents) this.#entries.push({ keys: this.keysOf(document), document });
    this.#entries.sort((a, b) => this.#compare(a.keys, b.keys) || a.document.number - b.document.number);
  }

  get size(): number {
    return this.#entries.length;
  }

  keysOf(document: StoredDocument): Value[] {
    return this.paths.map((path) => valueAt(document.body, path.segments));
  }

  add(document: StoredDocument): void {
    const keys = this.keysOf(document);
    this.#entries.splice(this.positionOf(keys, document.number), 0, { keys, document });
  }

  remove(document: StoredDocument): void {
    const at = this.positionOf(this.keysOf(document), document.number);
    if (this.#entries[at]?.document.number === document.number) this.#entries.splice(at, 1);
  }

  at(position: number): StoredDocument | undefined {
    return this.#entries[position]?.document;
  }

  /** The first position at or after the prefix. With `after`, the first beyond all equal keys. */
  seek(prefix: readonly Value[], after: boolean): number {
    return findFirstIndex(this.#entries, (entry) => {
      const order = this.#compare(entry.keys, prefix);
      return after ? order > 0 : order >= 0;
    });
  }

  /** The position of the document with these keys, or where it would be. */
  positionOf(keys: readonly Value[], number: number): number {
    const last = this.#entries.at(-1);
    if (last === undefined || this.#isBefore(last, keys, number)) return this.#entries.length;
    return findFirstIndex(this.#entries, (entry) => !this.#isBefore(entry, keys, number));
  }

  #isBefore(entry: Entry, keys: readonly Value[], number: number): boolean {
    const order = this.#compare(entry.keys, keys);
    return order < 0 || (order === 0 && entry.document.number < number);
  }

  /** Compares as many keys as `b` has. */
  #compare(a: readonly Value[], b: readonly Value[]): number {
    for (let i = 0; i < b.length; i++) {
      const order = compareValues(a[i], b[i]);
      if (order !== 0) return this.paths[i]?.descending === true ? -order : order;
    }
    return 0;
  }
}
