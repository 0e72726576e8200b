import { reconcileEvents } from '../../../src/application/events/reconcile-events.ts';
import { recordOrderEvents } from '../../../src/application/events/record-order-events.ts';
import { recordProductEvents } from '../../../src/application/events/record-product-events.ts';
import { relayEvents } from '../../../src/application/events/relay-events.ts';
import type { Bookmarks } from '../../../src/application/ports/bookmarks.ts';
import type { Changes } from '../../../src/application/ports/changes.ts';
import type { Log } from '../../../src/application/ports/telemetry.ts';
import type { WebhookClient } from '../../../src/application/ports/webhook-client.ts';
import { deliverWebhook } from '../../../src/application/webhooks/deliver-webhook.ts';
import { fanOutEvent } from '../../../src/application/webhooks/fan-out-event.ts';
import { putEndpoint } from '../../../src/application/webhooks/put-endpoint.ts';
import { relayDeliveries } from '../../../src/application/webhooks/relay-deliveries.ts';
import { retryDelivery } from '../../../src/application/webhooks/retry-delivery.ts';
import { rotateSecret } from '../../../src/application/webhooks/rotate-secret.ts';
import { testEndpoint } from '../../../src/application/webhooks/test-endpoint.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { Product } from '../../../src/domain/product.ts';
import { untraced } from '../../support/untraced.ts';
import type { Decide } from '../decisions.ts';
import type { processes } from '../processes.ts';
import type { Session } from '../replicas.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { deliveryLedger } from './delivery-ledger.ts';
import type { EndpointLedger } from './endpoint-ledger.ts';
import type { eventLedger } from './event-ledger.ts';
import { currentTask } from './hosts.ts';
import type { messages } from './messages.ts';
import type { receiverWorld } from './receivers.ts';
import type { Source } from './source.ts';

type Deps = {
  session: Session;
  running: ReturnType<typeof processes>;
  clock: VirtualClock;
  decide: Decide;
  log: Log;
  bookmarks: Bookmarks;
  sources: { orders: Source<Order>; products: Source<Product> };
  events: ReturnType<typeof eventLedger>;
  endpoints: EndpointLedger;
  deliveries: ReturnType<typeof deliveryLedger>;
  messages: ReturnType<typeof messages>;
  receivers: ReturnType<typeof receiverWorld>;
};

type Running = Deps['running'];

/** Looks for changes only in the hours in which there are any: a look elsewhere proves nothing. */
const changesOf = <T extends { id: string }>(running: Running, name: string, from: Source<T>): Changes<T> => {
  const gated = running.gated(currentTask, name, { listChanged: from.listChanged });
  return {
    read: from.read,
    async *list(since, until) {
      if (!from.isEmptyBetween(since, until)) yield* gated.listChanged(since, until);
    },
  };
};

/** A call that fails is an outcome: its receiver may have accepted it. */
const clientOf = (running: Running, { client, begin, end }: Deps['receivers']): WebhookClient => ({
  post: async (call) => {
    begin(call.url);
    const post = running.call(currentTask(), 'webhookClient.post', () => client.post(call));
    const answer = await post.catch((error: unknown) => {
      if (error instanceof Unavailable) return { error: 'connection_failed', ms: 20 } as const;
      throw error;
    });
    end(answer);
    return answer;
  },
});

/** The functions of one host, with what it keeps in memory. */
export const openHost = ({ session, running, clock, decide, log, bookmarks, sources, ...world }: Deps) => {
  let bytes = 0;
  const deps = {
    orderChanges: changesOf(running, 'orderChanges', sources.orders),
    productChanges: changesOf(running, 'productChanges', sources.products),
    events: running.gated(currentTask, 'events', world.events.eventsFor(session)),
    eventTopic: running.gated(currentTask, 'eventTopic', world.messages.topic),
    webhookEndpoints: running.gated(currentTask, 'webhookEndpoints', world.endpoints.endpointsFor(session)),
    deliveries: running.gated(currentTask, 'deliveries', world.deliveries.deliveriesFor(session)),
    deliveryQueue: running.gated(currentTask, 'deliveryQueue', world.messages.queue),
    webhookClient: clientOf(running, world.receivers),
    bookmarks: running.gated(currentTask, 'bookmarks', bookmarks),
    clock,
    pause: clock.pause,
    log,
    random: () => [0.5, 0, 0.1, 0.99][decide('wait', 4)] ?? 0.5,
    entropy: (length: number) => {
      bytes += 1;
      return new Uint8Array(length).fill(bytes);
    },
    allowLoopback: false,
    ...untraced,
  };
  return {
    recordOrders: recordOrderEvents(deps),
    recordProducts: recordProductEvents(deps),
    relayEvents: relayEvents(deps),
    reconcile: reconcileEvents(deps),
    fanOut: fanOutEvent(deps),
    deliver: deliverWebhook(deps),
    relayDeliveries: relayDeliveries(deps),
    put: putEndpoint(deps),
    rotate: rotateSecret(deps),
    test: testEndpoint(deps),
    retry: retryDelivery(deps),
  };
};
