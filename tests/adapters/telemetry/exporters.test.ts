import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import { join } from 'node:path';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { SpanKind } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { azureExporters } from '../../../src/adapters/telemetry/azure-exporters.ts';
import { changeResults } from '../../../src/adapters/telemetry/change-results.ts';
import { loadSink } from '../../../src/adapters/telemetry/load-sink.ts';
import { readableSpan } from '../../../src/adapters/telemetry/readable-span.ts';
import type { SpanRecord } from '../../../src/adapters/telemetry/span-record.ts';
import { withoutRequests } from '../../../src/adapters/telemetry/without-requests.ts';
import { freePort } from '../../support/free-port.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { startOtlpCollector } from '../../support/otlp-collector.ts';

const span = (kind: SpanRecord['kind']): SpanRecord => ({
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  sampled: true,
  tracestate: undefined,
  parent: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '1111111111111111', sampled: true },
  links: [{ traceId: '2'.repeat(32), spanId: '2'.repeat(16), sampled: true }],
  name: 'x',
  kind,
  startMs: 1_700_000_000_123.25,
  endMs: 1_700_000_000_124.5,
  attributes: { text: 'a', number: 1, flag: true, missing: undefined },
  failure: 'Error: broken',
});

const KEY = 'InstrumentationKey=12345678-1234-1234-1234-123456789012';

const options = { serviceName: 'shop', instanceId: 'instance-1', metricIntervalMs: 60_000, onFailure: () => {} };

test('a collector gets spans and metrics as they were, and no label that the table does not have', async () => {
  const collector = await startOtlpCollector();
  try {
    const sink = await loadSink({ ...options, otlp: { endpoint: `${collector.endpoint}//` } });
    sink.addSpan(span('server'));
    sink.measure({ metric: 'hearth.orders', value: 2, labels: { outcome: 'placed' } });
    sink.measure({ metric: 'hearth.orders', value: 3, labels: { outcome: 'ord_1' } });
    await sink.flush();

    expect(collector.traces).toHaveLength(1);
    expect(collector.spans).toMatchObject([
      {
        parentSpanId: '1111111111111111',
        kind: 2,
        status: 2,
        startMs: 1_700_000_000_123.25,
        attributes: { text: 'a', number: 1, flag: true },
        links: [{ traceId: '2'.repeat(32) }],
      },
    ]);
    expect(collector.spans[0]?.attributes).not.toHaveProperty('missing');
    expect(collector.metrics[0]?.points.map(({ outcome, asDouble }) => [outcome, asDouble])).toEqual([
      ['placed', 2],
      ['other', 3],
    ]);
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'shop', 'service.instance.id': 'instance-1' });
  } finally {
    await collector.close();
  }
});

test('a collector that is down disturbs nothing, and is named once', async () => {
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '200';
  const failures: string[] = [];
  const onFailure = (reason: string) => void failures.push(reason);
  const sink = await loadSink({ ...options, otlp: { endpoint: `http://127.0.0.1:${await freePort()}` }, onFailure });
  sink.addSpan(span('server'));
  sink.measure({ metric: 'hearth.orders', value: 1, labels: { outcome: 'placed' } });

  await expect(sink.flush()).resolves.toBeUndefined();
  sink.addSpan(span('server'));
  await sink.flush();
  expect(failures).toEqual([expect.any(String)]);
  delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
});

test('a collector that is down is named if there are only metrics, too', async () => {
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '200';
  const failures: string[] = [];
  const onFailure = (reason: string) => void failures.push(reason);
  const sink = await loadSink({ ...options, otlp: { endpoint: `http://127.0.0.1:${await freePort()}` }, onFailure });
  sink.measure({ metric: 'hearth.orders', value: 1, labels: { outcome: 'placed' } });
  await sink.flush();

  expect(failures).toEqual([expect.any(String)]);
  delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
});

test('Application Insights works without a collector; if it cannot be reached, the failure is reported', async () => {
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true';
  const failures: string[] = [];
  // It is always called over https.
  const server = createServer();
  const connectionString = `${KEY};IngestionEndpoint=http://127.0.0.1:${await listenOnFreePort(server)}`;
  const onFailure = (reason: string) => void failures.push(reason);
  const sink = await loadSink({ ...options, azure: { connectionString }, onFailure });
  sink.addSpan(span('client'));
  await sink.flush();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  expect(failures).toEqual([expect.stringMatching(/^RestError: /)]);
  delete process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;
});

test('Application Insights gets no span as a request: the host has sent those', async () => {
  const kinds: SpanKind[] = [];
  let closed = false;
  const exporter = withoutRequests({
    export: (spans, done) => {
      kinds.push(...spans.map(({ kind }) => kind));
      done({ code: 0 });
    },
    shutdown: async () => {
      closed = true;
    },
  });
  const spans = (['server', 'consumer', 'client'] as const).map((kind) => readableSpan(span(kind), emptyResource()));

  await new Promise((resolve) => exporter.export(spans, resolve));

  expect(kinds).toEqual([SpanKind.INTERNAL, SpanKind.INTERNAL, SpanKind.CLIENT]);

  await exporter.shutdown();
  expect(closed).toBe(true);
});

test('an export to Application Insights fails, and is not written to disk, if the role is missing or nothing answers', async () => {
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true';
  let status: number | undefined = 403;
  const http: HttpClient = {
    sendRequest: async (request) => {
      if (status === undefined) throw new Error('no route to host');
      return { request, status, headers: createHttpHeaders(), bodyAsText: '{"itemsReceived":1,"itemsAccepted":1}' };
    },
  };
  const folder = await mkdtemp(join(os.tmpdir(), 'hearth-telemetry-'));
  jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
  const { spans, metrics } = azureExporters({ connectionString: KEY }, http);
  const send = () => new Promise((resolve) => spans.export([readableSpan(span('client'), emptyResource())], resolve));

  expect(await send()).toMatchObject({ code: 1, error: { message: 'Application Insights answered 403.' } });
  const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: metrics })] });
  meters.getMeter('m').createCounter('c').add(1);
  const codes: number[] = [];
  changeResults(metrics, (result) => {
    codes.push(result.code);
    return result;
  });
  await meters.forceFlush();
  expect(codes).toEqual([1]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
  jest.restoreAllMocks();
  status = 200;
  expect(await send()).toMatchObject({ code: 0 });
  status = undefined;
  expect(await send()).toMatchObject({ code: 1, error: { message: expect.stringContaining('no route to host') } });
  delete process.env.APPLICATION_INSIGHTS_NO_STATSBEAT;
});
