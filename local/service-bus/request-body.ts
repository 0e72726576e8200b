import { type AmqpValue, MalformedAmqp } from './amqp-values.ts';

/** The body of a request to $management. Its readers throw `MalformedAmqp`. */
export type RequestBody = Map<AmqpValue, AmqpValue>;

export const listIn = (body: RequestBody, name: string): AmqpValue[] => {
  const value = body.get(name);
  if (!Array.isArray(value)) throw new MalformedAmqp(`${name} must be an array`);
  return value;
};

export const readNumber = (body: RequestBody, name: string): number => {
  const value = body.get(name);
  if (typeof value !== 'number') throw new MalformedAmqp(`${name} must be a number`);
  return value;
};

export const readText = (body: RequestBody, name: string): string | undefined => {
  const value = body.get(name) ?? null;
  if (value !== null && typeof value !== 'string') throw new MalformedAmqp(`${name} must be a string`);
  return value ?? undefined;
};

/** Undefined if there is no such map. */
export const readMap = (body: RequestBody, name: string): RequestBody | undefined => {
  const value = body.get(name) ?? null;
  if (value !== null && !(value instanceof Map)) throw new MalformedAmqp(`${name} must be a map`);
  return value ?? undefined;
};
