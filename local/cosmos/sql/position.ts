import { badRequest } from '../cosmos-error.ts';
import { isObject, type Json, parseJson, type Value } from '../json.ts';

/** Where a page ended, as values, so that writes between pages cannot shift it. */
export type Position = {
  /** The number of the last document seen. */
  number: number;
  /** Its sort keys. */
  keys: Value[];
  /** How many of its rows have been returned: a join makes several of one document. */
  rows: number;
  /** What OFFSET still has to skip, and what LIMIT or TOP still allow. */
  offset: number;
  limit: number;
};

const encodeValue = (value: Value): Json => (value === undefined ? [] : [value]);

const unlimited = -1;

/** Opaque to clients. `range` is the partition range to continue with. */
export const encodePosition = (position: Position | undefined, range: string): string => {
  const parts: Json =
    position === undefined
      ? [range]
      : [
          range,
          position.number,
          position.keys.map(encodeValue),
          position.rows,
          position.offset,
          Number.isFinite(position.limit) ? position.limit : unlimited,
        ];
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
};

/** Throws 400 for a token that encodePosition did not make. */
export const decodePosition = (token: string): { range: string; position: Position | undefined } => {
  const malformed = badRequest('The continuation token is malformed.');
  let parts: Json;
  try {
    parts = parseJson(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw malformed;
  }
  if (!Array.isArray(parts)) throw malformed;
  const [range, number, keys, rows, offset, limit] = parts;
  if (typeof range !== 'string') throw malformed;
  if (number === undefined) return { range, position: undefined };
  if (typeof number !== 'number' || !Array.isArray(keys) || typeof rows !== 'number') throw malformed;
  if (typeof offset !== 'number' || typeof limit !== 'number') throw malformed;
  return {
    range,
    position: {
      number,
      keys: keys.map((key) => (Array.isArray(key) && !isObject(key) ? key[0] : undefined)),
      rows,
      offset,
      limit: limit === unlimited ? Number.POSITIVE_INFINITY : limit,
    },
  };
};
