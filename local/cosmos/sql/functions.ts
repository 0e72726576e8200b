import { isObject, type Json, type Value } from '../json.ts';
import { finiteOrUndefined } from './operators.ts';
import { deepEqual } from './value-order.ts';

export type BuiltIn = {
  least: number;
  most: number;
  call: (...args: Value[]) => Value;
};

const builtIn = (least: number, most: number, call: (...args: Value[]) => Value): BuiltIn => ({ least, most, call });

const predicate = (holds: (value: Value) => boolean): BuiltIn => builtIn(1, 1, holds);

const ofNumber = (compute: (value: number) => number): BuiltIn =>
  builtIn(1, 1, (value) => {
    return typeof value === 'number' ? finiteOrUndefined(compute(value)) : undefined;
  });

const ofString = (compute: (value: string) => Value): BuiltIn =>
  builtIn(1, 1, (value) => (typeof value === 'string' ? compute(value) : undefined));

/** Takes two strings, and optionally whether to ignore case. */
const compareStrings = (holds: (text: string, part: string) => boolean): BuiltIn =>
  builtIn(2, 3, (text, part, ignoreCase = false) => {
    if (typeof text !== 'string' || typeof part !== 'string' || typeof ignoreCase !== 'boolean') return undefined;
    return ignoreCase ? holds(text.toLowerCase(), part.toLowerCase()) : holds(text, part);
  });

const contains = (array: Json[], wanted: Json, partial: boolean): boolean =>
  array.some((element) => {
    if (!partial || !isObject(wanted) || !isObject(element)) return deepEqual(element, wanted);
    return Object.entries(wanted).every(([key, value]) => deepEqual(element[key], value));
  });

const substring = (text: Value, start: Value, length: Value): Value => {
  if (typeof text !== 'string' || typeof start !== 'number' || typeof length !== 'number') return undefined;
  const from = Math.max(0, Math.trunc(start));
  return text.slice(from, from + Math.max(0, Math.trunc(length)));
};

/** As in the service, halves are rounded away from zero. */
const round = (value: number, digits: number): number => {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
};

const roundFunction = builtIn(1, 2, (value, digits = 0) =>
  typeof value === 'number' && typeof digits === 'number' ? finiteOrUndefined(round(value, digits)) : undefined,
);

const slice = (array: Value, start: Value, length: Value): Value => {
  if (!Array.isArray(array) || typeof start !== 'number') return undefined;
  const from = start < 0 ? Math.max(0, array.length + start) : start;
  if (length === undefined) return array.slice(from);
  return typeof length === 'number' ? array.slice(from, from + Math.max(0, length)) : undefined;
};

const toText = (value: Value): Value => {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const everyString = (values: Value[]): values is string[] => values.every((value) => typeof value === 'string');

/** The scalar functions, by upper-case name. */
export const builtIns = new Map<string, BuiltIn>(
  Object.entries({
    IS_DEFINED: predicate((value) => value !== undefined),
    IS_NULL: predicate((value) => value === null),
    IS_BOOL: predicate((value) => typeof value === 'boolean'),
    IS_NUMBER: predicate((value) => typeof value === 'number'),
    IS_INTEGER: predicate((value) => Number.isInteger(value)),
    IS_STRING: predicate((value) => typeof value === 'string'),
    IS_ARRAY: predicate(Array.isArray),
    IS_OBJECT: predicate(isObject),
    IS_PRIMITIVE: predicate((value) => value !== undefined && (typeof value !== 'object' || value === null)),

    ABS: ofNumber(Math.abs),
    CEILING: ofNumber(Math.ceil),
    FLOOR: ofNumber(Math.floor),
    ROUND: roundFunction,
    SIGN: ofNumber(Math.sign),
    SQRT: ofNumber(Math.sqrt),
    SQUARE: ofNumber((value) => value * value),
    TRUNC: ofNumber(Math.trunc),
    EXP: ofNumber(Math.exp),
    LOG10: ofNumber(Math.log10),
    POWER: builtIn(2, 2, (a, b) =>
      typeof a === 'number' && typeof b === 'number' ? finiteOrUndefined(a ** b) : undefined,
    ),

    STARTSWITH: compareStrings((text, part) => text.startsWith(part)),
    ENDSWITH: compareStrings((text, part) => text.endsWith(part)),
    CONTAINS: compareStrings((text, part) => text.includes(part)),
    STRINGEQUALS: compareStrings((text, part) => text === part),
    LOWER: ofString((text) => text.toLowerCase()),
    UPPER: ofString((text) => text.toUpperCase()),
    LENGTH: ofString((text) => text.length),
    TRIM: ofString((text) => text.trim()),
    LTRIM: ofString((text) => text.trimStart()),
    RTRIM: ofString((text) => text.trimEnd()),
    REVERSE: ofString((text) => [...text].reverse().join('')),
    CONCAT: builtIn(2, 200, (...parts) => (everyString(parts) ? parts.join('') : undefined)),
    SUBSTRING: builtIn(3, 3, substring),
    LEFT: builtIn(2, 2, (text, length) => substring(text, 0, length)),
    RIGHT: builtIn(2, 2, (text, length) =>
      typeof text === 'string' && typeof length === 'number'
        ? substring(text, text.length - length, length)
        : undefined,
    ),
    INDEX_OF: builtIn(2, 2, (text, part) =>
      typeof text === 'string' && typeof part === 'string' ? text.indexOf(part) : undefined,
    ),
    REPLACE: builtIn(3, 3, (text, part, by) =>
      typeof text === 'string' && typeof part === 'string' && typeof by === 'string'
        ? text.replaceAll(part, () => by)
        : undefined,
    ),
    REPLICATE: builtIn(2, 2, (text, times) =>
      typeof text === 'string' && typeof times === 'number' && times >= 0 && times <= 10_000
        ? text.repeat(Math.trunc(times))
        : undefined,
    ),
    TOSTRING: builtIn(1, 1, toText),
    STRINGTONUMBER: ofString((text) => {
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
    }),

    ARRAY_CONTAINS: builtIn(2, 3, (array, wanted, partial = false) =>
      Array.isArray(array) && wanted !== undefined ? contains(array, wanted, partial === true) : undefined,
    ),
    ARRAY_LENGTH: builtIn(1, 1, (array) => (Array.isArray(array) ? array.length : undefined)),
    ARRAY_CONCAT: builtIn(2, 200, (...arrays) => (arrays.every(Array.isArray) ? arrays.flat(1) : undefined)),
    ARRAY_SLICE: builtIn(2, 3, slice),
    IIF: builtIn(3, 3, (condition, then, otherwise) => (condition === true ? then : otherwise)),
  } satisfies Record<string, BuiltIn>),
);
