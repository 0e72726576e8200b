import type { Env, Settings } from './settings.ts';

/** The settings by which traces and metrics are exported; their details are read by who does it. */
export type TelemetrySettings = { env: Env };

const OTLP = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const AZURE = 'APPLICATIONINSIGHTS_CONNECTION_STRING';

/** Undefined if nothing is to be exported. The names are those that OpenTelemetry and Azure use. */
export const readTelemetry = ({ env, report }: Settings): TelemetrySettings | undefined => {
  const [otlp, azure] = [env[OTLP], env[AZURE]];
  if (!(otlp || azure) || env.OTEL_SDK_DISABLED === 'true') return undefined;
  if (otlp && !(/^https?:/.test(otlp) && URL.canParse(otlp)))
    report(`${OTLP} must be a URL, such as http://127.0.0.1:4318.`);
  if (azure && !/InstrumentationKey=/i.test(azure)) report(`${AZURE} has no InstrumentationKey.`);
  return { env };
};
