import { type IndexingPolicy, isIndexed } from '../indexing-policy.ts';
import type { DocumentSet } from '../partition.ts';
import { type IndexedPath, SortedIndex } from '../sorted-index.ts';
import type { StoredDocument } from '../stored-document.ts';
import type { CompiledQuery } from './compile.ts';
import { type Constraint, isEquality } from './constraints.ts';
import { type Interval, intervalOf } from './interval.ts';
import type { Position } from './position.ts';

/** What a query reads: the live documents, or a snapshot that a lagging replica shows. */
export type Input = { live: DocumentSet } | { snapshot: readonly StoredDocument[] };

const indexOf = (input: Input, paths: readonly IndexedPath[]): SortedIndex => {
  if ('snapshot' in input) return new SortedIndex(paths, input.snapshot);
  return paths.length === 0 ? input.live.byNumber : input.live.index(paths);
};

function* walk(index: SortedIndex, { from, to }: Interval, backwards: boolean): Generator<StoredDocument> {
  if (backwards) {
    for (let i = to - 1; i >= from; i--) {
      const document = index.at(i);
      if (document !== undefined) yield document;
    }
    return;
  }
  for (let i = from; i < to; i++) {
    const document = index.at(i);
    if (document !== undefined) yield document;
  }
}

/** Whether documents with equal sort keys come in reverse order of creation. */
export const scansBackwards = ({ orderBy }: CompiledQuery): boolean => orderBy.some(({ descending }) => descending);

/**
 * The documents that may match, in result order, from the resume position on (inclusive). The SDK
 * relies on ties in order of creation, reversed if any key is descending.
 */
export const scan = (
  compiled: CompiledQuery,
  constraints: readonly Constraint[],
  input: Input,
  policy: IndexingPolicy,
  position: Position | undefined,
): Iterable<StoredDocument> => {
  const { orderBy } = compiled;
  // DISTINCT starts from the first page, to know again which values it has returned.
  const resume = compiled.distinct ? undefined : position;
  if (orderBy.length === 0) return scanUnordered(constraints, input, policy, resume);
  const backwards = scansBackwards(compiled);
  const paths = orderBy.map(({ segments, descending }) => ({ segments, descending: backwards && !descending }));
  const led = leadingEqualities(paths, constraints, policy);
  const index = indexOf(input, [...led, ...paths]);
  const { from, to } = intervalOf(index, constraints);
  if (resume === undefined) return walk(index, { from, to }, backwards);
  const known = led.map(({ segments }) => equalTo(segments, constraints));
  const at = index.positionOf([...known, ...resume.keys], resume.number);
  if (!backwards) return walk(index, { from: Math.max(from, at), to }, false);
  const isThere = index.at(at)?.number === resume.number;
  return walk(index, { from, to: Math.min(to, isThere ? at + 1 : at) }, true);
};

const equalTo = (segments: readonly string[], constraints: readonly Constraint[]) =>
  constraints.find((constraint) => isEquality(constraint) && samePath(constraint.segments, segments))?.low?.value;

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** The leading paths of a composite index that ends in this order, if WHERE fixes them all. */
const leadingEqualities = (
  order: readonly IndexedPath[],
  constraints: readonly Constraint[],
  policy: IndexingPolicy,
): IndexedPath[] => {
  for (const composite of policy.composites) {
    const leading = composite.slice(0, composite.length - order.length);
    const rest = composite.slice(leading.length);
    if (leading.length === 0 || rest.length !== order.length) continue;
    const flips = rest.map((path, i) => path.descending !== order[i]?.descending);
    const fits = rest.every((path, i) => samePath(path.segments, order[i]?.segments ?? []));
    if (!fits || flips.some((flip) => flip !== flips[0])) continue;
    if (leading.every(({ segments }) => equalTo(segments, constraints) !== undefined)) {
      return leading.map(({ segments }) => ({ segments, descending: false }));
    }
  }
  return [];
};

/** Below this number of documents, an index costs more than it saves. */
const MIN_DOCUMENTS_FOR_INDEX = 64;

const scanUnordered = (
  constraints: readonly Constraint[],
  input: Input,
  policy: IndexingPolicy,
  resume: Position | undefined,
): Iterable<StoredDocument> => {
  const all = indexOf(input, []);
  const from = resume === undefined ? 0 : all.positionOf([], resume.number);
  const rest = { from, to: all.size };
  if ('snapshot' in input || all.size < MIN_DOCUMENTS_FOR_INDEX) return walk(all, rest, false);
  let best: { index: SortedIndex; interval: Interval } | undefined;
  let fewest = (rest.to - rest.from) / 4;
  for (const constraint of constraints) {
    if (!isIndexed(policy, constraint.segments)) continue;
    const index = indexOf(input, [{ segments: constraint.segments, descending: false }]);
    const interval = intervalOf(index, [constraint]);
    if (interval.to - interval.from >= fewest) continue;
    fewest = interval.to - interval.from;
    best = { index, interval };
  }
  if (best === undefined) return walk(all, rest, false);
  const found = [...walk(best.index, best.interval, false)].filter(({ number }) => number >= (resume?.number ?? 0));
  return found.sort((a, b) => a.number - b.number);
};
