import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startTraces } from '../../local/traces/start-traces.ts';
import type { SpanNode } from '../../local/traces/trace-tree.ts';
import { metrics } from '../../src/application/ports/metrics.ts';
import { textField } from '../support/api-answer.ts';
import { damagedStock } from '../support/damaged-stock.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type CollectedSpan, type OtlpCollector, startOtlpCollector } from '../support/otlp-collector.ts';
import { renderTrace } from '../support/render-trace.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

jest.setTimeout(240_000);

let collector: OtlpCollector;
let stack: Stack;
let api: ReturnType<typeof httpApi>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

const admin = ['root', 'admin'] as const;

beforeAll(async () => {
  collector = await startOtlpCollector();
  stack = await startStack({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      WEBHOOK_ALLOW_LOOPBACK: 'true',
      RETRY_MAX_ATTEMPTS: '3',
      RETRY_BASE_MS: '50',
    },
  });
  api = httpApi(stack);
  receiver = await startReceiver();
  for (const id of ['table', 'lamp']) await api.product(id, 100);
  const types = ['order.placed', 'order.confirmed', 'order.shipped'];
  await api.call('POST', '/webhook-endpoints', { as: admin, body: { url: `${receiver.url}/secret-hook`, types } });
});

afterAll(async () => {
  await stack.close();
  await receiver.close();
  await collector.close();
});

/** The first span that matches. Each instance exports its spans in its own time. */
const spanOnce = async (matches: (span: CollectedSpan) => boolean): Promise<CollectedSpan> => {
  for (;;) {
    const span = collector.spans.find(matches);
    if (span !== undefined) return span;
    await pause(100);
  }
};

const count = (spans: readonly CollectedSpan[], wanted: string): number =>
  spans.filter(({ name }) => name === wanted).length;

/** The trace in which the order was placed, once it is complete. */
const traceOf = async (orderId: string, isComplete: (spans: readonly CollectedSpan[]) => boolean) => {
  for (;;) {
    const placed = collector.spans.find(
      ({ name, attributes }) => name === 'POST /api/v1/orders' && attributes['hearth.order.id'] === orderId,
    );
    const spans = collector.spans.filter(({ traceId }) => traceId === placed?.traceId);
    if (placed && isComplete(spans)) return { traceId: placed.traceId, spans };
    await pause(100);
  }
};

/** Each span of a printed tree with the one above it. */
const edgesIn = (tree: string): readonly string[] => {
  const above: string[] = [];
  return tree.split('\n').map((line) => {
    const depth = line.search(/\S/) / 2;
    above[depth] = line.trim().replace(/\).*/, ')');
    return `${above[depth - 1] ?? ''} > ${above[depth]}`;
  });
};

const documentedTrace = async (): Promise<string> => {
  const page = await readFile('docs/traces.md', 'utf8');
  return /```text\n(.*?)\n```/s.exec(page)?.[1] ?? '';
};

const place = async (productId: string, headers: Record<string, string> = {}): Promise<string> =>
  textField((await api.place('alice', { [productId]: 1 }, headers)).body, 'id');

const ship = (id: string) =>
  api.call('POST', `/orders/${id}/ship`, { as: ['w', 'warehouse'], body: { carrier: 'DHL', trackingNumber: 'J1' } });

/** The lines of the log that name this order or one of its events. */
const linesOf = (id: string) =>
  stack.log.filter((line) => line.includes(id)).map((line): Record<string, unknown> => JSON.parse(line));

test('an order that fails twice, is confirmed and shipped is one trace, with its webhooks', async () => {
  stack.cosmos.faults.set({
    rules: [{ status: 429, retryAfterMs: 60_000, container: 'stock', operations: ['batch'], count: 2 }],
  });
  const id = await place('table', { 'x-request-id': 'req-traced' });
  await api.until(id, ({ status }) => status === 'confirmed');
  await ship(id);
  await receiver.until(3);

  const { traceId, spans } = await traceOf(
    id,
    (found) => count(found, 'deliverWebhook') === 3 && count(found, 'process process-order') === 4,
  );
  const named = (name: string) => spans.filter((span) => span.name === name);
  expect(named('batch stock').map(({ status }) => status)).toEqual([2, 2, 0, 0]);
  expect(named('process process-order').map(({ attributes }) => attributes['hearth.attempt'])).toEqual([1, 2, 3, 1]);
  expect(named('create orders')[0]?.attributes).toMatchObject({
    'db.system.name': 'azure.cosmosdb',
    'db.response.status_code': '201',
    'azure.cosmosdb.operation.request_charge': expect.any(Number),
  });
  // Each receiver may go on with the trace.
  expect(receiver.received.map(({ headers }) => String(headers.traceparent).slice(3, 35))).toEqual(
    Array.from({ length: 3 }, () => traceId),
  );
  expect(edgesIn(renderTrace(spans))).toEqual(expect.arrayContaining(edgesIn(await documentedTrace())));

  const requestIds = linesOf(id).map(({ event, requestId }) => [event, requestId]);
  for (const event of ['order_placed', 'order_attempt_failed', 'order_confirmed', 'webhook_delivered'])
    expect(requestIds).toContainEqual([event, 'req-traced']);
});

