import { HttpRequest, InvocationContext, type InvocationContextInit } from '@azure/functions';
import { createSampler } from '../../src/adapters/telemetry/sampler.ts';
import type { SpanRecord } from '../../src/adapters/telemetry/span-record.ts';
import { createTracer } from '../../src/adapters/telemetry/tracer.ts';
import type { Origin } from '../../src/domain/origin.ts';
import { open } from '../../src/functions/http/api.ts';
import { endpoint } from '../../src/functions/http/endpoint.ts';
import {
  invocationLog,
  invocationMeter,
  invocationOrigin,
  observeInvocations,
  withInvocation,
} from '../../src/functions/invocation.ts';
import { invocationObserver } from '../../src/functions/observe-invocations.ts';
import { consumer } from '../../src/functions/queue/consumer.ts';
import { toCustomerId } from '../support/ids.ts';

const ended: SpanRecord[] = [];
const counted: [string, number, object][] = [];
let starts = 0;
const failures: string[] = [];

const sample = createSampler({ name: 'parentbased_always_on', argument: undefined });

const tracer = createTracer({ sample, onEnd: (span) => void ended.push(span) });
const take = (metric: string, value: number, labels: object) => void counted.push([metric, value, labels]);
const start = () => {
  starts += 1;
};
const takeFailure = () => failures.pop();
const telemetry = { ...tracer, count: take, record: take, start, takeFailure, flush: async () => {} };

beforeEach(() => {
  ended.length = 0;
  counted.length = 0;
  starts = 0;
  observeInvocations(async () => invocationObserver(telemetry));
});

const id = (digit: string) => ({ traceId: digit.repeat(32), spanId: digit.repeat(16) });
const traceparent = (digit: string): string => `00-${id(digit).traceId}-${id(digit).spanId}-01`;

const contextOf = (init: InvocationContextInit = {}) =>
  new InvocationContext({ invocationId: 'invocation-1', functionName: 'f', logHandler: () => {}, ...init });

const hostedIn = (digit: string) => ({ traceContext: { traceParent: traceparent(digit) } });

const serve = (headers: Record<string, string>, init?: InvocationContextInit, route = 'v1/orders/{id}') => {
  const handler = endpoint(async () => open(async () => ({ status: 200, body: {} })), {
    route,
    log: invocationLog,
    verify: async () => ({ customerId: toCustomerId('a'), roles: [] }),
  });
  const request = new HttpRequest({ method: 'GET', url: 'http://h/api/v1/orders/secret?x=secret', headers });
  return handler(request, contextOf(init));
};

test('a request is a span by its template, below the span of the host', async () => {
  await serve({}, hostedIn('a'));

  expect(ended).toMatchObject([
    {
      name: 'GET /api/v1/orders/{id}',
      kind: 'server',
      traceId: id('a').traceId,
      parent: id('a'),
    },
  ]);
  expect(ended[0]?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/api/v1/orders/{id}',
    'http.response.status_code': 200,
    'faas.trigger': 'http',
    'faas.name': 'f',
    'faas.invocation_id': 'invocation-1',
  });
  expect(JSON.stringify(ended)).not.toContain('secret');
  expect(starts).toBe(1);
});

test.each([
  ['that the host goes on with', traceparent('a').replace('aaaaaaaaaaaaaaaa-01', `${'e'.repeat(16)}-01`), id('a'), 0],
  ['that the host does not know', traceparent('b'), id('b'), 1],
  ['that is malformed', 'hostile', id('a'), 0],
])('a trace of the caller %s', async (_, given, parent, links) => {
  await serve({ traceparent: given }, hostedIn('a'));

  expect(ended).toMatchObject([{ parent }]);
  expect(ended[0]?.links).toHaveLength(links);
});

test('without a trace of the host, the trace of the caller goes on; without either, a new one begins', async () => {
  await serve({ traceparent: traceparent('b') });
  await serve({});

  expect(ended).toMatchObject([
    { parent: id('b'), links: [] },
    { parent: undefined, links: [] },
  ]);
});

test('a health probe is no span', async () => {
  await serve({}, hostedIn('a'), 'v1/health/ready');

  expect(ended).toEqual([]);
});

