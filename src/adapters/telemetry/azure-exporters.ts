import type { TokenCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { Exporters } from './sdk-sink.ts';
import { withoutRequests } from './without-requests.ts';

/** Application Insights. Nothing is written to disk if it is down. */
export const azureExporters = (azure: { connectionString: string; credential?: TokenCredential }): Exporters => {
  const options = { ...azure, disableOfflineStorage: true };
  return {
    spans: withoutRequests(new AzureMonitorTraceExporter(options)),
    metrics: new AzureMonitorMetricExporter(options),
  };
};
