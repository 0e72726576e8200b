import { type IndexingPolicy, isIndexed } from './indexing-policy.ts';
import { isObject, type Json } from './json.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * A model of request units, not a measurement. It joins the published points (session consistency;
 * 1, 4 and 16 KB: read 1.00, 1.14, 1.67; write 4.95, 6.67, 9.52) by straight lines.
 * Indexing counts for 40 % of a write, in proportion to the paths that the policy includes. A
 * replace also pays for removing the old index terms. A query pays per document loaded and
 * returned.
 */
export type Indexed = {
  policy: IndexingPolicy;
};

type Points = readonly (readonly [kilobytes: number, units: number])[];

const readPoints: Points = [
  [1, 1],
  [4, 1.14],
  [16, 1.67],
];
const writePoints: Points = [
  [1, 4.95],
  [4, 6.67],
  [16, 9.52],
];
const indexShare = 0.4;

const interpolate = (points: Points, kilobytes: number): number => {
  let [x0, y0] = points[0] ?? [0, 0];
  if (kilobytes <= x0) return y0;
  let slope = 0;
  for (const [x, y] of points.slice(1)) {
    slope = (y - y0) / (x - x0);
    if (kilobytes <= x) return y0 + (kilobytes - x0) * slope;
    [x0, y0] = [x, y];
  }
  return y0 + (kilobytes - x0) * slope;
};

const countPaths = (
  value: Json | undefined,
  policy: IndexingPolicy,
  segments: string[],
): [indexed: number, all: number] => {
  if (value === undefined) return [0, 0];
  if (Array.isArray(value)) return countAll(value.map((element) => countPaths(element, policy, [...segments, '[]'])));
  if (isObject(value)) {
    return countAll(Object.entries(value).map(([key, member]) => countPaths(member, policy, [...segments, key])));
  }
  return [isIndexed(policy, segments) ? 1 : 0, 1];
};

const countAll = (parts: [number, number][]): [number, number] =>
  parts.reduce<[number, number]>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);

/** The share of a document's paths that is indexed, 0 to 1. */
const indexedPart = (document: StoredDocument, policy: IndexingPolicy): number => {
  const [indexed, all] = countPaths(document.body, policy, []);
  return all === 0 ? 0 : indexed / all;
};

const kilobytes = (bytes: number): number => bytes / 1024;

export const charges = {
  read: (bytes: number): number => interpolate(readPoints, kilobytes(bytes)),
  write(document: StoredDocument, { policy }: Indexed): number {
    const full = interpolate(writePoints, kilobytes(document.bytes));
    return full * (1 - indexShare + indexShare * indexedPart(document, policy));
  },
  replace(document: StoredDocument, previous: StoredDocument, indexed: Indexed): number {
    const unindexed = interpolate(writePoints, kilobytes(previous.bytes)) * indexShare;
    return charges.write(document, indexed) + unindexed * indexedPart(previous, indexed.policy);
  },
  query: (loaded: { documents: number; bytes: number }, returned: number): number =>
    2.3 + 0.05 * loaded.documents + 0.15 * kilobytes(loaded.bytes) + 0.05 * returned,
};
