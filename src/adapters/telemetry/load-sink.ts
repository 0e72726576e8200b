import type { TokenCredential } from '@azure/identity';
import { type Exporters, type SdkSinkOptions, sdkSink } from './sdk-sink.ts';
import type { Sink } from './sink.ts';

type Options = SdkSinkOptions & {
  otlp?: { endpoint: string };
  /** Without a credential, the key in the connection string counts. */
  azure?: { connectionString: string; credential?: TokenCredential };
};

const loadExporters = async ({ otlp, azure }: Options): Promise<readonly Exporters[]> => {
  const exporters: Exporters[] = [];
  if (otlp) exporters.push((await import('./otlp-exporters.ts')).otlpExporters(otlp.endpoint));
  if (azure) exporters.push((await import('./azure-exporters.ts')).azureExporters(azure));
  return exporters;
};

/**
 * The way into a bundle of its own: in that of the app, the exporters would share code with the
 * clients of services, and every request would load more of it.
 */
export const loadSink = async (options: Options): Promise<Sink> => sdkSink(await loadExporters(options), options);
