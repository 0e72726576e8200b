import type { Database } from '@azure/cosmos';
import { cosmosDeliveries } from '../../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { newDelivery } from '../../../src/domain/delivery.ts';
import { confirm, ship } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import type { Origin } from '../../../src/domain/origin.ts';
import { effective } from '../../contracts/orders-contract.ts';
import { sampleEvent, sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId, toEndpointId } from '../../support/ids.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  database = await cosmos.connect();
});

afterAll(() => cosmos.close());

const NOW = '2026-03-01T12:00:00.000Z';
const origin = (requestId: string): Origin => ({ requestId, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });

test('each state of an order keeps what led to it, and its event says so', async () => {
  let current: Origin | undefined = origin('placing');
  const orders = cosmosOrders(database.container('orders'), () => current);
  const placed = effective(await orders.create(sampleOrder(toCustomerId('ann'))));
  current = origin('confirming');
  const confirmed = effective(await orders.replace(confirm(placed.value, NOW), placed.etag));
  current = undefined;
  const shipment = { carrier: 'DHL', trackingNumber: '1' };
  await orders.replace(ship(confirmed.value, shipment, NOW), confirmed.etag);

  const stored = await orders.get(placed.value.id);
  expect(stored?.value.origins).toEqual({ placed: origin('placing'), confirmed: origin('confirming') });
  expect(eventsOf(stored?.value ?? placed.value).map((event) => event.origin)).toEqual([
    origin('placing'),
    origin('confirming'),
    undefined,
  ]);
});

test('another write of the same state changes nothing about it', async () => {
  let current = origin('first');
  const orders = cosmosOrders(database.container('orders'), () => current);
  const placed = effective(await orders.create(sampleOrder(toCustomerId('bea'))));
  current = origin('second');
  const again = effective(await orders.replace({ ...placed.value, note: 'x' }, placed.etag));

  expect(again.value.origins).toEqual({ placed: origin('first') });
});

test('if nothing is known, nothing is stored', async () => {
  const container = database.container('orders');
  const { value } = effective(await cosmosOrders(container).create(sampleOrder(toCustomerId('cleo'))));
  const { resource } = await container.item(value.id, value.id.split('_')[1]).read();

  expect(resource).toBeDefined();
  expect(resource).not.toHaveProperty('origins');
});

test('what is stored may be anything, and the events of the order are derived all the same', () => {
  const order = sampleOrder(toCustomerId('dan'), { origins: { placed: { requestId: '<script>', traceparent: 'x' } } });

  expect(eventsOf(order)[0]).not.toHaveProperty('origin');
});

test('an event and a delivery keep what led to them, also for the relays', async () => {
  const events = cosmosEvents(database.container('events'));
  const event = sampleEvent({ origin: origin('r') });
  await events.create([event], NOW);
  expect((await events.get(event.id))?.origin).toEqual(origin('r'));

  const deliveries = cosmosDeliveries(database.container('deliveries'));
  const delivery = newDelivery(toEndpointId('whe_1'), event, NOW, origin('r'));
  await deliveries.create(delivery);
  expect((await deliveries.get(delivery))?.value.origin).toEqual(origin('r'));

  const windows = [{ after: '2026-01-01T00:00:00.000Z', until: '2026-12-31T00:00:00.000Z' }];
  for await (const due of deliveries.listDue([delivery.endpointId], windows)) expect(due.origin).toEqual(origin('r'));
});
