import fc from 'fast-check';
import { variantFormatFor } from '../../../src/functions/http/accept.ts';
import { statuses, titles } from '../../../src/functions/http/problem.ts';
import { type Estate, type Rule, rules, type Variant } from '../estate.ts';
import { parsePolicy, policyDocuments } from '../policy.ts';
import { expressionsIn } from '../policy-expressions.ts';
import { type Outcome, policyRunner, type Sample } from '../policy-run.ts';

const REQUEST_ID = '6f9619ff-8b86-4011-b42d-00c04fc964ff';

type Given = Partial<Omit<Sample, 'request'>> & { request?: Partial<Sample['request']> };

const sample = ({ request, ...given }: Given = {}): Sample => ({
  requestId: REQUEST_ID,
  variables: {},
  ...given,
  request: {
    method: 'GET',
    headers: {},
    ipAddress: '203.0.113.9',
    originalUrl: 'https://gateway.example/api/v1/orders/ord_1?x=y',
    ...request,
  },
});

const runnerOf = async (estate: Estate, variant: Variant = 'public') =>
  policyRunner(await estate.deployment(variant), estate.expressions());

const metOf = ({ met }: Outcome, name: string) => met.filter((one) => one.name === name).map((one) => one.attributes);

/** Errors, and what a caller must see of them. */
const refusals: readonly (readonly [string, Given, { status: number; code: string; retryAfter?: string }])[] = [
  [
    'no token',
    { lastError: { source: 'validate-jwt', reason: 'TokenNotPresent' } },
    { status: 401, code: 'unauthorized' },
  ],
  [
    'no such path',
    { lastError: { source: 'configuration', reason: 'OperationNotFound' } },
    { status: 404, code: 'not_found' },
  ],
  ['a body too large', { lastError: { source: 'validate-content' } }, { status: 413, code: 'payload_too_large' }],
  [
    'too many calls',
    { lastError: { source: 'rate-limit-by-key', reason: 'RateLimitExceeded' }, variables: { retryAfter: 17 } },
    { status: 429, code: 'busy', retryAfter: '17' },
  ],
  [
    'too many calls, as the reference names the policy',
    { lastError: { source: 'rate-limit', reason: 'RateLimitExceeded' }, variables: { retryAfter: 17 } },
    { status: 429, code: 'busy', retryAfter: '17' },
  ],
  [
    'too much under way in Consumption',
    { lastError: { source: 'limit-concurrency' }, variables: { retryAfter: '1' } },
    { status: 429, code: 'busy', retryAfter: '1' },
  ],
  [
    'no answer in time',
    { lastError: { source: 'forward-request', reason: 'Timeout' } },
    { status: 503, code: 'busy', retryAfter: '5' },
  ],
  [
    'no connection',
    { lastError: { source: 'forward-request', reason: 'BackendConnectionFailure' } },
    { status: 503, code: 'busy', retryAfter: '5' },
  ],
  [
    'an expression that throws',
    { lastError: { source: 'set-variable', reason: 'ExpressionValueEvaluationFailure' } },
    { status: 500, code: 'internal' },
  ],
  [
    'a request that is none',
    { lastError: { source: 'configuration' }, response: { statusCode: 400, headers: {} } },
    { status: 400, code: 'validation_failed' },
  ],
];

/** Pages of the platform in front of the app, by status. Their content is not for callers. */
const pages: readonly (readonly [number, { status: number; code: string; retryAfter?: string }])[] = [
  [401, { status: 503, code: 'busy', retryAfter: '5' }],
  [403, { status: 503, code: 'busy', retryAfter: '5' }],
  [404, { status: 404, code: 'not_found' }],
  [413, { status: 413, code: 'payload_too_large' }],
  [429, { status: 429, code: 'busy', retryAfter: '5' }],
  [500, { status: 500, code: 'internal' }],
  [502, { status: 503, code: 'busy', retryAfter: '5' }],
  [503, { status: 503, code: 'busy', retryAfter: '5' }],
];

const expectProblem = (
  what: unknown,
  { reply }: Outcome,
  { status, code, retryAfter }: { status: number; code: string; retryAfter?: string },
): void => {
  expect([what, reply?.status, reply?.reason]).toEqual([what, status, titles[status]]);
  expect(JSON.parse(String(reply?.body))).toEqual({
    type: `urn:hearth:problem:${code}`,
    title: titles[status],
    status,
    detail: expect.stringMatching(/^[A-Z].*\.$/),
    instance: '/api/v1/orders/ord_1',
    code,
  });
  expect(Object.keys(statuses)).toContain(code);
  expect([what, reply?.headers]).toEqual([
    what,
    {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'x-request-id': REQUEST_ID,
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="hearth"' }),
      ...(retryAfter && { 'Retry-After': retryAfter }),
    },
  ]);
};

