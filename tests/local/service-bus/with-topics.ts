import { parseConfig, type ServiceBusConfig } from '../../../local/service-bus/config.ts';
import type { SubscriptionProperties, TopicProperties } from '../../../local/service-bus/entity-properties.ts';
import type { ServiceBusOptions } from '../../../local/service-bus/start-service-bus.ts';
import { receiveUpTo } from '../../support/receive-up-to.ts';
import { type Stage, withBroker } from './with-broker.ts';

export type TopicShape = {
  properties?: TopicProperties;
  subscriptions: Readonly<Record<string, { properties?: SubscriptionProperties; rules?: unknown[] }>>;
};

export const topicConfig = (topics: Readonly<Record<string, TopicShape>>): ServiceBusConfig =>
  parseConfig({
    UserConfig: {
      Namespaces: [
        {
          Name: 'ns',
          Queues: [{ Name: 'q' }],
          Topics: Object.entries(topics).map(([Name, { properties = {}, subscriptions }]) => ({
            Name,
            Properties: properties,
            Subscriptions: Object.entries(subscriptions).map(([name, subscription]) => ({
              Name: name,
              Properties: subscription.properties ?? {},
              Rules: subscription.rules ?? [],
            })),
          })),
        },
      ],
    },
  });

/** Runs `play` with a separate broker that has these topics and the queue `q`. */
export const withTopics = (
  topics: Readonly<Record<string, TopicShape>>,
  play: (stage: Stage) => Promise<void>,
  options: Partial<ServiceBusOptions> = {},
): Promise<void> => withBroker({}, play, { config: topicConfig(topics), ...options });

/** The bodies of up to `count` messages of a subscription, which are deleted. */
export const receiveBodies = async (
  { client, broker }: Stage,
  topic: string,
  subscription: string,
  count: number,
): Promise<unknown[]> => {
  const receiver = client.createReceiver(topic, subscription, { receiveMode: 'receiveAndDelete' });
  const names = [topic, `${topic}/Subscriptions/${subscription}`];
  return (await receiveUpTo(receiver, count, { broker, names })).map(({ body }) => body);
};
