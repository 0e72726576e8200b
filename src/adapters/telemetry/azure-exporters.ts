import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { changeResults } from './change-results.ts';
import { notingRefusals } from './noting-refusals.ts';
import type { Exporters } from './sdk-sink.ts';
import { withoutRequests } from './without-requests.ts';

/** Application Insights. Nothing is written to disk if it is down. */
export const azureExporters = (
  azure: { connectionString: string; credential?: TokenCredential },
  http = createDefaultHttpClient(),
): Exporters => {
  const options = { ...azure, disableOfflineStorage: true };
  const ofSpans = notingRefusals(http);
  const ofMetrics = notingRefusals(http);
  const spans = new AzureMonitorTraceExporter({ ...options, httpClient: ofSpans.httpClient });
  const metrics = new AzureMonitorMetricExporter({ ...options, httpClient: ofMetrics.httpClient });
  changeResults(spans, ofSpans.admit);
  changeResults(metrics, ofMetrics.admit);
  return { spans: withoutRequests(spans), metrics };
};
