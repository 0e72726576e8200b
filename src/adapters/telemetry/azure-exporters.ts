import type { TokenCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Exporters } from './sdk-sink.ts';

const isInvocation = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;

/** The host exports each invocation as a request. Ours would be counted as a second one. */
const withoutRequests = (exporter: SpanExporter): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(
      spans.map((span) => (isInvocation(span) ? { ...span, kind: SpanKind.INTERNAL } : span)),
      done,
    ),
  shutdown: () => exporter.shutdown(),
});

/** Application Insights. Nothing is written to disk if it is down. */
export const azureExporters = (azure: { connectionString: string; credential?: TokenCredential }): Exporters => {
  const options = { ...azure, disableOfflineStorage: true };
  return {
    spans: withoutRequests(new AzureMonitorTraceExporter(options)),
    metrics: new AzureMonitorMetricExporter(options),
  };
};
