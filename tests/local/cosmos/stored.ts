import type { JsonObject } from '../../../local/cosmos/json.ts';
import type { StoredDocument } from '../../../local/cosmos/stored-document.ts';

/** Documents as a container stores them, in order of creation. */
export const stored = (bodies: readonly JsonObject[]): StoredDocument[] =>
  bodies.map((body, i) => ({
    id: String(body.id),
    number: i + 1,
    mapKey: '"p"',
    body,
    etag: '"e"',
    bytes: JSON.stringify(body).length,
    lsn: i + 2,
    timestamp: 0,
  }));
