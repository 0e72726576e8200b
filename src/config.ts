import type { BackOff } from './application/orders/back-off.ts';

/** A connection in the convention of the Functions host: a connection string, or the address of a service that knows our identity. */
export type Connection = { connectionString: string } | { address: string; clientId?: string };

/** A storage account: one string for all its services, or an address each. */
export type MediaConnection =
  | { connectionString: string }
  | { address: string; queueAddress: string; clientId?: string };

export type Config = {
  cosmos: Connection & { database: string };
  serviceBus: Connection;
  /** The account of uploads and images. */
  media: MediaConnection;
  /** How the host learns of uploads. */
  uploadEvents: 'LogsAndContainerScan' | 'EventGrid';
  auth: { issuer: string; audience: string };
  lowStock: number;
  backOff: BackOff;
};

/** `group`: the setting under the name that holds an address; `parts`: every connection string of the service names one of them. */
type ConnectionShape = {
  group: string;
  parts: readonly string[];
  checkAddress: (setting: string, address: string) => void;
  /** The setting of the group that holds the address of the account's queues. */
  queueGroup?: string;
};

type FoundConnection = { connectionString: string } | { address: string; queueAddress?: string; clientId?: string };

type Env = Readonly<Record<string, string | undefined>>;

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

/** Reads settings and collects what is wrong with them. */
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

  /** The first choice where the setting is missing. */
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
      problems.push(`${name} must be https (http is for loopback only).`);
    }
  };

  const url = (name: string, hint: string): string => {
    const value = text(name, hint);
    if (value !== '') checkUrl(name, value);
    return value;
  };

  /** What is wrong with it is said without its value: a connection string holds a key. */
  const checkConnectionString = (name: string, value: string, parts: readonly string[]): void => {
    const named = value.split(';').map((pair) => pair.trim().toLowerCase());
    const has = parts.some((part) => named.some((pair) => pair.startsWith(`${part.toLowerCase()}=`)));
    if (!has) problems.push(`${name} is no connection string of this service: it names no ${parts.join(' or ')}.`);
  };

  const checkHostName = (name: string, value: string): void => {
    if (!HOST_NAME.test(value)) problems.push(`${name} must be a host name such as shop.servicebus.windows.net.`);
  };

  /** As the host resolves it: AzureWebJobs{name} goes before {name}, and a setting named exactly so before its group. */
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
        const queueAddress = text(setting, `it is needed beside ${candidate}__${group}.`);
        if (queueAddress !== '') checkAddress(setting, queueAddress);
        return { ...found, queueAddress };
      }
    }
    const setting = `${name}__${group}`;
    problems.push(`${name} is missing: set it to a connection string, or ${setting} to use a managed identity.`);
    return { address: '' };
  };

  /** Read by the host; checked here because it tells nobody but its log. */
  const schedule = (name: string, example: string): void => {
    const value = text(name, `six fields, such as ${example}`);
    if (value !== '' && value.split(/\s+/).length !== 6)
      problems.push(`${name} must have six fields, such as ${example}`);
  };

  return { problems, text, integer, oneOf, url, connection, schedule, checkUrl, checkHostName };
};

/** Throws one error that names every setting that is missing or malformed. */
export const readConfig = (env: Env): Config => {
  const { problems, text, integer, oneOf, url, connection, schedule, checkUrl, checkHostName } = reader(env);
  const media = connection('Media', {
    group: 'blobServiceUri',
    queueGroup: 'queueServiceUri',
    // One with a shared access signature instead of a key would do for the host, but signs no upload URL.
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
  schedule('REPORT_SCHEDULE', '"0 0 2 * * *" for two at night (UTC).');
  schedule('RECONCILE_SCHEDULE', '"0 30 2 * * *" for half past two every night.');
  schedule('CLEAN_UP_SCHEDULE', '"0 0 3 * * *" for three in the night.');
  // Used by the host and by Storage, not here: a mistake in it would only show in a browser.
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
    throw new Error(`Hearth cannot start. Settings to mend:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return config;
};
