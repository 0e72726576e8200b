import { readFile } from 'node:fs/promises';
import type { Database } from '@azure/cosmos';
import { parseContainerDefinitions } from '../../../local/cosmos/account.ts';
import { type CosmosServer, startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { cosmosChanges } from '../../../src/adapters/cosmos/cosmos-changes.ts';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosDeliveries } from '../../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { orderReader } from '../../../src/adapters/cosmos/order-reader.ts';
import { recordOrderEvents } from '../../../src/application/events/record-order-events.ts';
import { createEndpoint } from '../../../src/application/webhooks/create-endpoint.ts';
import { deliverWebhook } from '../../../src/application/webhooks/deliver-webhook.ts';
import { fanOutEvent } from '../../../src/application/webhooks/fan-out-event.ts';
import { eventSortKey, orderEventTypes, type ShopEvent } from '../../../src/domain/event.ts';
import { confirm, type Order, ship, withoutDebt } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId } from '../../support/ids.ts';
import { inMemoryDeliveryQueue } from '../../support/in-memory/in-memory-delivery-queue.ts';
import { inMemoryEventTopic } from '../../support/in-memory/in-memory-event-topic.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { untraced } from '../../support/untraced.ts';

/** What one event costs, by the operation on the container, in request units of the model. */
export type Charges = { kept: number; events: number; byOperation: ReadonlyMap<string, number>; total: number };

/** Each has three states, so three events. */
const ORDERS = 20;

const NOW = new Date('2026-03-01T12:00:00.000Z');
const clock = () => NOW;

const customerId = toCustomerId('customer-1');

/** The same order after each of its writes. The last one, which settles its stock, has no event. */
const historyOf = (placed: Order): readonly Order[] => {
  const confirmed = confirm(placed, NOW.toISOString());
  const shipped = ship(confirmed, { carrier: 'DHL', trackingNumber: '1' }, NOW.toISOString());
  return [placed, confirmed, shipped, withoutDebt(shipped)];
};

const plain = <T extends object>(value: T) => JSON.parse(JSON.stringify(value));

/** Shipped orders with their events, which were all delivered long ago. */
const seedPast = (cosmos: CosmosServer, orders: number, endpointId: string): void => {
  const past = Array.from({ length: orders }, () => {
    const order = historyOf(sampleOrder(customerId, { placedAt: '2026-02-27T12:00:00.000Z' })).at(-1);
    if (order === undefined) throw new Error('An order has a history.');
    return order;
  });
  const events = past.flatMap(eventsOf);
  const place = (container: string) => ({ database: 'hearth', container });
  cosmos.seed(place('orders'), past.map(documentOf).map(plain));
  cosmos.seed(
    place('events'),
    events.map((event) => plain({ ...event, sortKey: eventSortKey(event) })),
  );
  cosmos.seed(
    place('deliveries'),
    events.map(({ id, type, subject, time }) => ({
      id,
      ...{ endpointId, eventId: id, type, subject, createdAt: time, attempts: [], status: 'delivered' },
      sortKey: `${time}|${id}`,
    })),
  );
};

const open = (database: Database) => {
  const container = (id: string) => database.container(id);
  const deps = {
    clock,
    log: recordingLog(),
    ...untraced,
    pause: async () => {},
    random: Math.random,
    entropy: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)),
    allowLoopback: true,
    orderChanges: cosmosChanges(container('orders'), orderReader),
    events: cosmosEvents(container('events')),
    deliveries: cosmosDeliveries(container('deliveries')),
    webhookEndpoints: cosmosWebhookEndpoints(container('webhook-endpoints')),
    eventTopic: inMemoryEventTopic(),
    deliveryQueue: inMemoryDeliveryQueue({ clock }),
    webhookClient: { post: async () => ({ status: 204, answer: '', ms: 20 }) },
  };
  const deliver = deliverWebhook(deps);
  return {
    ...deps,
    create: createEndpoint(deps),
    record: recordOrderEvents(deps),
    fanOut: fanOutEvent(deps),
    deliverAll: async () => {
      for (let key = deps.deliveryQueue.take(); key; key = deps.deliveryQueue.take()) await deliver(key);
    },
  };
};

type Shop = ReturnType<typeof open>;

/** From each version of an order, as the feed hands it over, to the receiver's answer. */
const happen = async (shop: Shop, database: Database): Promise<number> => {
  let seen = 0;
  for (let n = 0; n < ORDERS; n += 1) {
    for (const order of historyOf(sampleOrder(customerId, { placedAt: NOW.toISOString() }))) {
      const { resource } = await database.container('orders').items.upsert(plain(documentOf(order)));
      await shop.record([resource]);
      const published: readonly ShopEvent[] = shop.eventTopic.published();
      for (const { id } of published.slice(seen)) await shop.fanOut(id);
      seen = published.length;
      await shop.deliverAll();
    }
  }
  return seen;
};

/** One endpoint that wants every event. `kept`: orders whose events are there from before. */
export const measureCharges = async (kept: number): Promise<Charges> => {
  const definitions = parseContainerDefinitions(JSON.parse(await readFile('local/cosmos/containers.json', 'utf8')));
  const sums = new Map<string, number>();
  const onAnswer: NonNullable<NonNullable<Parameters<typeof startCosmos>[0]>['onAnswer']> = (answered) => {
    // The orders themselves are written in any case, and the client asks for metadata only once.
    if (answered.container === undefined || answered.container === 'orders') return;
    if (['metadata', 'queryPlan', 'partitionKeyRanges'].includes(answered.operation)) return;
    const name = `${answered.container}: ${answered.operation}`;
    sums.set(name, (sums.get(name) ?? 0) + answered.charge);
  };
  const cosmos = await startCosmos({ port: 0, definitions, clock: () => NOW.getTime(), onAnswer });
  const client = await cosmosClient({ connectionString: cosmos.connectionString });
  try {
    const database = client.database('hearth');
    const shop = open(database);
    const { value } = await shop.create({ url: 'http://127.0.0.1:9999/', types: orderEventTypes, enabled: true });
    seedPast(cosmos, kept, value.id);
    sums.clear();
    const events = await happen(shop, database);
    const byOperation = new Map([...sums].toSorted().map(([name, sum]) => [name, sum / events]));
    return { kept, events, byOperation, total: [...byOperation.values()].reduce((all, one) => all + one, 0) };
  } finally {
    client.dispose();
    await cosmos.close();
  }
};
