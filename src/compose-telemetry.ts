import { randomUUID } from 'node:crypto';
import { azureCredential } from './adapters/auth/azure-credential.ts';
import { bufferedSink } from './adapters/telemetry/buffered-sink.ts';
import { createSampler } from './adapters/telemetry/sampler.ts';
import type { Sink } from './adapters/telemetry/sink.ts';
import { createTracer } from './adapters/telemetry/tracer.ts';
import { noTelemetry } from './application/ports/no-telemetry.ts';
import type { LiveTelemetry } from './application/ports/telemetry.ts';
import { parseTelemetry, type TelemetryConfig } from './parse-telemetry.ts';
import type { TelemetrySettings } from './read-telemetry.ts';

const loadAzure = async (azure: TelemetryConfig['azure']) => {
  if (azure === undefined) return {};
  const { connectionString, identity } = azure;
  const credential = identity && (await azureCredential(identity.clientId));
  return { azure: { connectionString, ...(credential && { credential }) } };
};

const load = async ({ azure, ...config }: TelemetryConfig, onFailure: (reason: string) => void): Promise<Sink> => {
  const { loadSink } = await import('./adapters/telemetry/load-sink.ts');
  return loadSink({ ...config, ...(await loadAzure(azure)), instanceId: randomUUID(), onFailure });
};

/** Spans are recorded from the first one on. What exports them is loaded after the first answer. */
export const composeTelemetry = (settings: TelemetrySettings): LiveTelemetry => {
  const config = parseTelemetry(settings);
  const sink = bufferedSink((onFailure) => load(config, onFailure));
  // A trace that nobody records must not be passed on: the host would drop the log of it, too.
  const tracer = config.traces
    ? createTracer({ sample: createSampler(config.sampler), onEnd: sink.addSpan })
    : noTelemetry;
  return {
    span: tracer.span,
    context: tracer.context,
    count: (metric, value, labels) => sink.measure({ metric, value, labels }),
    record: (metric, value, labels) => sink.measure({ metric, value, labels }),
    start: sink.start,
    takeFailure: sink.takeFailure,
    flush: sink.flush,
  };
};
