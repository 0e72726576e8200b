import { badRequest, notImplemented } from '../cosmos-error.ts';
import { isObject, type Json, property, type Value } from '../json.ts';
import { documentNumber } from '../resource-id.ts';
import type { CompiledQuery } from './compile.ts';
import type { Position } from './position.ts';
import { scansBackwards } from './scan.ts';
import { compareValues } from './value-order.ts';

const malformed = (reason: string): Error => badRequest(`The resumeFilter of the query is malformed: ${reason}`);

const parseKey = (value: Json): Value => {
  if (Array.isArray(value) && value.length === 0) return undefined;
  // The filter has only a hash of it, and here, arrays and objects are not sorted by their hashes.
  if (typeof value === 'object' && value !== null)
    throw notImplemented('ORDER BY that goes on after an array or object');
  return value;
};

/**
 * Where .NET lets a sorted query go on: at the sort keys `value`, or, with `rid`, at that document.
 * `exclude` leaves out the documents with these keys. Throws 400, or 501 for arrays and objects.
 */
export const parseResumeFilter = (filter: Json, compiled: CompiledQuery): Position => {
  if (!isObject(filter)) throw malformed('it must be an object.');
  const value = property(filter, 'value');
  const rid = property(filter, 'rid');
  const exclude = property(filter, 'exclude');
  if (!Array.isArray(value) || value.length !== compiled.orderBy.length || value.length === 0) {
    throw malformed('it must have one value for each key of ORDER BY.');
  }
  if (typeof exclude !== 'boolean') throw malformed('exclude must be true or false.');
  const number = rid === undefined ? beyondTies(exclude !== scansBackwards(compiled)) : numberOf(rid);
  const rows = exclude ? Number.MAX_SAFE_INTEGER : 0;
  return { number, keys: value.map(parseKey), rows, offset: compiled.offset, limit: compiled.limit };
};

/** A number after or before those of all documents. */
const beyondTies = (after: boolean): number => (after ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);

const numberOf = (rid: Json): number => {
  const number = typeof rid === 'string' ? documentNumber(rid) : undefined;
  if (number === undefined) throw malformed('rid must be the resource id of a document.');
  return number;
};

/** How the place of `a` compares to that of `b` in the order of the query. */
const comparePlaces = (compiled: CompiledQuery, a: Position, b: Position): number => {
  for (const [i, { descending }] of compiled.orderBy.entries()) {
    const order = compareValues(a.keys[i], b.keys[i]);
    if (order !== 0) return descending ? -order : order;
  }
  if (a.number !== b.number) return a.number < b.number === scansBackwards(compiled) ? 1 : -1;
  return a.rows - b.rows;
};

/** As in the service, a query with a token and a filter continues at the further of the two. */
export const furtherPosition = (
  compiled: CompiledQuery,
  token: Position | undefined,
  filter: Position | undefined,
): Position | undefined => {
  if (token === undefined || filter === undefined) return token ?? filter;
  if (comparePlaces(compiled, token, filter) >= 0) return token;
  // What the filter passes over counts for neither OFFSET nor LIMIT: the client counts, too.
  return { ...filter, offset: token.offset, limit: token.limit };
};
