import { z } from 'zod';
import { checkShape, wholeNumberFrom } from '../check-shape.ts';
import { parseDuration } from './duration.ts';
import type { QueueSettings } from './queue.ts';

const DAY_MS = 86_400_000;

/** An object whose other fields are not implemented. */
const implemented = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.strictObject(fields, {
    error: ({ code }) => (code === 'unrecognized_keys' ? 'is not implemented' : undefined),
  });

const toMilliseconds = (text: string | undefined, fallback: number): number =>
  text === undefined ? fallback : (parseDuration(text) ?? fallback);

const durationFrom = (leastMs: number, mostMs: number) => {
  const notDuration = 'must be an ISO 8601 duration such as "PT30S"';
  const isInRange = (ms: number): boolean => leastMs <= ms && ms <= mostMs;
  return z
    .string(notDuration)
    .refine((text) => parseDuration(text) !== undefined, notDuration)
    .refine(
      (text) => isInRange(parseDuration(text) ?? leastMs),
      `must be from ${leastMs / 1_000} to ${mostMs / 1_000} seconds`,
    );
};

const noForwarding = z.literal('', 'must be empty: forwarding is not implemented');

const queueProperties = implemented({
  DeadLetteringOnMessageExpiration: z.exactOptional(z.boolean()),
  DefaultMessageTimeToLive: z.exactOptional(durationFrom(1_000, Number.MAX_SAFE_INTEGER)),
  DuplicateDetectionHistoryTimeWindow: z.exactOptional(durationFrom(1_000, 7 * DAY_MS)),
  ForwardDeadLetteredMessagesTo: z.exactOptional(noForwarding),
  ForwardTo: z.exactOptional(noForwarding),
  LockDuration: z.exactOptional(durationFrom(1_000, 300_000)),
  MaxDeliveryCount: z.exactOptional(wholeNumberFrom(1, 2_000)),
  RequiresDuplicateDetection: z.exactOptional(z.boolean()),
  RequiresSession: z.exactOptional(z.literal(false, 'must be false: sessions are not implemented')),
});

export type QueueProperties = z.infer<typeof queueProperties>;

const queueName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[\w./-]{0,258}[A-Za-z0-9_])?$/,
    'must be a name of letters, digits, and . - _ /, up to 260 characters',
  );

const listRepeatedNames = (queues: readonly unknown[]): string[] => {
  const names = queues
    .map((queue): unknown => Object(queue).Name)
    .filter((name) => typeof name === 'string')
    .map((name) => name.toLowerCase());
  return names.filter((name, index) => names.indexOf(name) < index);
};

const queues = z
  .array(implemented({ Name: queueName, Properties: z.exactOptional(queueProperties) }))
  .refine((list) => listRepeatedNames(list).length === 0, {
    // Also if a queue has other problems, so that all are listed at once.
    when: ({ value }) => Array.isArray(value),
    error: ({ input }) =>
      `has two entries named ${listRepeatedNames(Array.isArray(input) ? input : []).join(', ')}; names ignore case`,
  });

const namespace = implemented({
  Name: z.string(),
  Queues: z.exactOptional(queues),
  Topics: z.exactOptional(z.tuple([], 'must be empty: topics are not implemented')),
});

/** The config.json of the official emulator. */
const serviceBusConfig = implemented({
  UserConfig: implemented({
    Namespaces: z.array(namespace).length(1, 'must list exactly one namespace'),
    Logging: z.exactOptional(implemented({ Type: z.string() })),
  }),
});

export type ServiceBusConfig = z.infer<typeof serviceBusConfig>;

/** Checks a config.json. Throws one error that lists all that is wrong or not implemented. */
export const parseConfig = (json: unknown): ServiceBusConfig => {
  const outcome = checkShape(serviceBusConfig, 'config', json);
  if ('data' in outcome) return outcome.data;
  throw new Error(['The configuration of Service Bus cannot be used:', ...outcome.problems].join('\n- '));
};

/** The queues of a checked configuration, with the service's defaults filled in. */
export const queuesOf = (config: ServiceBusConfig): { name: string; settings: QueueSettings }[] =>
  config.UserConfig.Namespaces.flatMap(({ Queues = [] }) => Queues).map(({ Name, Properties = {} }) => ({
    name: Name,
    settings: {
      lockDurationMs: toMilliseconds(Properties.LockDuration, 60_000),
      maxDeliveryCount: Properties.MaxDeliveryCount ?? 10,
      timeToLiveMs: toMilliseconds(Properties.DefaultMessageTimeToLive, Number.POSITIVE_INFINITY),
      deadLetterExpired: Properties.DeadLetteringOnMessageExpiration ?? false,
      duplicateWindowMs: Properties.RequiresDuplicateDetection
        ? toMilliseconds(Properties.DuplicateDetectionHistoryTimeWindow, 600_000)
        : undefined,
    },
  }));