test('a message is processed in the trace that it carries, and what follows carries the request, too', async () => {
  const seen: (Origin | undefined)[] = [];
  const applicationProperties = { requestId: 'req-1', traceparent: traceparent('c'), tracestate: 'a=1' };
  const context = contextOf({
    ...hostedIn('a'),
    options: Object({ trigger: { type: 'serviceBusTrigger', queueName: 'process-order' } }),
    triggerMetadata: { messageId: 'm-1', deliveryCount: 2, applicationProperties },
  });
  await consumer(async () => async () => void seen.push(invocationOrigin()))({}, context);

  const [span] = ended;
  expect(span).toMatchObject({
    name: 'process process-order',
    kind: 'consumer',
    parent: id('c'),
    links: [id('a')],
  });
  expect(span?.attributes).toEqual({
    'messaging.system': 'servicebus',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'process-order',
    'messaging.message.id': 'm-1',
    'messaging.servicebus.message.delivery_count': 2,
    'faas.trigger': 'pubsub',
    'faas.name': 'f',
    'faas.invocation_id': 'invocation-1',
  });
  const expected = `00-${id('c').traceId}-${span?.spanId}-01`;
  expect(seen).toEqual([{ requestId: 'req-1', traceparent: expected, tracestate: 'a=1' }]);
});

test('what an invocation without a request causes carries only its trace', async () => {
  const origin = await withInvocation(contextOf(hostedIn('a')), async () => invocationOrigin());

  expect(origin).toStrictEqual({ traceparent: `00-${id('a').traceId}-${ended[0]?.spanId}-01` });
});

test('a message of a topic is named after the topic', async () => {
  const trigger = { type: 'serviceBusTrigger', topicName: 'events', subscriptionName: 'webhooks' };
  await consumer(async () => async () => {})({}, contextOf({ options: Object({ trigger }) }));

  expect(ended).toMatchObject([
    { name: 'process events', attributes: { 'messaging.destination.name': 'events', 'faas.trigger': 'pubsub' } },
  ]);
});

test.each([
  [{ type: 'timerTrigger' }, 'timer', undefined],
  [{ type: 'warmupTrigger' }, 'other', undefined],
  [{ type: 'blobTrigger', path: 'uploads/{name}' }, 'datasource', undefined],
  [{ type: 'cosmosDBTrigger', containerName: 'orders' }, 'datasource', 'orders'],
])('what %j wakes is a span by the name of the function', async (trigger, kind, collection) => {
  await withInvocation(contextOf({ options: Object({ trigger }) }), async () => {});

  expect(ended).toMatchObject([{ name: 'f', kind: 'consumer' }]);
  expect(ended[0]?.attributes).toEqual({
    'faas.trigger': kind,
    'faas.document.collection': collection,
    'faas.name': 'f',
    'faas.invocation_id': 'invocation-1',
  });
});

test('what an invocation logs and costs is in its span and in the metrics', async () => {
  await withInvocation(contextOf(), async () => {
    invocationMeter({ operation: 'orders.create', units: 7 });
    invocationLog.info('order_shipped', { orderId: 'ord_1', number: 'X', sincePlacedMs: 1 });
  });

  expect(ended).toMatchObject([{ name: 'f', kind: 'consumer', attributes: { 'hearth.order.id': 'ord_1' } }]);
  expect(counted).toEqual([
    ['hearth.cosmos.request_charge', 7, { operation: 'orders.create' }],
    ['hearth.orders', 1, { outcome: 'shipped' }],
  ]);
});

test('an invocation that fails is a span that failed', async () => {
  const failure = new Error('broken');
  await expect(withInvocation(contextOf(), () => Promise.reject(failure))).rejects.toBe(failure);

  expect(ended).toMatchObject([{ failure: expect.stringContaining('broken') }]);
});

test('as long as exporting does not fail, nothing is logged about it', async () => {
  const lines: string[] = [];
  await withInvocation(contextOf({ logHandler: (_, text) => void lines.push(String(text)) }), async () => {});

  expect(lines).toEqual([]);
});

test('what a health probe logs is counted, although it is not a span', async () => {
  await withInvocation(
    contextOf(),
    async () => invocationLog.info('order_shipped', { orderId: 'ord_1', number: 'X', sincePlacedMs: 1 }),
    { http: { method: 'GET', route: 'v1/health/ready' } },
  );

  expect([ended, counted]).toEqual([[], [['hearth.orders', 1, { outcome: 'shipped' }]]]);
});

test('if exporting fails, the next invocation logs it', async () => {
  const lines: string[] = [];
  failures.push('connect ECONNREFUSED');
  await withInvocation(contextOf({ logHandler: (_, text) => void lines.push(String(text)) }), async () => {});

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'telemetry_not_exported', reason: 'connect ECONNREFUSED' },
  ]);
});
