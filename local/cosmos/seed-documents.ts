import { type Account, findContainer } from './account.ts';
import { partitionOf } from './container.ts';
import { createDocument } from './document-operations.ts';
import type { JsonObject } from './json.ts';
import { extractPartitionKey } from './partition-key.ts';
import { beginTransaction } from './transaction.ts';

/** Creates documents without HTTP, for large shops. Throws the error that a create would get. */
export const seedDocuments = (
  account: Account,
  place: { database: string; container: string },
  documents: Iterable<JsonObject>,
): void => {
  const container = findContainer(account, place.database, place.container);
  for (const body of documents) {
    const key = extractPartitionKey(body, container.partitionKeySegments);
    const tx = beginTransaction(container, partitionOf(container, key), account.clock(), 0);
    createDocument(tx, body);
    tx.commit();
  }
};
