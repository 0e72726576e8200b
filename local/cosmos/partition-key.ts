import { badRequest } from './cosmos-error.ts';
import { isObject, type Json, type JsonObject, parseJson, property } from './json.ts';

/** One level. `undefined` is the key of documents that lack the property. */
export type PartitionKeyValue = string | number | boolean | null | undefined;

export type PartitionKeyDefinition = {
  paths: string[];
  kind: 'Hash';
  version: 2;
};

/** Throws 400 for hierarchical keys and hash version 1, which this server does not support. */
export const parsePartitionKeyDefinition = (value: Json | undefined): PartitionKeyDefinition => {
  if (!isObject(value) || !Array.isArray(value.paths)) {
    throw badRequest('The partition key definition must have an array of paths.');
  }
  const [path, ...others] = value.paths;
  if (others.length > 0 || (value.kind !== undefined && value.kind !== 'Hash')) {
    throw badRequest('The local Cosmos server does not implement hierarchical partition keys.');
  }
  if (typeof path !== 'string' || !path.startsWith('/') || path.length < 2) {
    throw badRequest(`The partition key component definition path '${String(path)}' could not be accepted.`);
  }
  if (value.version !== undefined && value.version !== 2) {
    throw badRequest('The local Cosmos server implements version 2 of the partition key hash only.');
  }
  return { paths: [path], kind: 'Hash', version: 2 };
};

/** The names along a path such as `/a/"b c"/d`. */
export const pathSegments = (path: string): string[] => {
  const segments: string[] = [];
  for (const match of path.matchAll(/\/(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^/]*))/g)) {
    segments.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return segments;
};

export const extractPartitionKey = (document: JsonObject, segments: readonly string[]): PartitionKeyValue => {
  let value: Json | undefined = document;
  for (const segment of segments) value = isObject(value) ? property(value, segment) : undefined;
  if (typeof value !== 'object' || value === null) return value;
  throw badRequest('The partition key supplied in the document is an array or an object.', 1001);
};

/** Reads the header's forms `["x"]`, `[]`, `[{}]` and `[null]`. */
export const parsePartitionKeyHeader = (text: string): PartitionKeyValue => {
  let parsed: Json;
  try {
    parsed = parseJson(text);
  } catch {
    throw badRequest(`Partition key ${text} is invalid.`);
  }
  if (!Array.isArray(parsed) || parsed.length > 1) {
    throw badRequest('Partition key provided either does not correspond to definition in the collection.', 1001);
  }
  const [value] = parsed;
  if (isObject(value) && Object.keys(value).length === 0) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  throw badRequest(`Partition key ${text} is invalid.`);
};

/** A map key that differs for different values. */
export const partitionMapKey = (value: PartitionKeyValue): string => (value === undefined ? '' : JSON.stringify(value));
