import * as z from 'zod/mini';
import { type Route, routes } from '../../src/functions/http/routes.ts';
import { problem } from '../../tools/openapi/answers.ts';
import type { Content, Reply } from '../../tools/openapi/operation.ts';
import { type OperationName, operationNames, operations } from '../../tools/openapi/operations.ts';
import { refusalsOf } from '../../tools/openapi/refusals.ts';

/** An answer as received. `text` is empty if there is no body. */
export type Contracted = { status: number; headers: Headers; text: string };

const prefix = /^(\/api)?\//;

const patterns = operationNames
  .map((name): { name: OperationName; route: Route } => ({ name, route: routes[name] }))
  .map(({ name, route: { methods, route } }) => ({
    name,
    methods: new Set<string>(methods),
    pattern: new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The operation that the host would route this to; undefined if there is none. */
export const operationAt = (method: string, pathname: string): OperationName | undefined =>
  patterns.find(({ methods, pattern }) => methods.has(method) && pattern.test(pathname.replace(prefix, '')))?.name;

/** Headers that an answer may have only if the document says so. */
const watched = [
  'ETag',
  'Location',
  'Link',
  'Retry-After',
  'Idempotency-Replayed',
  'WWW-Authenticate',
  'Vary',
  'Content-Encoding',
  'Content-Disposition',
  'Content-Security-Policy',
] as const;

/** Headers that only some answers of a kind have. */
const occasional: readonly string[] = ['Link', 'Idempotency-Replayed', 'Content-Disposition', 'Content-Encoding'];

const checkBody = (schema: z.core.$ZodType, text: string): void => {
  const { success, error } = z.safeParse(schema, JSON.parse(text));
  expect(success ? [] : z.prettifyError(error)).toEqual([]);
};

const contentOf = ({ content = {} }: Reply, headers: Headers): Content | undefined =>
  content[headers.get('content-type')?.split(';')[0] ?? ''];

const checkReply = (reply: Reply, method: string, { headers, text }: Contracted): void => {
  const documented: readonly string[] = reply.headers ?? [];
  const present = watched.filter((name) => headers.has(name));
  expect(present.filter((name) => !documented.includes(name))).toEqual([]);
  for (const name of documented)
    if (!occasional.includes(name)) expect([name, headers.has(name)]).toEqual([name, true]);
  if (method === 'HEAD') return;
  if (reply.content === undefined) {
    expect(text).toBe('');
    return;
  }
  const content = contentOf(reply, headers);
  expect(content).toBeDefined();
  if (typeof content === 'object' && 'schema' in content) checkBody(content.schema, text);
};

const checkRefusal = (name: OperationName, method: string, { status, text }: Contracted): void => {
  const reads = method === 'GET' || method === 'HEAD';
  const codes = refusalsOf(operations[name], reads).get(status) ?? [];
  expect([name, status, codes.length > 0]).toEqual([name, status, true]);
  if (method === 'HEAD') return;
  checkBody(problem, text);
  expect(codes).toContain(JSON.parse(text).code);
};

/** Checks an answer against the document: status, headers, codes and the shape of the body. */
export const checkContract = (name: OperationName, method: string, answer: Contracted): void => {
  const { status, headers, text } = answer;
  if (status >= 400) {
    checkRefusal(name, method, answer);
    return;
  }
  if (status === 304) {
    expect(text).toBe('');
    expect(headers.has('etag')).toBe(true);
    return;
  }
  const reply = operations[name].replies[status];
  expect([name, status, reply !== undefined]).toEqual([name, status, true]);
  if (reply) checkReply(reply, method, answer);
};
