import fc from 'fast-check';
import { type Caller, callers } from '../support/api-harness.ts';
import { hostileBodies, hostileTexts, hostileValues, mutate, mutations } from './hostile-values.ts';
import { type DocumentedOperation, documentedOperations, type Parameter } from './openapi-document.ts';
import { valuesOf } from './schema-values.ts';

/** Names in double braces stand for existing things: `{{placed}}` is the id of a placed order. */
export type FuzzRequest = {
  /** The operation that it was generated from. */
  of: string;
  method: string;
  /** Below `/api/v1`, with its query. */
  target: string;
  as: Caller;
  headers: readonly (readonly [name: string, value: string])[];
  body?: string | Uint8Array;
};

const known: Readonly<Record<string, readonly string[]>> = {
  orders: ['{{placed}}', '{{placed}}', '{{confirmed}}', '{{shipped}}', '{{cancelled}}', '{{missing}}'],
  products: ['mug', 'oak-table', 'mug', 'oak-table', 'tea', 'cup', 'gone', 'new'],
  images: ['mug'],
  'webhook-endpoints': ['{{endpoint}}', '{{endpoint}}', '{{disabled}}'],
  eventId: ['{{sent}}', '{{sent}}'],
  imageId: ['{{ready}}', '{{ready}}', '{{added}}'],
  sequenceNumber: ['{{dead}}', '{{dead}}', '999'],
  date: ['2026-03-01'],
};

/** Segments that must not climb, split or hide parts of a path. */
const pathTricks = [
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fadmin',
  '..%5c..',
  '%2F',
  '%252e%252e',
  '%00',
  'mug%00',
  'mug%20',
  'mug.',
  'mug;a=b',
  'MUG',
  '%6dug',
  '%',
  '%zz',
  '%e0%80%af',
  '%ff',
  '%ED%A0%80',
  ' ',
  '*',
  ':',
  'mug/',
  '/mug',
  'mug//stock',
  '1'.repeat(3000),
];

const nameOf = ({ path }: DocumentedOperation, { name }: Parameter): string =>
  name === 'id' ? (path.split('/')[1] ?? '') : name;

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

const segments = (operation: DocumentedOperation, parameter: Parameter): fc.Arbitrary<string> => {
  const good = known[nameOf(operation, parameter)];
  return fc.oneof(
    { weight: 8, arbitrary: good ? fc.constantFrom(...good) : valuesOf(parameter.schema).map(String) },
    { weight: 2, arbitrary: valuesOf(parameter.schema).map((value) => escaped(String(value))) },
    { weight: 1, arbitrary: fc.constantFrom(...pathTricks) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileTexts.filter((text) => text !== '')).map(escaped) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map(escaped) },
  );
};

const paths = (operation: DocumentedOperation): fc.Arbitrary<string> => {
  const parts = operation.path.split('/').map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    return parameter ? segments(operation, parameter) : fc.constant(part);
  });
  const ends = fc.oneof(
    { weight: 20, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('/', '//', '/..', '/.', '/%2e%2e/..', ';v=1', '/x', '.json', '%20') },
  );
  return fc.tuple(...parts, ends).map((all) => `${all.slice(0, -1).join('/')}${all.at(-1)}`);
};

const queryTricks = [
  '__proto__=1',
  'constructor=1',
  'code=x',
  '=',
  '&&',
  'limit',
  'limit=5&limit=6',
  '%zz=%',
  'a[b]=c',
  '%00=%00',
];

const queryPairs = ({ parameters }: DocumentedOperation): fc.Arbitrary<string> => {
  const pairs = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) =>
      fc
        .oneof(
          { weight: 4, arbitrary: valuesOf(schema).map(String) },
          { weight: 1, arbitrary: fc.constantFrom(...hostileTexts) },
          { weight: name === 'cursor' ? 4 : 0, arbitrary: fc.constant('{{cursor}}') },
          { weight: name === 'reason' ? 4 : 0, arbitrary: fc.constant('x') },
          { weight: name === 'category' ? 4 : 0, arbitrary: fc.constant('c') },
        )
        .map((value) => `${name}=${value.startsWith('{{') ? value : escaped(value)}`),
    );
  return pairs.length === 0 ? fc.constantFrom(...queryTricks) : fc.oneof(...pairs);
};

const queries = (operation: DocumentedOperation): fc.Arbitrary<string> => {
  const tricks = fc.constantFrom(...queryTricks);
  const mostlyGood = fc.oneof({ weight: 12, arbitrary: queryPairs(operation) }, { weight: 1, arbitrary: tricks });
  const none = operation.parameters.every((parameter) => parameter.in !== 'query');
  return fc.oneof(
    { weight: none ? 12 : 3, arbitrary: fc.constant('') },
    {
      weight: none ? 1 : 6,
      arbitrary: fc.array(mostlyGood, { minLength: 1, maxLength: 3 }).map((all) => `?${all.join('&')}`),
    },
  );
};