test('the request that ships an order is a trace of its own, which the one of the order links to', async () => {
  const id = await place('table');
  await api.until(id, ({ status }) => status === 'confirmed');
  await ship(id);
  const { traceId, spans } = await traceOf(id, (found) => count(found, 'change order') === 1);

  const [link] = spans.find(({ name }) => name === 'change order')?.links ?? [];
  expect(link?.traceId).not.toBe(traceId);
  const request = await spanOnce(({ spanId }) => spanId === link?.spanId);
  expect(request.traceId).toBe(link?.traceId);
});

test('a caller that sends its trace finds everything in it, and a hostile one changes nothing', async () => {
  const traceId = 'c'.repeat(32);
  const id = await place('table', { traceparent: `00-${traceId}-${'d'.repeat(16)}-01` });
  await api.until(id, ({ status }) => status === 'confirmed');

  expect((await traceOf(id, (found) => count(found, 'processOrder') === 1)).traceId).toBe(traceId);

  const other = await place('table', { traceparent: `00-${'0'.repeat(32)}-${'d'.repeat(16)}-01`, tracestate: 'x' });
  const { spans } = await traceOf(other, (found) => count(found, 'placeOrder') === 1);
  expect(spans[0]?.traceId).toMatch(/[1-9a-f]/);
});

test('the laptop shows the traces of an order as the same trees', async () => {
  const id = await place('table');
  await api.until(id, ({ status }) => status === 'confirmed');
  const { traceId } = await traceOf(id, (found) => count(found, 'processOrder') === 1);
  const laptop = await startTraces({ port: 0 });
  const sentSoFar = [...collector.traces];
  const spans = collector.spans.filter((span) => span.traceId === traceId);
  try {
    for (const body of sentSoFar) {
      const sent = await fetch(`${laptop.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(sent.status).toBe(200);
    }
    const list: unknown = await (await fetch(`${laptop.url}/traces?orderId=${id}`)).json();
    const { roots } = Object(await (await fetch(`${laptop.url}/traces/${traceId}`)).json());

    expect(list).toContainEqual(expect.objectContaining({ traceId, name: 'POST /api/v1/orders', orderIds: [id] }));
    const render = (nodes: readonly SpanNode[], indent = ''): string[] =>
      nodes.flatMap(({ name, kind, children }) => [`${indent}${name} (${kind})`, ...render(children, `${indent}  `)]);
    const shown = edgesIn(render(roots).join('\n'));
    expect(shown.toSorted()).toEqual([...edgesIn(renderTrace(spans))].sort());
    expect(shown[0]).toBe(' > POST /api/v1/orders (server)');
  } finally {
    await laptop.stop();
  }
});

test('an order that becomes a dead letter goes on in its trace when it is replayed', async () => {
  const stock = damagedStock(stack);
  const deadLetters = deadLettersOn(api);
  try {
    await stock.damage('lamp');
    const id = await place('lamp');
    await api.until(id, ({ attention }) => attention !== undefined);
    const [letter] = await deadLetters.until(1);
    await stock.fix('lamp');
    await deadLetters.replay(letter?.sequenceNumber);
    await api.until(id, ({ status }) => status === 'confirmed');

    const { spans } = await traceOf(
      id,
      (found) =>
        found.some(({ name, status }) => name === 'processOrder' && status === 0 && found.length > 0) &&
        count(found, 'replace orders') >= 2,
    );
    const work = spans.filter(({ name }) => name === 'process process-order');
    expect(work.map(({ attributes }) => attributes['hearth.attempt'])).toEqual([1, 2, 3, 1]);
  } finally {
    stock.close();
  }
});

test('spans say nothing of customers, and no address of a webhook', async () => {
  const told = JSON.stringify(collector.spans);

  expect(collector.spans.length).toBeGreaterThan(100);
  for (const secret of ['alice', 'Avda', 'secret-hook', 'sig=', 'Bearer']) expect(told).not.toContain(secret);
});

test('metrics are those of the table, with its units, and no label is unknown', async () => {
  const find = (name: string) => collector.metrics.findLast((metric) => metric.name === name);
  const outcomes = () => find('hearth.orders')?.points.map(({ outcome }) => outcome) ?? [];
  // The last of what the tests above did.
  while (!outcomes().includes('attention') || find('hearth.webhook.attempts') === undefined) await pause(100);

  for (const { name, unit } of collector.metrics)
    expect([name, unit]).toEqual([name, new Map<string, { unit: string }>(Object.entries(metrics)).get(name)?.unit]);
  expect(outcomes()).toEqual(expect.arrayContaining(['placed', 'confirmed', 'shipped', 'attention']));
  expect(find('hearth.orders')?.points).toContainEqual(expect.objectContaining({ outcome: 'attention', asDouble: 1 }));
  expect(find('hearth.cosmos.request_charge')?.points).toContainEqual(
    expect.objectContaining({ operation: 'orders.create', asDouble: expect.any(Number) }),
  );
  expect(JSON.stringify(collector.metrics)).not.toContain('"other"');
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'hearth' });
});
