import type { ServiceBusConfig } from './config.ts';
import { parseDuration } from './duration.ts';
import type { QueueProperties } from './entity-properties.ts';
import type { QueueSettings } from './queue.ts';
import { toRuleDefinition } from './rules/rule-definition.ts';
import { defaultRule, type RuleDefinition } from './rules/rules.ts';

const toMilliseconds = (text: string | undefined, fallback: number): number =>
  text === undefined ? fallback : (parseDuration(text) ?? fallback);

/** The service's defaults fill in what is not given. */
const toSettings = (properties: QueueProperties): QueueSettings => ({
  lockDurationMs: toMilliseconds(properties.LockDuration, 60_000),
  maxDeliveryCount: properties.MaxDeliveryCount ?? 10,
  timeToLiveMs: toMilliseconds(properties.DefaultMessageTimeToLive, Number.POSITIVE_INFINITY),
  deadLetterExpired: properties.DeadLetteringOnMessageExpiration ?? false,
  duplicateWindowMs: properties.RequiresDuplicateDetection
    ? toMilliseconds(properties.DuplicateDetectionHistoryTimeWindow, 600_000)
    : undefined,
});

export type Named = { name: string; settings: QueueSettings };

/** The queues of a checked configuration. */
export const queuesOf = ({ UserConfig }: ServiceBusConfig): Named[] =>
  UserConfig.Namespaces.flatMap(({ Queues = [] }) => Queues).map(({ Name, Properties = {} }) => ({
    name: Name,
    settings: toSettings(Properties),
  }));

export type SubscriptionSettings = Named & { rules: RuleDefinition[] };

export type TopicSettings = Named & { subscriptions: SubscriptionSettings[] };

type ConfiguredTopic = NonNullable<ServiceBusConfig['UserConfig']['Namespaces'][number]['Topics']>[number];

const toSubscription = (
  topic: string,
  { Name, Properties = {}, Rules = [] }: NonNullable<ConfiguredTopic['Subscriptions']>[number],
): SubscriptionSettings => ({
  name: `${topic}/Subscriptions/${Name}`,
  settings: toSettings(Properties),
  rules: Rules.length === 0 ? [defaultRule] : Rules.map(toRuleDefinition),
});

/** The topics of a checked configuration. The name of a subscription is its whole address. */
export const topicsOf = ({ UserConfig }: ServiceBusConfig): TopicSettings[] =>
  UserConfig.Namespaces.flatMap(({ Topics = [] }) => Topics).map(({ Name, Properties = {}, Subscriptions = [] }) => ({
    name: Name,
    settings: toSettings(Properties),
    subscriptions: Subscriptions.map((subscription) => toSubscription(Name, subscription)),
  }));
