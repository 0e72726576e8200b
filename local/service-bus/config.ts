import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { queueProperties, subscriptionProperties, topicProperties } from './entity-properties.ts';
import { implemented } from './implemented.ts';
import { configuredRule } from './rules/rule-definition.ts';

const entityName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[\w./-]{0,258}[A-Za-z0-9_])?$/,
    'must be a name of letters, digits, and . - _ /, up to 260 characters',
  );

const shortName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[\w.-]{0,48}[A-Za-z0-9_])?$/,
    'must be a name of letters, digits, and . - _, up to 50 characters',
  );

const listNames = (entries: unknown): string[] =>
  (Array.isArray(entries) ? entries : [])
    .map((entry): unknown => Object(entry).Name)
    .filter((name) => typeof name === 'string')
    .map((name) => name.toLowerCase());

const listRepeatedNames = (entries: unknown): string[] =>
  listNames(entries).filter((name, index, names) => names.indexOf(name) < index);

const namedList = <T extends z.ZodType>(entry: T) =>
  z.array(entry).refine((list) => listRepeatedNames(list).length === 0, {
    // Also if an entry has other problems, so that all are listed at once.
    when: ({ value }) => Array.isArray(value),
    error: ({ input }) => `has two entries named ${listRepeatedNames(input).join(', ')}; names ignore case`,
  });

const queue = implemented({ Name: entityName, Properties: z.exactOptional(queueProperties) });

const subscription = implemented({
  Name: shortName,
  Properties: z.exactOptional(subscriptionProperties),
  Rules: z.exactOptional(namedList(configuredRule(shortName))),
});

const topic = implemented({
  Name: entityName,
  Properties: z.exactOptional(topicProperties),
  Subscriptions: z.exactOptional(namedList(subscription)),
});

const listSharedNames = (namespace: unknown): string[] => {
  const queues = listNames(Object(namespace).Queues);
  return listNames(Object(namespace).Topics).filter((name) => queues.includes(name));
};

const namespace = implemented({
  Name: z.string(),
  Queues: z.exactOptional(namedList(queue)),
  Topics: z.exactOptional(namedList(topic)),
}).refine((value) => listSharedNames(value).length === 0, {
  when: () => true,
  path: ['Topics'],
  error: ({ input }) => `has the name of a queue: ${listSharedNames(input).join(', ')}; names ignore case`,
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
