import type { BackOff } from './application/back-off.ts';

/** A connection in the convention of the Functions host: a connection string, or the address of a service that knows our identity. */
export type Connection = { connectionString: string } | { address: string; clientId?: string };

export type Config = {
  cosmos: Connection & { database: string };
  serviceBus: Connection;
  /** The account of uploads and images. */
  media: Connection;
  /** How the host learns of uploads. */
  uploadEvents: 'LogsAndContainerScan' | 'EventGrid';
  auth: { issuer: string; audience: string };
  allowedOrigins: readonly string[];
  lowStock: number;
  backOff: BackOff;
};

type Env = Readonly<Record<string, string | undefined>>;

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** Reads settings and collects what is wrong with them. */
const reader = (env: Env) => {
  const problems: string[] = [];

  const text = (name: string, hint: string): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${name} is missing: ${hint}`);
    return value;
  };

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = env[name] === undefined ? fallback : Number(env[name]);
    if (!Number.isInteger(value) || value < min || value > max) {
      problems.push(`${name} must be a whole number from ${min} to ${max}, not "${env[name]}".`);
    }
    return value;
  };

  /** The first choice where the setting is missing. */
  const oneOf = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = env[name] ?? choices[0];
    const choice = choices.find((one) => one === value);
    if (choice === undefined) problems.push(`${name} must be one of ${choices.join(', ')}, not "${value}".`);
    return choice ?? choices[0];
  };

  const url = (name: string, hint: string): string => {
    const value = text(name, hint);
    if (value === '') return value;
    if (!URL.canParse(value)) problems.push(`${name} must be a URL: ${hint}`);
    else {
      const { protocol, hostname } = new URL(value);
      if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
        problems.push(`${name} must be https (http is for loopback only).`);
      }
    }
    return value;
  };

  /** The host looks for AzureWebJobs{name} first, and a setting named exactly so wins over its group. */
  const connection = (name: string, group: string): Connection => {
    const connectionString = env[`AzureWebJobs${name}`] ?? env[name];
    if (connectionString) return { connectionString };
    const setting = `${name}__${group}`;
    const address = text(setting, `set ${name} to a connection string, or ${setting} to use a managed identity.`);
    const clientId = env[`${name}__clientId`];
    return { address, ...(clientId && { clientId }) };
  };

  return { problems, text, integer, oneOf, url, connection };
};

/** Throws one error that names every setting that is missing or malformed. */
export const readConfig = (env: Env): Config => {
  const { problems, text, integer, oneOf, url, connection } = reader(env);
  const config: Config = {
    cosmos: {
      ...connection('Cosmos', 'accountEndpoint'),
      database: text('COSMOS_DATABASE', 'the name of the database.'),
    },
    serviceBus: connection('ServiceBus', 'fullyQualifiedNamespace'),
    media: connection('Media', 'blobServiceUri'),
    uploadEvents: oneOf('UPLOAD_EVENTS', ['LogsAndContainerScan', 'EventGrid']),
    auth: {
      issuer: url('AUTH_ISSUER', 'the issuer of tokens, as its discovery document spells it.'),
      audience: text('AUTH_AUDIENCE', 'the audience that tokens must be for.'),
    },
    allowedOrigins: (env.ALLOWED_ORIGINS ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    lowStock: integer('LOW_STOCK', 5, 0, 1_000_000),
    backOff: {
      maxAttempts: integer('RETRY_MAX_ATTEMPTS', 10, 1, 20),
      baseMs: integer('RETRY_BASE_MS', 1000, 1, 60_000),
      capMs: integer('RETRY_CAP_MS', 300_000, 1, 86_400_000),
    },
  };
  text('RELAY_SCHEDULE', 'six fields, such as "0 * * * * *" for every minute.');
  for (const origin of config.allowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      problems.push(`ALLOWED_ORIGINS must be a list of origins such as https://shop.example, not "${origin}".`);
    }
  }
  if (problems.length > 0)
    throw new Error(`Hearth cannot start. Settings to mend:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return config;
};
