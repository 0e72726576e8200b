import type { BackOff } from './application/capabilities.ts';

/**
 * A connection by the convention of the Functions host: a connection string, or the address of a
 * service that accepts our managed identity.
 */
export type Connection = { connectionString: string } | { address: string; clientId?: string };

/** A storage account: one connection string for all its services, or one address for each. */
export type MediaConnection =
  | { connectionString: string }
  | { address: string; queueAddress: string; clientId?: string };

export type Config = {
  cosmos: Connection & { database: string };
  serviceBus: Connection;
  /** The account of uploads and images. */
  media: MediaConnection;
  /** How the host notices uploads. */
  uploadEvents: 'LogsAndContainerScan' | 'EventGrid';
  auth: { issuer: string; audience: string };
  lowStock: number;
  backOff: BackOff;
};

/**
 * `group`: the suffix of the setting that holds an address. `parts`: every connection string of the
 * service has at least one of these.
 */
type ConnectionShape = {
  group: string;
  parts: readonly string[];
  checkAddress: (setting: string, address: string) => void;
  /** The suffix of the setting that holds the address of the account's queues. */
  queueGroup?: string;
};

type FoundConnection = { connectionString: string } | { address: string; queueAddress?: string; clientId?: string };

type Env = Readonly<Record<string, string | undefined>>;

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

/** Reads settings and collects the problems it finds. */
const reader = (env: Env) => {
  const problems: string[] = [];

  const text = (name: string, hint: string): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${name} is missing: ${hint}`);
    return value;
  };

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const given = env[name]?.trim();
    const value = given === undefined ? fallback : /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= min && value <= max)) {
      problems.push(`${name} must be a whole number from ${min} to ${max}, not "${env[name]}".`);
    }
    return value;
  };

  /** The first choice if the setting is missing. */
  const oneOf = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = env[name]?.trim() ?? choices[0];
    const choice = choices.find((one) => one === value);
    if (choice === undefined) problems.push(`${name} must be one of ${choices.join(', ')}, not "${value}".`);
    return choice ?? choices[0];
  };

  const checkUrl = (name: string, value: string): void => {
    if (!URL.canParse(value)) {
      problems.push(`${name} must be a URL.`);
      return;
    }
    const { protocol, hostname } = new URL(value);
    if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
      problems.push(`${name} must use https (http is allowed only for loopback addresses).`);
    }
  };

  const url = (name: string, hint: string): string => {
    const value = text(name, hint);
    if (value !== '') checkUrl(name, value);
    return value;
  };

  /** The message never shows the value: a connection string contains a key. */
  const checkConnectionString = (name: string, value: string, parts: readonly string[]): void => {
    const named = value.split(';').map((pair) => pair.trim().toLowerCase());
    const has = parts.some((part) => named.some((pair) => pair.startsWith(`${part.toLowerCase()}=`)));
    if (!has) problems.push(`${name} is not a connection string of this service: it has no ${parts.join(' or ')}.`);
  };

  const checkHostName = (name: string, value: string): void => {
    if (!HOST_NAME.test(value)) problems.push(`${name} must be a host name such as shop.servicebus.windows.net.`);
  };

  /**
   * Looks up names as the host does: AzureWebJobs{name} comes before {name}, and a connection
   * string before an address.
   */
  const connection = (name: string, { group, parts, checkAddress, queueGroup }: ConnectionShape): FoundConnection => {
    for (const candidate of [`AzureWebJobs${name}`, name]) {
      const connectionString = env[candidate]?.trim();
      if (connectionString) {
        checkConnectionString(candidate, connectionString, parts);
        return { connectionString };
      }
      const address = env[`${candidate}__${group}`]?.trim();
      if (address) {
        checkAddress(`${candidate}__${group}`, address);
        const clientId = env[`${candidate}__clientId`];
        const found = { address, ...(clientId && { clientId }) };
        if (queueGroup === undefined) return found;
        const setting = `${candidate}__${queueGroup}`;
        const queueAddress = text(setting, `it is needed together with ${candidate}__${group}.`);
        if (queueAddress !== '') checkAddress(setting, queueAddress);
        return { ...found, queueAddress };
      }
    }
    const setting = `${name}__${group}`;
    problems.push(`${name} is missing: set it to a connection string, or ${setting} to use a managed identity.`);
    return { address: '' };
  };

  /** The host reads it; it is checked here because the host reports a mistake only in its log. */
  const schedule = (name: string, example: string): void => {
    const value = text(name, `six fields, such as ${example}`);
    if (value !== '' && value.split(/\s+/).length !== 6)
      problems.push(`${name} must have six fields, such as ${example}`);
  };

  return { problems, text, integer, oneOf, url, connection, schedule, checkUrl, checkHostName };
};

/** Throws one error that lists every setting that is missing or malformed. */
export const readConfig = (env: Env): Config => {
  const { problems, text, integer, oneOf, url, connection, schedule, checkUrl, checkHostName } = reader(env);
  const media = connection('Media', {
    group: 'blobServiceUri',
    queueGroup: 'queueServiceUri',
    // The host would accept a shared access signature instead of a key, but it cannot sign upload
    // URLs.
    parts: ['DefaultEndpointsProtocol', 'UseDevelopmentStorage'],
    checkAddress: checkUrl,
  });
  const config: Config = {
    cosmos: {
      ...connection('Cosmos', { group: 'accountEndpoint', parts: ['AccountEndpoint'], checkAddress: checkUrl }),
      database: text('COSMOS_DATABASE', 'the name of the database.'),
    },
    serviceBus: connection('ServiceBus', {
      group: 'fullyQualifiedNamespace',
      parts: ['Endpoint'],
      checkAddress: checkHostName,
    }),
    media: 'connectionString' in media ? media : { ...media, queueAddress: media.queueAddress ?? '' },
    uploadEvents: oneOf('UPLOAD_EVENTS', ['LogsAndContainerScan', 'EventGrid']),
    auth: {
      issuer: url('AUTH_ISSUER', 'the issuer of tokens, as its discovery document spells it.'),
      audience: text('AUTH_AUDIENCE', 'the audience that tokens must be for.'),
    },
    lowStock: integer('LOW_STOCK', 5, 0, 1_000_000),
    backOff: {
      maxAttempts: integer('RETRY_MAX_ATTEMPTS', 10, 1, 20),
      baseMs: integer('RETRY_BASE_MS', 1000, 1, 60_000),
      capMs: integer('RETRY_CAP_MS', 300_000, 1, 86_400_000),
    },
  };
  schedule('RELAY_SCHEDULE', '"0 * * * * *" for every minute.');
  schedule('REPORT_SCHEDULE', '"0 0 2 * * *" for 02:00 UTC every night.');
  schedule('RECONCILE_SCHEDULE', '"0 30 2 * * *" for 02:30 UTC every night.');
  schedule('CLEAN_UP_SCHEDULE', '"0 0 3 * * *" for 03:00 UTC every night.');
  // Used by the host and by Storage, not here. Without this check a mistake would only show in a
  // browser.
  const origins = (env.ALLOWED_ORIGINS ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  for (const origin of origins) {
    if (!/^https?:/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      problems.push(`ALLOWED_ORIGINS must be a list of origins such as https://shop.example, not "${origin}".`);
    }
  }
  if (problems.length > 0)
    throw new Error(`Hearth cannot start. Fix these settings:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return config;
};
