import type { ServiceBusClient, ServiceBusReceiver, ServiceBusReceiverOptions } from '@azure/service-bus';
import type { JsonSection } from '../json-section.ts';

export type Entity = {
  path: string;
  createReceiver: (client: ServiceBusClient, options: ServiceBusReceiverOptions) => ServiceBusReceiver;
};

/** The binding's queue or subscription. Undefined, with a problem added, if it names neither. */
export const readEntity = (binding: JsonSection, problems: string[]): Entity | undefined => {
  const queue = binding.text('queueName');
  const topic = binding.text('topicName');
  const subscription = binding.text('subscriptionName');
  if (queue !== undefined) {
    return { path: queue, createReceiver: (client, options) => client.createReceiver(queue, options) };
  }
  if (topic !== undefined && subscription !== undefined) {
    return {
      path: `${topic}/Subscriptions/${subscription}`,
      createReceiver: (client, options) => client.createReceiver(topic, subscription, options),
    };
  }
  problems.push('a Service Bus trigger needs queueName, or topicName and subscriptionName');
  return undefined;
};
