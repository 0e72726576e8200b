import { text } from 'node:stream/consumers';
import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import { noTelemetry } from '../../../src/application/ports/no-telemetry.ts';
import type { Telemetry } from '../../../src/application/ports/telemetry.ts';
import { callTo, startReceiver, stopReceivers } from './receivers.ts';

afterEach(stopReceivers);

const client = webhookClient({ allowLoopback: true });

test('posts the body as it is, with the headers of the call', async () => {
  const seen: unknown[] = [];
  const receiver = await startReceiver(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    response.end();
  });

  await client.post({ ...callTo(`${receiver.url}?shop=1`), body: '{"name":"Käse"}' });

  const headers = {
    host: `127.0.0.1:${receiver.port}`,
    'content-type': 'application/json',
    'content-length': '16',
    'user-agent': 'Hearth-Webhooks/1',
    'webhook-id': 'evt_1',
    'webhook-timestamp': '1764547200',
    'webhook-signature': 'v1,abc=',
    connection: 'close',
  };
  expect(seen).toEqual([{ method: 'POST', url: '/hook?shop=1', headers, body: '{"name":"Käse"}' }]);
});

test('gives the status, the answer and how long it took', async () => {
  const receiver = await startReceiver((_, response) => {
    setTimeout(() => response.writeHead(503).end('Come back later.'), 50);
  });

  const outcome = await client.post(callTo(receiver.url));

  expect(outcome).toEqual({ status: 503, answer: 'Come back later.', ms: expect.any(Number) });
  expect(outcome.ms).toBeGreaterThanOrEqual(49);
  expect(Number.isInteger(outcome.ms)).toBe(true);
});

test('gives the wait that the receiver asks for', async () => {
  const receiver = await startReceiver((_, response) => {
    response.writeHead(429, { 'retry-after': '120' }).end();
  });

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 429, retryAfterMs: 120_000 });
});

test('an answer that does not ask for a wait has none', async () => {
  const receiver = await startReceiver((_, response) => response.writeHead(429).end());

  expect(await client.post(callTo(receiver.url))).not.toHaveProperty('retryAfterMs');
});

test.each([
  ['succeeds', 204, { 'http.response.status_code': 204, 'error.type': undefined }],
  ['is refused', 503, { 'http.response.status_code': 503, 'error.type': '503' }],
  ['fails', undefined, { 'error.type': 'connection_failed' }],
])('a call that %s is a span that says so, and names only the host', async (_, status, outcome) => {
  const spans: unknown[] = [];
  const set: unknown[] = [];
  const telemetry: Telemetry = {
    ...noTelemetry,
    span: (name, options, work) => {
      spans.push([name, options]);
      return work({ set: (attributes) => void set.push(attributes) });
    },
    context: () => ({ traceparent: 'in the span' }),
  };
  const headers: unknown[] = [];
  const receiver = await startReceiver((request, response) => {
    headers.push(request.headers.traceparent);
    if (status === undefined) request.socket.destroy();
    else response.writeHead(status).end();
  });
  await webhookClient({ allowLoopback: true, telemetry }).post(callTo(`${receiver.url}?secret=1`));

  const attributes = { 'http.request.method': 'POST', 'server.address': '127.0.0.1' };
  expect(spans).toEqual([['POST', { kind: 'client', attributes }]]);
  expect(set).toStrictEqual([outcome]);
  expect(headers).toEqual(['in the span']);
});

test('a call to something that is not a URL names no host', async () => {
  const options: unknown[] = [];
  const telemetry: Telemetry = {
    ...noTelemetry,
    span: (_, given, work) => {
      options.push(given.attributes);
      return work({ set: () => {} });
    },
  };

  expect(await webhookClient({ allowLoopback: true, telemetry }).post(callTo('no URL'))).toMatchObject({
    error: 'blocked_address',
  });
  expect(options).toEqual([{ 'http.request.method': 'POST', 'server.address': undefined }]);
});

test('does not follow a redirect', async () => {
  const target = await startReceiver((_, response) => response.end());
  const receiver = await startReceiver((_, response) => response.writeHead(307, { location: target.url }).end());

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 307, answer: '' });
  expect(target.connections()).toBe(0);
});

test('every call has a connection of its own, which is closed at its end', async () => {
  const receiver = await startReceiver((_, response) => response.end());

  await client.post(callTo(receiver.url));
  await client.post(callTo(receiver.url));

  expect(receiver.connections()).toBe(2);
  await receiver.idle();
});

test('calls do not wait for each other', async () => {
  const waiting: (() => void)[] = [];
  const receiver = await startReceiver((_, response) => {
    waiting.push(() => response.end());
    if (waiting.length === 8) for (const finish of waiting) finish();
  });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => client.post(callTo(receiver.url))));

  expect(outcomes).toEqual(Array.from({ length: 8 }, () => expect.objectContaining({ status: 200 })));
});

test('reads the first KiB of an answer', async () => {
  const receiver = await startReceiver((_, response) => {
    response.writeHead(500).write('x'.repeat(1000));
    response.end('y'.repeat(1000));
  });

  const answer = `${'x'.repeat(1000)}${'y'.repeat(24)}`;
  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 500, answer });
});

test.each([
  ['half a character at the end', `${'x'.repeat(1023)}ü`, 'x'.repeat(1023)],
  ['a byte that is not UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
  ['control characters', 'a\u0000\u001b[31m\r\nb\u2028c\u202ed', 'a [31m b c d'],
])('%s of an answer cannot do harm', async (_, body, answer) => {
  const receiver = await startReceiver((_request, response) => response.end(body));

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 200, answer });
});
