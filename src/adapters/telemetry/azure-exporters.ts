import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import { notingRefusals } from './noting-refusals.ts';
import type { Exporters } from './sdk-sink.ts';
import { withoutRequests } from './without-requests.ts';

/** Application Insights. Nothing is written to disk if it is down. */
export const azureExporters = (
  azure: { connectionString: string; credential?: TokenCredential },
  httpClient = createDefaultHttpClient(),
): Exporters => {
  const options = { ...azure, disableOfflineStorage: true };
  const { http, admit } = notingRefusals(httpClient);
  return {
    spans: admit(withoutRequests(new AzureMonitorTraceExporter({ ...options, httpClient: http }))),
    metrics: new AzureMonitorMetricExporter(options),
  };
};
