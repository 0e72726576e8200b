import type { BackOff } from './application/capabilities.ts';
import { readTelemetry, type TelemetrySettings } from './read-telemetry.ts';
import {
  checkOrigins,
  checkSchedule,
  type Env,
  findHostNameFlaw,
  findUrlFlaw,
  readChoice,
  readConnection,
  readInteger,
  readText,
  readUrl,
  type Settings,
} from './settings.ts';

/** As the Functions host has it: a connection string, or an address that accepts our identity. */
type Connection = { connectionString: string } | { address: string; clientId?: string };

type MediaConnection = { connectionString: string } | { address: string; queueAddress: string; clientId?: string };

export type Config = {
  cosmos: Connection & { database: string };
  serviceBus: Connection;
  /** The account of uploads and images. */
  media: MediaConnection;
  /** How the host notices uploads. */
  uploadEvents: 'LogsAndContainerScan' | 'EventGrid';
  auth: { issuer: string; audience: string };
  lowStock: number;
  /** `allowLoopback`: whether webhooks may call this machine, over http too. Only for a laptop. */
  webhooks: { allowLoopback: boolean };
  /** For how many days the audit trail is kept. */
  auditRetentionDays: number;
  /** Absent if no traces and metrics are exported. */
  telemetry?: TelemetrySettings | undefined;
  backOff: BackOff;
};

/** Throws one error that lists every setting that is missing or malformed. */
export const readConfig = (env: Env): Config => {
  const problems: string[] = [];
  const settings: Settings = { env, report: (problem) => problems.push(problem) };

  const config: Config = {
    cosmos: {
      ...readConnection(settings, 'Cosmos', {
        parts: ['AccountEndpoint'],
        group: 'accountEndpoint',
        findFlaw: findUrlFlaw,
        readMore: () => ({}),
      }),
      database: readText(settings, 'COSMOS_DATABASE', 'the name of the database.'),
    },
    serviceBus: readConnection(settings, 'ServiceBus', {
      parts: ['Endpoint'],
      group: 'fullyQualifiedNamespace',
      findFlaw: findHostNameFlaw,
      readMore: () => ({}),
    }),
    media: readConnection(settings, 'Media', {
      // The host would accept a shared access signature instead of a key, but it cannot sign upload
      // URLs.
      parts: ['DefaultEndpointsProtocol', 'UseDevelopmentStorage'],
      group: 'blobServiceUri',
      findFlaw: findUrlFlaw,
      readMore: (prefix) => {
        const hint = `it is needed together with ${prefix}__blobServiceUri.`;
        return { queueAddress: readUrl(settings, `${prefix}__queueServiceUri`, hint) };
      },
    }),
    uploadEvents: readChoice(settings, 'UPLOAD_EVENTS', ['LogsAndContainerScan', 'EventGrid']),
    auth: {
      issuer: readUrl(settings, 'AUTH_ISSUER', 'the issuer of tokens, as its discovery document spells it.'),
      audience: readText(settings, 'AUTH_AUDIENCE', 'the audience that tokens must be for.'),
    },
    lowStock: readInteger(settings, 'LOW_STOCK', { fallback: 5, min: 0, max: 1_000_000 }),
    webhooks: { allowLoopback: readChoice(settings, 'WEBHOOK_ALLOW_LOOPBACK', ['false', 'true']) === 'true' },
    auditRetentionDays: readInteger(settings, 'AUDIT_RETENTION_DAYS', { fallback: 365, min: 1, max: 3650 }),
    telemetry: readTelemetry(settings),
    backOff: {
      maxAttempts: readInteger(settings, 'RETRY_MAX_ATTEMPTS', { fallback: 10, min: 1, max: 20 }),
      baseMs: readInteger(settings, 'RETRY_BASE_MS', { fallback: 1000, min: 1, max: 60_000 }),
      capMs: readInteger(settings, 'RETRY_CAP_MS', { fallback: 300_000, min: 1, max: 86_400_000 }),
    },
  };
  checkSchedule(settings, 'RELAY_SCHEDULE', '"0 * * * * *" for every minute.');
  checkSchedule(settings, 'REPORT_SCHEDULE', '"0 0 2 * * *" for 02:00 UTC every night.');
  checkSchedule(settings, 'RECONCILE_SCHEDULE', '"0 30 2 * * *" for 02:30 UTC every night.');
  checkSchedule(settings, 'CLEAN_UP_SCHEDULE', '"0 0 3 * * *" for 03:00 UTC every night.');
  checkSchedule(settings, 'RECONCILE_EVENTS_SCHEDULE', '"0 30 3 * * *" for 03:30 UTC every night.');
  checkOrigins(settings, 'ALLOWED_ORIGINS');

  if (problems.length === 0) return config;
  throw new Error(`Hearth cannot start. Fix these settings:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
};