const accepted = [
  ...['*/*', 'image/*', 'image/webp', 'image/jpeg', 'text/html', '', ',,,', 'IMAGE/WEBP;Q=1', 'constructor, __proto__'],
  'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'image/jpeg, image/webp;q=0.9',
  'image/webp;q=0, */*',
  'image/jpeg;q=0, image/*',
  'image/jpeg;q=0, */*;q=0, image/*',
  ' image/jpeg ; q=0.2 ,\timage/webp ;\tq=0.3',
  'image/webp;level=1;q=0.1, image/jpeg;q=0.2',
  'image/webp;q=x, image/jpeg',
  'image/webp;q=, image/jpeg;q=0.1',
];

const weights = fc.constantFrom(
  '',
  ';q=1',
  ';q=0',
  ';q=0.5',
  ';q=0.25',
  '; q=0.125',
  ';q=1.000',
  ';Q=0.3',
  ';level=2;q=0.7',
);
const ranges = fc.tuple(
  fc.constantFrom('image/webp', 'image/jpeg', 'image/*', '*/*', 'text/html', 'Image/WebP'),
  weights,
);
const someAccepted = fc.sample(
  fc.array(ranges, { minLength: 1, maxLength: 4 }).map((list) => list.map((range) => range.join('')).join(', ')),
  { numRuns: 150, seed: 5 },
);

