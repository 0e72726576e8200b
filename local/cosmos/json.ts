export type Json = null | boolean | number | string | Json[] | JsonObject;

export type JsonObject = {
  [key: string]: Json;
};

/** The value of an expression: JSON, or undefined, which is not null. */
export type Value = Json | undefined;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws SyntaxError. */
export const parseJson = (text: string): Json => {
  const value: Json = JSON.parse(text);
  return value;
};

/** Whether arrays and objects are nested at most `levels` deep. */
export const isNestedWithin = (value: Json, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isNestedWithin(member, levels - 1));
};

/** An own property or undefined: a document may hold keys such as `constructor`. */
export const property = (object: JsonObject, key: string): Value =>
  Object.hasOwn(object, key) ? object[key] : undefined;

export const utf8Length = (text: string): number => Buffer.byteLength(text, 'utf8');
