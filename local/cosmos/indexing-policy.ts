import { badRequest } from './cosmos-error.ts';
import { isObject, type Json, type JsonObject, property } from './json.ts';
import { pathSegments } from './partition-key.ts';

export type CompositePath = {
  segments: string[];
  descending: boolean;
};

export type IndexingPolicy = {
  /** As given, with defaults filled in. */
  source: JsonObject;
  included: string[][];
  excluded: string[][];
  composites: CompositePath[][];
};

const defaults: JsonObject = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
};

const knownFields = new Set([
  ...Object.keys(defaults),
  'compositeIndexes',
  'spatialIndexes',
  'vectorIndexes',
  'fullTextIndexes',
]);

const isDescending = (entry: Json): boolean => {
  const order = (isObject(entry) ? property(entry, 'order') : undefined) ?? 'ascending';
  if (order === 'ascending' || order === 'descending') return order === 'descending';
  throw badRequest(`The order ${JSON.stringify(order)} of a composite index is neither ascending nor descending.`);
};

const listOf = (source: JsonObject, name: string): Json[] => {
  const value = property(source, name) ?? [];
  if (!Array.isArray(value)) throw badRequest(`The indexing policy's ${name} must be an array.`);
  return value;
};

const readPath = (entry: Json): string => {
  const path = isObject(entry) ? property(entry, 'path') : undefined;
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw badRequest(`The indexing path '${JSON.stringify(path)}' could not be accepted.`);
  }
  return path;
};

/** Throws 400, also for kinds of indexes that this server does not support. */
export const parseIndexingPolicy = (value: Json | undefined): IndexingPolicy => {
  if (value !== undefined && !isObject(value)) throw badRequest('The indexing policy must be an object.');
  const source: JsonObject = { ...defaults, ...value };
  // .NET writes "Consistent". The service answers in lower case.
  if (typeof source.indexingMode === 'string') source.indexingMode = source.indexingMode.toLowerCase();
  if (source.indexingMode !== 'consistent') {
    throw badRequest('The local Cosmos server implements the indexing mode "consistent" only.');
  }
  if (source.automatic !== true) {
    throw badRequest('The local Cosmos server implements automatic indexing only.');
  }
  const stray = Object.keys(source).find((name) => !knownFields.has(name));
  if (stray !== undefined)
    throw badRequest(`The local Cosmos server does not implement the indexing policy's ${stray}.`);
  for (const name of ['spatialIndexes', 'vectorIndexes', 'fullTextIndexes']) {
    if (listOf(source, name).length > 0) throw badRequest(`The local Cosmos server does not implement ${name}.`);
  }
  return {
    source,
    included: listOf(source, 'includedPaths').map((entry) => pathSegments(readPath(entry))),
    excluded: listOf(source, 'excludedPaths').map((entry) => pathSegments(readPath(entry))),
    composites: listOf(source, 'compositeIndexes').map((composite) => {
      if (!Array.isArray(composite)) throw badRequest('A composite index must be an array of paths.');
      return composite.map((entry) => ({
        segments: pathSegments(readPath(entry)),
        descending: isDescending(entry),
      }));
    }),
  };
};

/** How many leading names of the path a pattern such as /a/b/? or /a/* fixes; -1 for no match. */
const precision = (pattern: readonly string[], segments: readonly string[]): number => {
  const last = pattern.at(-1);
  const names = pattern.slice(0, -1);
  if (!names.every((name, i) => name === segments[i])) return -1;
  if (last === '*') return names.length;
  return last === '?' && names.length === segments.length ? names.length + 0.5 : -1;
};

/** As in the service, the most precise match decides. `id` and `_ts` are always indexed. */
export const isIndexed = (policy: IndexingPolicy, segments: readonly string[]): boolean => {
  if (segments.length === 1 && (segments[0] === 'id' || segments[0] === '_ts')) return true;
  const best = (patterns: readonly string[][]): number =>
    patterns.reduce((highest, pattern) => Math.max(highest, precision(pattern, segments)), -1);
  return best(policy.included) > best(policy.excluded);
};

/** Whether a composite index has exactly these paths in this order, or all of them reversed. */
export const hasComposite = (policy: IndexingPolicy, order: readonly CompositePath[]): boolean => {
  const samePath = (a: readonly string[], b: readonly string[] | undefined): boolean =>
    b !== undefined && a.length === b.length && a.every((name, i) => name === b[i]);
  return policy.composites.some((composite) => {
    if (composite.length !== order.length) return false;
    if (!order.every((path, i) => samePath(path.segments, composite[i]?.segments))) return false;
    const flips = order.map((path, i) => path.descending !== composite[i]?.descending);
    return flips.every((flip) => flip === flips[0]);
  });
};
