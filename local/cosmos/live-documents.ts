import { type Container, isExpired } from './container.ts';
import { type PartitionRange, putDocument } from './partition.ts';
import type { StoredDocument } from './stored-document.ts';

/** Leaves out what has expired, and adds it to `expired`. */
export function* liveDocuments(
  container: Container,
  documents: Iterable<StoredDocument>,
  now: number,
  expired: StoredDocument[],
): Generator<StoredDocument> {
  for (const document of documents) {
    if (isExpired(container, document, now)) expired.push(document);
    else yield document;
  }
}

/** Removes what has expired, unless it has been replaced. */
export const dropExpired = (range: PartitionRange, expired: readonly StoredDocument[]): void => {
  for (const document of expired) {
    const partition = range.partitions.get(document.mapKey);
    if (partition?.byId.get(document.id) === document) putDocument(partition, document.id, undefined);
  }
};