export const expressionRules: readonly Rule[] = rules({
  'expressions: each compiles, and uses nothing but what Microsoft documents': async (estate) => {
    const seen = new Set<string>();
    for (const variant of ['public', 'private', 'consumption'] as const) {
      for (const { where, xml } of policyDocuments(await estate.deployment(variant))) {
        for (const { source, returns } of expressionsIn(parsePolicy(xml))) {
          seen.add(`${returns} ${source}`);
          const problems = await estate.expressions().problems(source, returns);
          expect([where, source, problems]).toEqual([where, source, []]);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(20);
  },
  'expressions: a caller is counted by address, and by the subject of a valid token': async (estate) => {
    const run = await runnerOf(estate);
    const headers = { Authorization: 'Bearer alice' };
    const order = await run('inbound', sample({ request: { method: 'POST', headers } }));
    expect(metOf(order, 'rate-limit-by-key')).toMatchObject([
      { calls: '600', 'counter-key': 'address:203.0.113.9' },
      { calls: '300', 'counter-key': 'subject:alice' },
    ]);
    for (const operation of ['listProducts', 'getVariant', 'healthReady']) {
      const read = await run('inbound', sample({ request: { headers } }), operation);
      expect(metOf(read, 'rate-limit-by-key')).toMatchObject([{ calls: '600', 'counter-key': 'address:203.0.113.9' }]);
    }
    const frugal = await runnerOf(estate, 'consumption');
    const inbound = await frugal('inbound', sample({ request: { headers } }));
    expect(metOf(await frugal('backend', inbound.context), 'limit-concurrency')).toMatchObject([
      { key: 'subject:alice' },
    ]);
  },
  'expressions: a caller with a bad token is counted': async (estate) => {
    const run = await runnerOf(estate);
    for (const headers of [{}, { Authorization: 'Basic YTpi' }]) {
      const refused = await run('inbound', sample({ request: { method: 'POST', headers } }));
      expect(refused.reply?.status).toBe(401);
      expect(metOf(refused, 'rate-limit-by-key')).toMatchObject([{ 'counter-key': 'address:203.0.113.9' }]);
    }
  },
  'expressions: the id of a request is one that the app accepts, and answers from the cache have it': async (
    estate,
  ) => {
    const run = await runnerOf(estate);
    const idsOf = async (headers: Sample['request']['headers']) => {
      const { context } = await run('inbound', sample({ request: { headers } }), 'listProducts');
      const cached = { ...context, response: { statusCode: 200, headers: { ETag: '"1"' } } };
      const outbound = await run('outbound', cached, 'listProducts');
      return [context.request.headers['x-request-id'], outbound.context.response?.headers['x-request-id']];
    };
    for (const good of ['a', 'Order:7.b_c-d', 'x'.repeat(128)]) {
      expect(await idsOf({ 'x-request-id': good })).toEqual([good, good]);
    }
    for (const bad of ['', 'a b', 'x'.repeat(129), 'a\n', 'caf\u00e9']) {
      expect([bad, await idsOf({ 'x-request-id': bad })]).toEqual([bad, [REQUEST_ID, REQUEST_ID]]);
    }
    expect(await idsOf({})).toEqual([REQUEST_ID, REQUEST_ID]);
  },
  'expressions: without a token only what anyone may read goes on': async (estate) => {
    const run = await runnerOf(estate);
    expectProblem('no token', await run('inbound', sample()), { status: 401, code: 'unauthorized' });
    expect((await run('inbound', sample(), 'listProducts')).reply).toBeUndefined();
  },
  'expressions: what the gateway refuses is a problem document of the app': async (estate) => {
    const run = await runnerOf(estate);
    for (const [what, given, expected] of refusals) expectProblem(what, await run('on-error', sample(given)), expected);
  },
  'expressions: a header that the host would answer with an empty 500 is a problem document': async (estate) => {
    const run = await runnerOf(estate);
    for (const value of ['\u0436', 'caf\u00e9', '\u{1f600}']) {
      const headers = { Authorization: 'Bearer alice', 'User-Agent': value };
      expectProblem(value, await run('inbound', sample({ request: { headers } })), {
        status: 400,
        code: 'validation_failed',
      });
    }
    const headers = { Authorization: 'Bearer alice', 'User-Agent': ' ~tools/1.0\t(x)' };
    expect((await run('inbound', sample({ request: { headers } }))).reply).toBeUndefined();
  },
  'expressions: a page of the platform becomes a problem document': async (estate) => {
    const run = await runnerOf(estate);
    for (const [statusCode, expected] of pages) {
      const response = { statusCode, headers: { 'Content-Type': 'text/html' } };
      expectProblem(statusCode, await run('outbound', sample({ response })), expected);
    }
  },
  'expressions: answers of the app pass, without internal headers': async (estate) => {
    const run = await runnerOf(estate);
    const passes = async (statusCode: number, type: string, method = 'GET') => {
      const headers = { 'Content-Type': type, ETag: '"1"', Server: 'Kestrel' };
      const { reply, context } = await run(
        'outbound',
        sample({ request: { method }, response: { statusCode, headers } }),
      );
      expect(reply).toBeUndefined();
      expect(context.response).toEqual({ statusCode, headers: { 'Content-Type': type, ETag: '"1"' } });
    };
    await passes(200, 'application/json');
    await passes(409, 'application/problem+json');
    await passes(404, 'application/problem+json; charset=utf-8');
    // There must be no body.
    await passes(404, 'text/html', 'HEAD');
  },
  'expressions: the cache holds only good answers that are the same for everyone': async (estate) => {
    const run = await runnerOf(estate);
    const cached = async (operation: string, headers: Sample['request']['headers'], statusCode = 200) => {
      const inbound = await run('inbound', sample({ request: { headers } }), operation);
      const response = { statusCode, headers: { 'Content-Type': 'application/problem+json' } };
      const outbound = await run('outbound', { ...inbound.context, response }, operation);
      return [...metOf(inbound, 'cache-lookup'), ...metOf(outbound, 'cache-store')].length;
    };
    for (const operation of ['listProducts', 'getProduct', 'getVariant']) {
      expect([operation, await cached(operation, {})]).toEqual([operation, 2]);
      expect([operation, await cached(operation, { 'if-none-match': '"1"' })]).toEqual([operation, 0]);
      expect([operation, await cached(operation, {}, 404)]).toEqual([operation, 1]);
    }
    for (const operation of ['listProducts', 'getProduct']) {
      expect([operation, await cached(operation, { authorization: 'Bearer alice' })]).toEqual([operation, 0]);
    }
  },
  'expressions: images are cached by the format that the app would give': async (estate) => {
    const run = await runnerOf(estate);
    const passedOn = async (headers: Sample['request']['headers']) =>
      (await run('inbound', sample({ request: { headers } }), 'getVariant')).context.request.headers.Accept;
    expect(await passedOn({})).toBe('image/jpeg');
    for (const accept of [...accepted, ...someAccepted]) {
      expect([accept, await passedOn({ accept })]).toEqual([accept, `image/${variantFormatFor(accept)}`]);
    }
    for (const format of ['webp', 'jpeg']) expect(variantFormatFor(`image/${format}`)).toBe(format);
  },
}).map((rule) => ({ ...rule, needsDotnet: true }));
