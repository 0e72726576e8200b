import { parseDuration } from './duration.ts';
import type { QueueSettings } from './queue.ts';

export type QueueProperties = {
  DeadLetteringOnMessageExpiration?: boolean;
  DefaultMessageTimeToLive?: string;
  DuplicateDetectionHistoryTimeWindow?: string;
  ForwardDeadLetteredMessagesTo?: string;
  ForwardTo?: string;
  LockDuration?: string;
  MaxDeliveryCount?: number;
  RequiresDuplicateDetection?: boolean;
  RequiresSession?: boolean;
};

/** The config.json of the official emulator, checked. */
export type ServiceBusConfig = {
  UserConfig: {
    Namespaces: {
      Name: string;
      Queues?: { Name: string; Properties?: QueueProperties }[];
      /** Topics are not implemented: none may be listed. */
      Topics?: never[];
    }[];
    Logging?: { Type: string };
  };
};

type Fields = Record<string, unknown>;
type Check = (value: unknown, path: string, problems: string[]) => void;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fields =
  (known: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path, problems) => {
    if (!isFields(value)) {
      problems.push(`${path} must be an object.`);
      return;
    }
    for (const name of required) if (value[name] === undefined) problems.push(`${path}.${name} is missing.`);
    for (const [name, inner] of Object.entries(value)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      if (check) check(inner, `${path}.${name}`, problems);
      else problems.push(`${path}.${name} is not implemented.`);
    }
  };

const list =
  (each: Check): Check =>
  (value, path, problems) => {
    if (!Array.isArray(value)) problems.push(`${path} must be an array.`);
    else for (const [index, item] of value.entries()) each(item, `${path}[${index}]`, problems);
  };

const boolean: Check = (value, path, problems) => {
  if (typeof value !== 'boolean') problems.push(`${path} must be true or false.`);
};

const duration =
  (leastMs: number, mostMs: number): Check =>
  (value, path, problems) => {
    const milliseconds = typeof value === 'string' ? parseDuration(value) : undefined;
    if (milliseconds === undefined) problems.push(`${path} must be an ISO 8601 duration such as "PT30S".`);
    else if (milliseconds < leastMs || milliseconds > mostMs) {
      problems.push(`${path} must be from ${leastMs / 1_000} to ${mostMs / 1_000} seconds.`);
    }
  };

const count =
  (most: number): Check =>
  (value, path, problems) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      problems.push(`${path} must be a whole number from 1 to ${most}.`);
    }
  };

const noForwarding: Check = (value, path, problems) => {
  if (value !== '') problems.push(`${path} must be empty: forwarding is not implemented.`);
};

const noSessions: Check = (value, path, problems) => {
  if (value !== false) problems.push(`${path} must be false: sessions are not implemented.`);
};

const noTopics: Check = (value, path, problems) => {
  if (!Array.isArray(value) || value.length > 0) problems.push(`${path} must be empty: topics are not implemented.`);
};

const entityName: Check = (value, path, problems) => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9](?:[\w./-]{0,258}[A-Za-z0-9_])?$/.test(value)) {
    problems.push(`${path} must be a name of letters, digits, and . - _ /, up to 260 characters.`);
  }
};

const text: Check = (value, path, problems) => {
  if (typeof value !== 'string') problems.push(`${path} must be a string.`);
};

const dayMs = 86_400_000;

const queueProperties = fields({
  DeadLetteringOnMessageExpiration: boolean,
  DefaultMessageTimeToLive: duration(1_000, Number.MAX_SAFE_INTEGER),
  DuplicateDetectionHistoryTimeWindow: duration(1_000, 7 * dayMs),
  ForwardDeadLetteredMessagesTo: noForwarding,
  ForwardTo: noForwarding,
  LockDuration: duration(1_000, 300_000),
  MaxDeliveryCount: count(2_000),
  RequiresDuplicateDetection: boolean,
  RequiresSession: noSessions,
});

const uniqueNames: Check = (value, path, problems) => {
  if (!Array.isArray(value)) return;
  const seen = new Set<string>();
  for (const item of value) {
    const name = isFields(item) && typeof item.Name === 'string' ? item.Name.toLowerCase() : undefined;
    if (name === undefined) continue;
    if (seen.has(name)) problems.push(`${path} has two entries named ${name}; names ignore case.`);
    seen.add(name);
  }
};

const both =
  (...checks: readonly Check[]): Check =>
  (value, path, problems) => {
    for (const check of checks) check(value, path, problems);
  };

const oneOnly: Check = (value, path, problems) => {
  if (Array.isArray(value) && value.length !== 1) problems.push(`${path} must list exactly one namespace.`);
};

const queues = both(list(fields({ Name: entityName, Properties: queueProperties }, ['Name'])), uniqueNames);

const document = fields(
  {
    UserConfig: fields(
      {
        Namespaces: both(list(fields({ Name: text, Queues: queues, Topics: noTopics }, ['Name'])), oneOnly),
        Logging: fields({ Type: text }),
      },
      ['Namespaces'],
    ),
  },
  ['UserConfig'],
);

const problemsOf = (json: unknown): string[] => {
  const problems: string[] = [];
  document(json, 'config', problems);
  return problems;
};

const isConfig = (json: unknown): json is ServiceBusConfig => problemsOf(json).length === 0;

/** Checks a config.json. Throws one error that lists all that is wrong or not implemented. */
export const parseConfig = (json: unknown): ServiceBusConfig => {
  if (isConfig(json)) return json;
  throw new Error(['The configuration of Service Bus cannot be used:', ...problemsOf(json)].join('\n- '));
};

const milliseconds = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : (parseDuration(text) ?? otherwise);

/** The queues of a checked configuration, with the service's defaults filled in. */
export const queuesOf = (config: ServiceBusConfig): { name: string; settings: QueueSettings }[] =>
  config.UserConfig.Namespaces.flatMap(({ Queues = [] }) => Queues).map(({ Name, Properties = {} }) => ({
    name: Name,
    settings: {
      lockDurationMs: milliseconds(Properties.LockDuration, 60_000),
      maxDeliveryCount: Properties.MaxDeliveryCount ?? 10,
      timeToLiveMs: milliseconds(Properties.DefaultMessageTimeToLive, Number.POSITIVE_INFINITY),
      deadLetterExpired: Properties.DeadLetteringOnMessageExpiration ?? false,
      duplicateWindowMs: Properties.RequiresDuplicateDetection
        ? milliseconds(Properties.DuplicateDetectionHistoryTimeWindow, 600_000)
        : undefined,
    },
  }));