/** What a header can carry as the host passes it on: Latin-1 without line ends. */
const headerText = (text: string): string =>
  text
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .trim()
    .slice(0, 6000);

const hostileHeader = fc.oneof(
  fc.constantFrom(...hostileTexts).map(headerText),
  fc.string({ unit: 'binary', maxLength: 60 }).map(headerText),
  fc.constantFrom(
    '"',
    'W/',
    '"a',
    '*, "a"',
    '"a","b"',
    ','.repeat(2000),
    '"\xe9"',
    ';q=',
    'a/b;q=2',
    '*/*;q=0',
    '\t',
    '""',
  ),
  fc.constant('"x", '.repeat(1000)),
);

const headerValues: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'if-match': fc.constantFrom('*', '{{etag}}', '"other"', 'W/{{etag}}'),
  'if-none-match': fc.constantFrom('*', '{{etag}}', '"other"', 'W/{{etag}}'),
  'idempotency-key': fc.constantFrom('k1', 'k2', 'k3', 'x'.repeat(255)),
  accept: fc.constantFrom('image/webp', 'text/csv', 'application/json', '*/*', 'image/*;q=0.1, text/csv;q=0.5'),
  'x-request-id': fc.constantFrom('r-1', 'a.b:c'),
};

const oddHeaders: readonly (readonly [string, string])[] = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/json, application/json'],
  ['content-type', 'multipart/form-data'],
  ['content-length', '-1'],
  ['content-length', '99999999999999999999'],
  ['content-length', 'NaN'],
  ['content-encoding', 'gzip'],
  ['transfer-encoding', 'chunked, chunked'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer ..'],
  ['authorization', 'bearer a, Bearer b'],
  ['authorization', `Bearer ${'a'.repeat(6000)}`],
  ['authorization', 'Basic YTpi'],
  ['x-http-method-override', 'DELETE'],
  ['x-original-url', '/api/v1/admin/orders'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-for', '127.0.0.1'],
  ['x-ms-client-principal', 'eyJyb2xlcyI6WyJhZG1pbiJdfQ=='],
  ['range', 'bytes=0-0,-1'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['traceparent', '00-zz-zz-zz'],
];

const headersOf = ({ parameters }: DocumentedOperation): fc.Arbitrary<FuzzRequest['headers']> => {
  const documented = parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name }) =>
      fc.oneof(
        {
          weight: 4,
          arbitrary: (headerValues[name.toLowerCase()] ?? hostileHeader).map(
            (value) => [name.toLowerCase(), value] as const,
          ),
        },
        { weight: 1, arbitrary: hostileHeader.map((value) => [name.toLowerCase(), value] as const) },
      ),
    );
  const odd = fc.constantFrom(...oddHeaders);
  const any = fc.oneof({ weight: 9, arbitrary: fc.oneof(...documented) }, { weight: 1, arbitrary: odd });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(any, { minLength: 1, maxLength: 3 }) },
  );
};

const bodiesOf = ({ body, examples }: DocumentedOperation): fc.Arbitrary<FuzzRequest['body']> => {
  const raw = fc.constantFrom(...hostileBodies);
  const none = fc.constant(undefined);
  if (!body) return fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: raw });
  const valid = fc.oneof(valuesOf(body), fc.constantFrom(...examples));
  const nearly = fc
    .tuple(valid, fc.array(mutations, { minLength: 1, maxLength: 2 }))
    .map(([value, changes]) => JSON.stringify(changes.reduce(mutate, value)));
  return fc.oneof(
    { weight: 10, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: nearly },
    { weight: 1, arbitrary: hostileValues.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: raw },
    { weight: 1, arbitrary: none },
  );
};

const fitting: readonly Caller[] = ['alice', 'warehouse', 'admin', 'admin'];

const requestsOf = (operation: DocumentedOperation): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({
      of: fc.constant(operation.name),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(operation.method) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS') },
      ),
      target: fc.tuple(paths(operation), queries(operation)).map((parts) => parts.join('')),
      as: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...fitting) },
        { weight: 1, arbitrary: fc.constantFrom(...callers) },
      ),
      headers: headersOf(operation),
      body: bodiesOf(operation),
    })
    .map(({ body, ...rest }) => ({
      ...rest,
      // `fetch` does not allow bodies here.
      ...(body !== undefined && rest.method !== 'GET' && rest.method !== 'HEAD' && { body }),
    }));

/** Requests for all operations equally: valid, nearly valid and hostile ones. */
export const fuzzRequests: fc.Arbitrary<FuzzRequest> = fc.oneof(...documentedOperations.map(requestsOf));

/** The request with its names replaced by real values. */
export const fillPath = (request: FuzzRequest, names: Readonly<Record<string, string>>): FuzzRequest => {
  const fill = (text: string) => text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => names[name] ?? whole);
  return {
    ...request,
    target: fill(request.target),
    headers: request.headers.map(([name, value]) => [name, fill(value)] as const),
  };
};
