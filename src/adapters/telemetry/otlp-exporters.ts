import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Exporters } from './sdk-sink.ts';

/** OTLP as JSON over HTTP. Headers, timeouts and certificates of `OTEL_EXPORTER_OTLP_...` count. */
export const otlpExporters = (endpoint: string): Exporters => {
  const base = endpoint.replace(/\/+$/, '');
  return {
    spans: new OTLPTraceExporter({ url: `${base}/v1/traces` }),
    metrics: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
  };
};
