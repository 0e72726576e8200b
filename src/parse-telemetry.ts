import type { TelemetrySettings } from './read-telemetry.ts';

/** `otlp`, `azure`: where traces and metrics go, one or both. */
export type TelemetryConfig = {
  otlp?: { endpoint: string };
  /** With an identity, the key in the connection string does not count. */
  azure?: { connectionString: string; identity?: { clientId?: string } };
  /** Without traces, only metrics are exported. */
  traces: boolean;
  sampler: { name: string; argument: string | undefined };
  serviceName: string;
  metricIntervalMs: number;
};

const MINUTE = 60_000;

const findIdentity = (authentication: string | undefined): { clientId?: string } | undefined => {
  if (!/(?:^|;)\s*Authorization=AAD\s*(?:;|$)/i.test(authentication ?? '')) return undefined;
  const [, clientId] = /(?:^|;)\s*ClientId=([^;]+)/i.exec(authentication ?? '') ?? [];
  return clientId === undefined ? {} : { clientId: clientId.trim() };
};

/** The standard has malformed numbers ignored. Under a tenth of a second would be a mistake. */
const intervalOf = (given: string | undefined): number => {
  const interval = Number(given);
  return interval >= 100 && interval <= 60 * MINUTE ? interval : MINUTE;
};

/** Only names that OpenTelemetry, Azure Monitor and App Service have given. */
export const parseTelemetry = ({ env }: TelemetrySettings): TelemetryConfig => {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const connectionString = env.APPLICATIONINSIGHTS_CONNECTION_STRING;
  const identity = findIdentity(env.APPLICATIONINSIGHTS_AUTHENTICATION_STRING);
  return {
    ...(endpoint && { otlp: { endpoint } }),
    ...(connectionString && { azure: { connectionString, ...(identity && { identity }) } }),
    traces: env.OTEL_TRACES_EXPORTER !== 'none',
    sampler: {
      name: env.OTEL_TRACES_SAMPLER || 'parentbased_always_on',
      argument: env.OTEL_TRACES_SAMPLER_ARG,
    },
    serviceName: env.WEBSITE_SITE_NAME || 'hearth',
    metricIntervalMs: intervalOf(env.OTEL_METRIC_EXPORT_INTERVAL),
  };
};
