import { randomBytes } from 'node:crypto';
import { badRequest, CosmosError } from './cosmos-error.ts';
import { newHistory } from './history.ts';
import { type IndexingPolicy, parseIndexingPolicy } from './indexing-policy.ts';
import { type Json, type JsonObject, property } from './json.ts';
import { DocumentSet, type LogicalPartition, type PartitionRange } from './partition.ts';
import {
  type PartitionKeyDefinition,
  type PartitionKeyValue,
  parsePartitionKeyDefinition,
  partitionMapKey,
  pathSegments,
} from './partition-key.ts';
import { effectivePartitionKey, rangeBoundaries } from './partition-key-hash.ts';
import { containerRid } from './resource-id.ts';
import type { StoredDocument } from './stored-document.ts';

export type Container = {
  readonly id: string;
  readonly databaseId: string;
  readonly databaseNumber: number;
  readonly number: number;
  readonly rid: string;
  readonly partitionKey: PartitionKeyDefinition;
  readonly partitionKeySegments: readonly string[];
  readonly ranges: readonly PartitionRange[];
  /** Seconds. -1: only items with their own `ttl` expire. Absent: nothing expires. */
  defaultTtl: number | undefined;
  indexingPolicy: IndexingPolicy;
  etag: string;
  timestamp: number;
  documentCount: number;
};

const settableFields = ['id', 'partitionKey', 'defaultTtl', 'indexingPolicy'];
/** Accepted and ignored, so that a container can be sent back as it was read. */
const systemFields = ['_rid', '_ts', '_self', '_etag', '_docs', '_sprocs', '_triggers', '_udfs', '_conflicts'];
const knownFields = new Set([...settableFields, ...systemFields]);

const parseDefaultTtl = (value: Json | undefined): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && (value > 0 || value === -1)) return value;
  throw badRequest(
    `The input ttl '${JSON.stringify(value)}' is invalid. Ensure to provide a nonzero positive integer, or -1.`,
  );
};

/** The settable parts of a container's definition, checked. Throws 400. */
export const parseContainerSettings = (body: JsonObject): Pick<Container, 'defaultTtl' | 'indexingPolicy'> => {
  const stray = Object.keys(body).find((name) => !knownFields.has(name));
  if (stray !== undefined) throw badRequest(`The local Cosmos server does not implement ${stray}.`);
  return {
    defaultTtl: parseDefaultTtl(property(body, 'defaultTtl')),
    indexingPolicy: parseIndexingPolicy(property(body, 'indexingPolicy')),
  };
};

export const createContainer = (
  body: JsonObject & { id: string },
  place: { databaseId: string; databaseNumber: number; number: number; partitions: number; now: number },
): Container => {
  const partitionKey = parsePartitionKeyDefinition(property(body, 'partitionKey'));
  const rid = containerRid(place.databaseNumber, place.number);
  return {
    id: body.id,
    databaseId: place.databaseId,
    databaseNumber: place.databaseNumber,
    number: place.number,
    rid,
    partitionKey,
    partitionKeySegments: pathSegments(partitionKey.paths[0] ?? ''),
    ranges: rangeBoundaries(place.partitions).map((boundaries, i) => ({
      id: String(i),
      rid: `${rid.slice(0, -2)}${String(i).padStart(2, '0')}`,
      ...boundaries,
      partitions: new Map(),
      documents: new DocumentSet(),
      lsn: 1,
      history: newHistory(),
    })),
    ...parseContainerSettings(body),
    etag: newEtag(),
    timestamp: Math.floor(place.now / 1000),
    documentCount: 0,
  };
};

export const containerBody = (container: Container): JsonObject => {
  const self = `dbs/${container.databaseId}/colls/${container.id}/`;
  return {
    id: container.id,
    indexingPolicy: { ...container.indexingPolicy.source },
    partitionKey: { ...container.partitionKey },
    ...(container.defaultTtl === undefined ? {} : { defaultTtl: container.defaultTtl }),
    _rid: container.rid,
    _ts: container.timestamp,
    _self: self,
    _etag: container.etag,
    _docs: 'docs/',
    _sprocs: 'sprocs/',
    _triggers: 'triggers/',
    _udfs: 'udfs/',
    _conflicts: 'conflicts/',
  };
};

/** Throws 410, which makes clients ask for the ranges again. */
export const findRange = (container: Container, id: string | undefined): PartitionRange => {
  const range = container.ranges.find((candidate) => candidate.id === id);
  if (range === undefined) {
    throw new CosmosError(410, 'Gone', 'The partition key range does not exist.', { subStatus: 1002 });
  }
  return range;
};

const rangeOf = (container: Container, epk: string): PartitionRange => {
  const range = container.ranges.find(({ minInclusive, maxExclusive }) => epk >= minInclusive && epk < maxExclusive);
  if (range === undefined) throw new Error(`no range holds ${epk}`);
  return range;
};

/** The logical partition of a key. A new one joins its range with its first document. */
export const partitionOf = (container: Container, key: PartitionKeyValue): LogicalPartition => {
  const mapKey = partitionMapKey(key);
  for (const range of container.ranges) {
    const partition = range.partitions.get(mapKey);
    if (partition !== undefined) return partition;
  }
  const range = rangeOf(container, effectivePartitionKey(key));
  return { key, mapKey, range, byId: new Map(), documents: new DocumentSet() };
};

export const isExpired = (container: Container, document: StoredDocument, now: number): boolean => {
  if (container.defaultTtl === undefined) return false;
  const own = property(document.body, 'ttl');
  const seconds = typeof own === 'number' ? own : container.defaultTtl;
  return seconds !== -1 && now >= (document.timestamp + seconds) * 1000;
};

const etagPrefix = randomBytes(4).toString('hex');
let etagCount = 0;

/** Unique in this process, and almost certainly across restarts. */
export const newEtag = (): string => {
  etagCount += 1;
  return `"${etagPrefix}-0000-0000-0000-${etagCount.toString(16).padStart(12, '0')}"`;
};
