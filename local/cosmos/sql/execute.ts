import type { Json, Value } from '../json.ts';
import { valueAt } from '../sorted-index.ts';
import type { StoredDocument } from '../stored-document.ts';
import { type Aggregate, startAggregate } from './aggregates.ts';
import type { CompiledQuery } from './compile.ts';
import { documentSlot } from './compile-sources.ts';
import type { Position } from './position.ts';
import type { Row } from './scope.ts';
import { canonicalText, compareValues } from './value-order.ts';

export type Page = {
  results: Json[];
  /** Absent on the last page. */
  resume?: Position;
  loaded: { documents: number; bytes: number };
};

export type PageLimits = {
  items: number;
  bytes: number;
};

/** Runs one page over documents that are already in result order; see scan.ts. */
export const executePage = (
  compiled: CompiledQuery,
  documents: Iterable<StoredDocument>,
  resume: Position | undefined,
  limits: PageLimits,
): Page => {
  if (compiled.aggregates.length > 0 || compiled.groupBy.length > 0) return executeGroups(compiled, documents);
  const page: Page = { results: [], loaded: { documents: 0, bytes: 0 } };
  const row: Row = { slots: [], totals: [] };
  const isNew = compiled.distinct ? createDuplicateFilter() : () => true;
  let offset = resume?.offset ?? compiled.offset;
  let limit = resume?.limit ?? compiled.limit;
  let bytes = 0;
  let last: { document: StoredDocument; rows: number } | undefined;
  const isFull = (): boolean => page.results.length >= limits.items || bytes >= limits.bytes;
  const ended = (): Page => {
    if (limit <= 0) return page;
    if (last === undefined) return resume === undefined ? page : { ...page, resume };
    return { ...page, resume: { ...positionOf(compiled, last.document), rows: last.rows, offset, limit } };
  };
  for (const document of documents) {
    if (limit <= 0 || isFull()) return ended();
    countLoaded(page, document, row);
    const given = resume === undefined ? 0 : countRowsBefore(compiled, document, resume);
    let rows = 0;
    const finished = compiled.expand(row, () => {
      const value = compiled.where(row) === true ? compiled.select(row) : undefined;
      if (value === undefined || !isNew(value)) return true;
      if (isFull() || limit <= 0) return false;
      rows += 1;
      if (rows <= given) return true;
      if (offset > 0) {
        offset -= 1;
        return true;
      }
      page.results.push(value);
      bytes += document.bytes;
      limit -= 1;
      return true;
    });
    if (given < ALL_ROWS || finished) last = { document, rows: finished ? ALL_ROWS : rows };
    if (!finished) return ended();
  }
  return page;
};

const ALL_ROWS = Number.MAX_SAFE_INTEGER;

const createDuplicateFilter = (): ((value: Value) => boolean) => {
  const seen = new Set<string>();
  return (value) => {
    const before = seen.size;
    return seen.add(canonicalText(value)).size > before;
  };
};

const countLoaded = (page: Page, document: StoredDocument, row: Row): void => {
  page.loaded.documents += 1;
  page.loaded.bytes += document.bytes;
  row.slots[documentSlot] = document.body;
};

const positionOf = (compiled: CompiledQuery, document: StoredDocument): Pick<Position, 'number' | 'keys'> => ({
  number: document.number,
  keys: compiled.orderBy.map(({ segments }) => valueAt(document.body, segments)),
});

/** How many rows of a document earlier pages returned: all before the position, none after it. */
const countRowsBefore = ({ orderBy }: CompiledQuery, document: StoredDocument, resume: Position): number => {
  for (const [i, { segments, descending }] of orderBy.entries()) {
    const order = compareValues(valueAt(document.body, segments), resume.keys[i]);
    if (order !== 0) return order < 0 === descending ? 0 : ALL_ROWS;
  }
  if (document.number === resume.number) return resume.rows;
  const backwards = orderBy.some(({ descending }) => descending);
  return document.number < resume.number === backwards ? 0 : ALL_ROWS;
};

type Group = {
  slots: Value[];
  totals: Aggregate[];
};

/** Aggregates fit in one page, because a total cannot be split. */
const executeGroups = (compiled: CompiledQuery, documents: Iterable<StoredDocument>): Page => {
  const page: Page = { results: [], loaded: { documents: 0, bytes: 0 } };
  const row: Row = { slots: [], totals: [] };
  const groups = new Map<string, Group>();
  const start = (): Group => ({
    slots: [...row.slots],
    totals: compiled.aggregates.map(({ kind }) => startAggregate(kind)),
  });
  if (compiled.groupBy.length === 0) groups.set('', start());
  for (const document of documents) {
    countLoaded(page, document, row);
    compiled.expand(row, () => {
      if (compiled.where(row) !== true) return true;
      const key = compiled.groupBy.map((evaluate) => canonicalText(evaluate(row))).join();
      const group = groups.get(key) ?? start();
      groups.set(key, group);
      compiled.aggregates.forEach(({ argument }, i) => void group.totals[i]?.add(argument(row)));
      return true;
    });
  }
  const values = [...groups.values()].map((group) => compiled.select(group));
  const results = values.filter((value) => value !== undefined);
  return { ...page, results: results.slice(compiled.offset, compiled.offset + compiled.limit) };
};
