import { gzipSync } from 'node:zlib';
import { startTraces, type Traces } from '../../../local/traces/start-traces.ts';

const traceId = '5b8efff798038103d269b633813fc60c';
const spanId = 'eee19b7ec3c1b174';

const span = {
  traceId: traceId.toUpperCase(),
  spanId,
  parentSpanId: '',
  name: 'process process-order',
  kind: 5,
  startTimeUnixNano: '1795521600000000000',
  endTimeUnixNano: '1795521600012500000',
  attributes: [
    { key: 'hearth.order.id', value: { stringValue: 'ord_1' } },
    { key: 'hearth.attempt', value: { intValue: '2' } },
    { key: 'azure.cosmosdb.operation.request_charge', value: { doubleValue: 6.5 } },
    { key: 'retried', value: { boolValue: true } },
    { key: 'regions', value: { arrayValue: { values: [{ stringValue: 'west' }] } } },
    { key: 'long', value: { stringValue: 'x'.repeat(5_000) } },
    { key: 'deep', value: { kvlistValue: { values: [] } } },
  ],
  status: { code: 2, message: 'busy' },
  links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: '' }],
  flags: 257,
};

const bodyOf = (...spans: unknown[]) => ({
  resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'hearth' }, spans }] }],
});

let traces: Traces;

beforeEach(async () => {
  traces = await startTraces({ port: 0 });
});

afterEach(() => traces.stop());

const send = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}, path = '/v1/traces') =>
  fetch(traces.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

const read = async (path: string): Promise<unknown> => (await fetch(traces.url + path)).json();

test('spans that come as OTLP in JSON are shown as a tree', async () => {
  const answer = await send(JSON.stringify(bodyOf(span, { ...span, spanId: 'f'.repeat(16), parentSpanId: spanId })));

  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  expect(await read('/traces')).toEqual([
    {
      traceId,
      name: 'process process-order',
      startedAt: new Date(1_795_521_600_000).toISOString(),
      ms: 12.5,
      spans: 2,
      errors: 2,
      orderIds: ['ord_1'],
    },
  ]);
  expect(await read(`/traces/${traceId}`)).toMatchObject({
    traceId,
    dropped: 0,
    roots: [
      {
        spanId,
        kind: 'consumer',
        startMs: 0,
        ms: 12.5,
        status: 'error',
        statusMessage: 'busy',
        attributes: {
          'hearth.order.id': 'ord_1',
          'hearth.attempt': 2,
          'azure.cosmosdb.operation.request_charge': 6.5,
          retried: true,
          regions: ['west'],
          long: `${'x'.repeat(1_024)}...`,
          deep: null,
        },
        links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
        children: [{ spanId: 'f'.repeat(16) }],
      },
    ],
  });
});

test('a request that is packed is unpacked', async () => {
  const answer = await send(gzipSync(JSON.stringify(bodyOf(span))), { 'content-encoding': 'gzip' });

  expect(answer.status).toBe(200);
  expect(await read('/traces?orderId=ord_1&limit=1')).toHaveLength(1);
  expect(await read('/traces?orderId=ord_2')).toEqual([]);
});

test.each(['/v1/metrics', '/v1/logs'])('%s is accepted and dropped', async (path) => {
  const answer = await send('{"resourceMetrics":[]}', {}, path);

  expect([answer.status, await answer.json()]).toEqual([200, {}]);
});

const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

test.each([
  ['no JSON', '{"resourceSpans"', {}, 400, /not JSON/],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, /not JSON/],
  ['a list', '[]', {}, 400, /body must be an object/],
  ['spans in no list', '{"resourceSpans":{}}', {}, 400, /body\.resourceSpans must be a list/],
  ['deep nesting', `{"resourceSpans":${nested}}`, {}, 400, /resourceSpans\[0\] must be an object/],
  ['a deep attribute', JSON.stringify(bodyOf(span)).replace('{"values":[]}', nested), {}, 200, /\{\}/],
  ['protobuf', 'x', { 'content-type': 'application/x-protobuf' }, 415, /OTEL_EXPORTER_OTLP_PROTOCOL to http\/json/],
  ['brotli', 'x', { 'content-encoding': 'br' }, 415, /use gzip or none/],
  ['what is not packed', '{}', { 'content-encoding': 'gzip' }, 400, /not JSON/],
  ['too much', ' '.repeat(8_388_609), {}, 413, /larger than 8388608 bytes/],
  ['a bomb', gzipSync(' '.repeat(50_000_000)), { 'content-encoding': 'gzip' }, 413, /larger than 8388608 bytes/],
])('%s is answered with what is wrong', async (_, body, headers, status, message) => {
  const answer = await send(body, headers);

  expect(await answer.text()).toMatch(message);
  expect(answer.status).toBe(status);
  expect((await send(JSON.stringify(bodyOf(span)))).status).toBe(200);
});

test('all that is wrong with a span is said at once', async () => {
  const wrong = { ...span, traceId: '0'.repeat(32), spanId: 'short', startTimeUnixNano: 'now', kind: 'server' };
  const answer = await send(JSON.stringify(bodyOf(wrong)));

  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    code: 400,
    message: expect.stringMatching(
      /spans\[0\]\.traceId must be 32 hex.*\.spanId must be 16 hex.*\.kind must be a number.*\.startTimeUnixNano must/,
    ),
  });
});

test('a list names every parameter that it does not know, at once', async () => {
  const answer = await fetch(`${traces.url}/traces?since=1&order=ord_1&limit=0`);

  expect(answer.status).toBe(400);
  const names = ['since is unknown: use orderId, limit.', 'order is unknown: use orderId, limit.'];
  expect(await answer.json()).toEqual({
    code: 400,
    message: [...names, 'limit must be a whole number from 1 to 1000.'].join(' '),
  });
});

test.each([
  ['GET', '/v1/traces', 405],
  ['POST', '/traces', 405],
  ['GET', '/traces?limit=0', 400],
  ['GET', '/traces?limit=1001', 400],
  ['GET', `/traces/${traceId}`, 404],
  ['GET', '/traces/7', 404],
  ['GET', '/v1/profiles', 404],
])('%s %s is %i', async (method, path, status) => {
  expect((await fetch(traces.url + path, { method })).status).toBe(status);
});
