import { createServer } from 'node:http';
import { listenOnFreePort } from './listen-on-free-port.ts';

type Value = { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean };
type Attribute = { key: string; value: Value };

export type CollectedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** As the protocol counts them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startMs: number;
  endMs: number;
  attributes: Readonly<Record<string, unknown>>;
  links: readonly { traceId: string; spanId: string }[];
  /** 2 for an error. */
  status: number;
};

type CollectedMetric = { name: string; unit: string; points: readonly Readonly<Record<string, unknown>>[] };

const toScalar = ({ stringValue, intValue, doubleValue, boolValue }: Value): unknown =>
  stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue));

const toRecord = (attributes: readonly Attribute[] = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, toScalar(value)]));

const toSpan = (span: Record<string, never>): CollectedSpan => ({
  traceId: span.traceId ?? '',
  spanId: span.spanId ?? '',
  parentSpanId: span.parentSpanId || undefined,
  name: span.name ?? '',
  kind: span.kind ?? 0,
  startMs: Number(span.startTimeUnixNano) / 1e6,
  endMs: Number(span.endTimeUnixNano) / 1e6,
  attributes: toRecord(span.attributes),
  links: span.links ?? [],
  status: Object(span.status).code ?? 0,
});

const toMetric = (metric: Record<string, never>): CollectedMetric => {
  const { dataPoints } = Object(metric.sum ?? metric.gauge ?? metric.histogram);
  const points = dataPoints.map(({ attributes, ...point }: { attributes: Attribute[] }) => ({
    ...point,
    ...toRecord(attributes),
  }));
  return { name: metric.name ?? '', unit: metric.unit ?? '', points };
};

/**
 * Takes OTLP as JSON over HTTP, and keeps it. `resources`: the attributes of whoever sent.
 * `traces`: the requests with spans, as they came.
 */
export const startOtlpCollector = async () => {
  const spans: CollectedSpan[] = [];
  const metrics: CollectedMetric[] = [];
  const resources: Record<string, unknown>[] = [];
  const traces: Buffer<ArrayBuffer>[] = [];

  const keep = (body: Record<string, never[]>): void => {
    for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
      resources.push(toRecord(Object(resource).attributes));
      for (const scope of Array.from<never>(scopeSpans)) spans.push(...Array.from(Object(scope).spans, toSpan));
    }
    for (const { scopeMetrics } of body.resourceMetrics ?? []) {
      for (const scope of Array.from<never>(scopeMetrics)) metrics.push(...Array.from(Object(scope).metrics, toMetric));
    }
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.url === '/v1/traces') traces.push(body);
      keep(JSON.parse(body.toString()));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  const port = await listenOnFreePort(server);

  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    metrics,
    resources,
    traces,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};

export type OtlpCollector = Awaited<ReturnType<typeof startOtlpCollector>>;
