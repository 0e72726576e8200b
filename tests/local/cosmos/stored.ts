import type { JsonObject } from '../../../local/cosmos/json.ts';
import { DocumentSet, type LogicalPartition } from '../../../local/cosmos/partition.ts';
import { newHistory } from '../../../local/cosmos/replica.ts';
import type { StoredDocument } from '../../../local/cosmos/stored-document.ts';

const partition: LogicalPartition = {
  key: 'p',
  mapKey: '"p"',
  range: {
    id: '0',
    rid: 'r',
    minInclusive: '',
    maxExclusive: 'FF',
    partitions: new Map(),
    documents: new DocumentSet(),
    lsn: 1,
    history: newHistory(),
  },
  byId: new Map(),
  documents: new DocumentSet(),
};

/** Documents as a container holds them, in the order of creation. */
export function stored(bodies: readonly JsonObject[]): StoredDocument[] {
  return bodies.map((body, i) => ({
    id: String(body.id),
    number: i + 1,
    partition,
    body,
    etag: '"e"',
    bytes: JSON.stringify(body).length,
    timestamp: 0,
  }));
}
