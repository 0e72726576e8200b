import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { changeResults } from './change-results.ts';
import { createInstruments } from './instruments.ts';
import { noteFailures } from './note-failures.ts';
import { readableSpan } from './readable-span.ts';
import type { Sink } from './sink.ts';

/** To one collector. */
export type Exporters = { spans: SpanExporter; metrics: PushMetricExporter };

export type SdkSinkOptions = {
  serviceName: string;
  instanceId: string;
  metricIntervalMs: number;
  /** Called once when exports begin to fail. */
  onFailure: (reason: string) => void;
};

/**
 * Batches and exports by the SDK of OpenTelemetry. `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`
 * and `OTEL_BSP_...` are honoured by it.
 */
export const sdkSink = (
  exporters: readonly Exporters[],
  { serviceName, instanceId, metricIntervalMs, onFailure }: SdkSinkOptions,
): Sink => {
  const named = resourceFromAttributes({ 'service.name': serviceName, 'service.instance.id': instanceId });
  const resource = named.merge(detectResources({ detectors: [envDetector] }));
  for (const { spans, metrics } of exporters) {
    const note = noteFailures(onFailure);
    changeResults(spans, note);
    changeResults(metrics, note);
  }
  const processors = exporters.map(({ spans }) => new BatchSpanProcessor(spans));
  const provider = new MeterProvider({
    resource,
    readers: exporters.map(
      ({ metrics }) =>
        new PeriodicExportingMetricReader({
          exporter: metrics,
          exportIntervalMillis: metricIntervalMs,
          exportTimeoutMillis: metricIntervalMs,
        }),
    ),
  });

  return {
    addSpan: (span) => {
      const readable = readableSpan(span, resource);
      for (const processor of processors) processor.onEnd(readable);
    },
    measure: createInstruments(provider.getMeter('hearth')),
    flush: async () => {
      await Promise.allSettled([...processors.map((one) => one.forceFlush()), provider.forceFlush()]);
    },
  };
};
