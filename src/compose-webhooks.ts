import type { Tracing } from './adapters/service-bus/message-sender.ts';
import type { ServiceBus } from './adapters/service-bus/self-renewing-client.ts';
import type { Capabilities } from './application/capabilities.ts';
import type { DeadLetterMessage } from './application/ports/dead-letters.ts';
import type { Audited } from './compose-audit.ts';
import { type Lazily, lazy } from './lazy.ts';
import { loadedUseCase, useCase } from './use-case.ts';

/** None of this is on the path of an order, so its code is loaded on the first call. */
const load = {
  createEndpoint: async () => (await import('./application/webhooks/create-endpoint.ts')).createEndpoint,
  listEndpoints: async () => (await import('./application/webhooks/list-endpoints.ts')).listEndpoints,
  getEndpoint: async () => (await import('./application/webhooks/get-endpoint.ts')).getEndpoint,
  putEndpoint: async () => (await import('./application/webhooks/put-endpoint.ts')).putEndpoint,
  removeEndpoint: async () => (await import('./application/webhooks/remove-endpoint.ts')).removeEndpoint,
  rotateSecret: async () => (await import('./application/webhooks/rotate-secret.ts')).rotateSecret,
  testEndpoint: async () => (await import('./application/webhooks/test-endpoint.ts')).testEndpoint,
  listDeliveries: async () => (await import('./application/webhooks/list-deliveries.ts')).listDeliveries,
  listDeliveriesOfEvent: async () =>
    (await import('./application/webhooks/list-deliveries-of-event.ts')).listDeliveriesOfEvent,
  retryDelivery: async () => (await import('./application/webhooks/retry-delivery.ts')).retryDelivery,
  fanOutEvent: async () => (await import('./application/webhooks/fan-out-event.ts')).fanOutEvent,
  deliverWebhook: async () => (await import('./application/webhooks/deliver-webhook.ts')).deliverWebhook,
  relayDeliveries: async () => (await import('./application/webhooks/relay-deliveries.ts')).relayDeliveries,
};

type Services = Lazily<{ serviceBus: ServiceBus } & Pick<Capabilities, 'events' | 'webhookEndpoints' | 'deliveries'>>;

const createAdapters = ({ serviceBus }: Services, tracing: Tracing, allowLoopback: boolean) => ({
  deliveryQueue: lazy(async () => {
    const { serviceBusDeliveryQueue } = await import('./adapters/service-bus/service-bus-delivery-queue.ts');
    return serviceBusDeliveryQueue((await serviceBus()).createSender('deliver-webhook'), tracing);
  }),
  webhookClient: lazy(async () => {
    const { webhookClient } = await import('./adapters/http/webhook-client.ts');
    return webhookClient({ allowLoopback, telemetry: tracing.telemetry });
  }),
  deadLetterEvent: lazy(async () => {
    const { deadLetterMessage } = await import('./adapters/service-bus/dead-letter-message.ts');
    return deadLetterMessage(await serviceBus(), 'events', 'webhooks');
  }),
  deadLetterDelivery: lazy(async () => {
    const { deadLetterMessage } = await import('./adapters/service-bus/dead-letter-message.ts');
    return deadLetterMessage(await serviceBus(), 'deliver-webhook');
  }),
});

type Basics = Pick<Capabilities, 'clock' | 'log' | 'pause' | 'random' | 'entropy' | 'telemetry' | 'findOrigin'>;

/** The use cases of webhooks. Each waits only for the adapters that it gets. */
export const composeWebhooks = (
  services: Services,
  basics: Basics,
  { allowLoopback, audited }: { allowLoopback: boolean; audited: Audited },
) => {
  const adapters = createAdapters(services, basics, allowLoopback);
  const endpoints = async () => ({ ...basics, allowLoopback, webhookEndpoints: await services.webhookEndpoints() });
  const deliveries = async () => ({ ...(await endpoints()), deliveries: await services.deliveries() });
  const eventDeliveries = async () => ({ ...(await deliveries()), events: await services.events() });
  const sending = async () => ({ ...(await deliveries()), deliveryQueue: await adapters.deliveryQueue() });
  const eventSending = async () => ({ ...(await sending()), events: await services.events() });
  const delivering = async () => ({ ...(await eventSending()), webhookClient: await adapters.webhookClient() });
  const asItIs = (move: DeadLetterMessage) => move;

  return {
    createEndpoint: audited((plans) => plans.createEndpoint, loadedUseCase(load.createEndpoint, endpoints)),
    listEndpoints: loadedUseCase(load.listEndpoints, endpoints),
    getEndpoint: loadedUseCase(load.getEndpoint, endpoints),
    putEndpoint: audited((plans) => plans.putEndpoint, loadedUseCase(load.putEndpoint, sending)),
    removeEndpoint: audited((plans) => plans.removeEndpoint, loadedUseCase(load.removeEndpoint, endpoints)),
    rotateSecret: audited((plans) => plans.rotateSecret, loadedUseCase(load.rotateSecret, endpoints)),
    testEndpoint: audited((plans) => plans.testEndpoint, loadedUseCase(load.testEndpoint, eventSending)),
    listDeliveries: loadedUseCase(load.listDeliveries, deliveries),
    listDeliveriesOfEvent: loadedUseCase(load.listDeliveriesOfEvent, eventDeliveries),
    retryDelivery: audited((plans) => plans.retryDelivery, loadedUseCase(load.retryDelivery, sending)),
    fanOutEvent: loadedUseCase(load.fanOutEvent, eventSending),
    deliverWebhook: loadedUseCase(load.deliverWebhook, delivering),
    relayDeliveries: loadedUseCase(load.relayDeliveries, sending),
    deadLetterEvent: useCase(asItIs, adapters.deadLetterEvent),
    deadLetterDelivery: useCase(asItIs, adapters.deadLetterDelivery),
  };
};
