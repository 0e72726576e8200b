import { checkContract, operationAt } from './api-contract.ts';

export type Fields = Readonly<Record<string, unknown>>;

export type Answer = {
  /** The function that answered. */
  operation: string;
  invocationId: string;
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  text: string;
  /** The parsed JSON; empty if there is no body or another type. */
  body: Fields;
};

export const fieldsOf = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`No object: ${value}`);
  return { ...value };
};

export const textField = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`${name} is no string: ${JSON.stringify(fields)}`);
  return value;
};

export const itemsOf = ({ body }: Answer): readonly Fields[] => {
  if (!Array.isArray(body.items)) throw new Error(`No items: ${JSON.stringify(body)}`);
  return body.items.map(fieldsOf);
};

export const pointersOf = ({ body }: Answer): readonly string[] =>
  Array.isArray(body.errors) ? body.errors.map((error) => textField(fieldsOf(error), 'pointer')) : [];

const contentTypes: Readonly<Record<string, RegExp>> = {
  getDocs: /^text\/html; charset=utf-8$/,
  getDocsScript: /^text\/javascript; charset=utf-8$/,
  getVariant: /^image\/(webp|jpeg)$/,
  getReport: /^(application\/json|text\/csv; charset=utf-8)$/,
};

const contentTypeOf = (operation: string): RegExp => contentTypes[operation] ?? /^application\/json$/;

const checkProblem = (pathname: string, { status, headers, body }: Answer): void => {
  expect(headers.get('content-type')).toBe('application/problem+json');
  const { errors, moreErrors = 1, ...rest } = body;
  expect(rest).toEqual({
    type: expect.stringMatching(/^[a-z][a-z0-9+.-]*:./),
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    instance: pathname,
    code: expect.stringMatching(/^[a-z_]+$/),
  });
  expect(moreErrors).toBeGreaterThan(0);
  if (errors === undefined) return;
  if (!Array.isArray(errors)) throw new Error('errors is no list');
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(100);
  for (const error of errors) {
    expect(error).toEqual({ pointer: expect.any(String), message: expect.stringMatching(/./) });
  }
};

/** Checks what holds for every answer of the API. */
export const checkAnswer = (method: string, pathname: string, answer: Answer): void => {
  const { status, headers, text } = answer;
  const operation = operationAt(method, pathname);
  if (operation !== undefined) checkContract(operation, method, answer);
  expect(headers.get('x-request-id')).toMatch(/./);
  expect(headers.get('cache-control')).toMatch(/./);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  if (status === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
  if (status === 405) expect(headers.get('allow')).toMatch(/^[A-Z, ]+$/);
  if (status === 429 || status === 503) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  if (method === 'HEAD' || status === 204 || status === 304) expect(text).toBe('');
  else if (status >= 400) checkProblem(pathname, answer);
  else expect(headers.get('content-type')).toMatch(contentTypeOf(answer.operation));
  if (status === 200 && (method === 'GET' || method === 'HEAD')) expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
  if (status === 304) expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
};
