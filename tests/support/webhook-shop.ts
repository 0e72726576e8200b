import type { WebhookCall, WebhookClient } from '../../src/application/ports/webhook-client.ts';
import { createEndpoint } from '../../src/application/webhooks/create-endpoint.ts';
import { deliverWebhook } from '../../src/application/webhooks/deliver-webhook.ts';
import { fanOutEvent } from '../../src/application/webhooks/fan-out-event.ts';
import { putEndpoint } from '../../src/application/webhooks/put-endpoint.ts';
import { relayDeliveries } from '../../src/application/webhooks/relay-deliveries.ts';
import { removeEndpoint } from '../../src/application/webhooks/remove-endpoint.ts';
import { retryDelivery } from '../../src/application/webhooks/retry-delivery.ts';
import { rotateSecret } from '../../src/application/webhooks/rotate-secret.ts';
import { testEndpoint } from '../../src/application/webhooks/test-endpoint.ts';
import type { EventType, ShopEvent } from '../../src/domain/event.ts';
import type { EndpointDetails, WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts';
import { toEventId, toOrderId } from './ids.ts';
import { inMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { inMemoryDeliveryQueue } from './in-memory/in-memory-delivery-queue.ts';
import { inMemoryEvents } from './in-memory/in-memory-events.ts';
import { inMemoryWebhookEndpoints } from './in-memory/in-memory-webhook-endpoints.ts';
import { recordingLog } from './in-memory/recording-log.ts';
import { settableClock } from './in-memory/settable-clock.ts';
import { untraced } from './untraced.ts';

const orderId = toOrderId('ord_0123456789abcdef_01234567890123456789012345');

export const sampleEvent = (type: EventType = 'order.placed', changes: Partial<ShopEvent> = {}): ShopEvent => ({
  id: toEventId(`evt_${orderId}_${type.replace('order.', '')}`),
  type,
  subject: orderId,
  time: '2026-03-01T11:59:59.000Z',
  version: '1',
  data: { id: orderId, total: 1250 },
  ...changes,
});

/** As `sampleEvent`, of the order with this number. */
export const numberedEvent = (n: number): ShopEvent => {
  const subject = toOrderId(`ord_0123456789abcdef_${String(n).padStart(26, '0')}`);
  return sampleEvent('order.placed', { id: toEventId(`evt_${subject}_placed`), subject });
};

export const details: EndpointDetails = {
  url: 'https://receiver.example/hook',
  types: ['order.placed'],
  enabled: true,
};

type Answer = Awaited<ReturnType<WebhookClient['post']>>;
export const ok: Answer = { status: 200, answer: 'thanks', ms: 20 };
export const broken: Answer = { status: 500, answer: 'oops', ms: 20 };

const openPorts = () => {
  const clock = settableClock();
  return {
    clock,
    log: recordingLog(),
    ...untraced,
    events: inMemoryEvents({ clock }),
    webhookEndpoints: inMemoryWebhookEndpoints(),
    deliveries: inMemoryDeliveries(),
    deliveryQueue: inMemoryDeliveryQueue({ clock }),
  };
};

type Ports = ReturnType<typeof openPorts>;

/**
 * A shop with webhooks in memory. `answer`: what receivers answer; the calls are recorded. `wrap`
 * changes what the use cases see of the ports.
 */
export const openWebhookShop = ({ wrap = (ports) => ports }: { wrap?: (ports: Ports) => Ports } = {}) => {
  const ports = openPorts();
  const calls: WebhookCall[] = [];
  let answer: (call: WebhookCall) => Answer | Promise<Answer> = () => ok;
  let made = 0;
  const deps = {
    ...wrap(ports),
    webhookClient: {
      post: async (call: WebhookCall) => {
        calls.push(call);
        return answer(call);
      },
    },
    pause: async () => {},
    random: () => 0,
    entropy: (bytes: number) => {
      made += 1;
      return new Uint8Array(bytes).fill(made);
    },
    allowLoopback: false,
  };
  const deliver = deliverWebhook(deps);
  const fanOut = fanOutEvent(deps);
  const create = createEndpoint(deps);

  const drain = async (): Promise<void> => {
    for (let key = ports.deliveryQueue.take(); key; key = ports.deliveryQueue.take()) await deliver(key);
  };

  /** Moves to the time of each scheduled message in turn, until none is left. */
  const drainAll = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) {
      await drain();
      const at = ports.deliveryQueue.waiting()[0]?.at;
      if (at === undefined) return;
      ports.clock.set(at);
    }
  };

  return {
    ...ports,
    drainAll,
    calls,
    deliver,
    /** As `deliver`, by another process. */
    deliverElsewhere: deliverWebhook(deps),
    fanOut,
    create,
    drain,
    relay: relayDeliveries(deps),
    put: putEndpoint(deps),
    remove: removeEndpoint(deps),
    rotate: rotateSecret(deps),
    test: testEndpoint(deps),
    retry: retryDelivery(deps),
    setAnswer: (next: typeof answer) => {
      answer = next;
    },
    /** An endpoint as it is stored. */
    endpoint: async (changes: Partial<EndpointDetails> = {}): Promise<WebhookEndpoint> =>
      (await create({ ...details, ...changes })).value,
    /** Records an event, as the change feed does. */
    happen: async (event = sampleEvent()): Promise<ShopEvent> => {
      await ports.events.create([event], ports.clock().toISOString());
      return event;
    },
  };
};

/** One endpoint with one delivery, whose message waits in the queue. */
export const openShopWithDelivery = async (options?: Parameters<typeof openWebhookShop>[0]) => {
  const shop = openWebhookShop(options);
  const endpoint = await shop.endpoint();
  const event = await shop.happen();
  await shop.fanOut(event.id);
  const key = { endpointId: endpoint.id, eventId: event.id };
  const delivery = async () => (await shop.deliveries.get(key))?.value;
  const stored = async () => (await shop.webhookEndpoints.get(endpoint.id))?.value;
  return { ...shop, endpoint, event, key, delivery, stored };
};
