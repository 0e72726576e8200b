import type { Container } from './container.ts';
import type { CosmosError } from './cosmos-error.ts';
import type { Json } from './json.ts';
import type { PartitionRange } from './partition.ts';
import { sessionToken } from './session.ts';

export type Reply = {
  status: number;
  headers: Record<string, string>;
  body?: Json;
  /** For observers. Not sent to the client. */
  documents?: DocumentCounts;
};

/** Documents that an operation read, wrote and returned. */
export type DocumentCounts = {
  read: number;
  written: number;
  returned: number;
};

export const chargeHeader = (charge: number): Record<string, string> => ({
  'x-ms-request-charge': charge.toFixed(2),
});

/** Sent with every answer about a container's documents. The SDK keeps its sessions by them. */
export const containerHeaders = (container: Container): Record<string, string> => ({
  'x-ms-content-path': container.rid,
  'x-ms-alt-content-path': `dbs/${encodeURIComponent(container.databaseId)}/colls/${encodeURIComponent(container.id)}`,
});

export const rangeHeaders = (range: PartitionRange, lsn = range.lsn): Record<string, string> => ({
  'x-ms-session-token': sessionToken(range.id, lsn),
  lsn: String(lsn),
});

export const errorReply = (error: CosmosError): Reply => ({
  status: error.status,
  headers: {
    ...chargeHeader(1),
    ...(error.subStatus === undefined ? {} : { 'x-ms-substatus': String(error.subStatus) }),
    ...error.headers,
  },
  body: { code: error.code, message: error.message, ...error.details },
});
