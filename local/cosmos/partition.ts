import { ChangeLog } from './change-log.ts';
import type { History } from './history.ts';
import type { PartitionKeyValue } from './partition-key.ts';
import { type IndexedPath, SortedIndex } from './sorted-index.ts';
import type { StoredDocument } from './stored-document.ts';

/** A set of documents, with the indexes that its queries have needed so far. */
export class DocumentSet {
  readonly byNumber = new SortedIndex([]);
  readonly changes = new ChangeLog();
  readonly #indexes = new Map<string, SortedIndex>();

  add(document: StoredDocument): void {
    this.byNumber.add(document);
    this.changes.add(document);
    for (const index of this.#indexes.values()) index.add(document);
  }

  remove(document: StoredDocument): void {
    this.byNumber.remove(document);
    this.changes.remove(document);
    for (const index of this.#indexes.values()) index.remove(document);
  }

  /** Built on first use, then kept up to date. */
  index(paths: readonly IndexedPath[]): SortedIndex {
    const name = JSON.stringify(paths);
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new SortedIndex(paths, this.all());
      this.#indexes.set(name, index);
    }
    return index;
  }

  *all(): Generator<StoredDocument> {
    for (let i = 0; i < this.byNumber.size; i++) {
      const document = this.byNumber.at(i);
      if (document !== undefined) yield document;
    }
  }
}

/** All documents with one partition key. */
export type LogicalPartition = {
  readonly key: PartitionKeyValue;
  readonly mapKey: string;
  readonly range: PartitionRange;
  readonly byId: Map<string, StoredDocument>;
  readonly documents: DocumentSet;
};

/** A physical partition: the logical ones whose hash is in its range, and one series of LSNs. */
export type PartitionRange = {
  readonly id: string;
  readonly rid: string;
  readonly minInclusive: string;
  readonly maxExclusive: string;
  readonly partitions: Map<string, LogicalPartition>;
  readonly documents: DocumentSet;
  /** LSN of the latest write. */
  lsn: number;
  /** What a lagging replica still shows; see replica.ts. */
  readonly history: History;
};

export const putDocument = (partition: LogicalPartition, id: string, document: StoredDocument | undefined): void => {
  const previous = partition.byId.get(id);
  if (previous !== undefined) {
    partition.documents.remove(previous);
    partition.range.documents.remove(previous);
  }
  if (document === undefined) {
    partition.byId.delete(id);
  } else {
    partition.byId.set(id, document);
    partition.documents.add(document);
    partition.range.documents.add(document);
  }
  if (partition.byId.size === 0) partition.range.partitions.delete(partition.mapKey);
  else partition.range.partitions.set(partition.mapKey, partition);
};
