import { cosmosAudit } from '../../../src/adapters/cosmos/cosmos-audit.ts';
import { cosmosDeliveries } from '../../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosHealth } from '../../../src/adapters/cosmos/cosmos-health.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { sampleEntry } from '../../contracts/audit-contract.ts';
import { sampleDelivery } from '../../contracts/deliveries-contract.ts';
import { sampleEvent, sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { sampleEndpoint } from '../../contracts/webhook-endpoints-contract.ts';
import { holdLimits } from '../../support/hold-limits.ts';
import { toCustomerId, toEtag, toProductId } from '../../support/ids.ts';
import { type Answer, type ScriptedCosmos, startScriptedCosmos } from './scripted-cosmos.ts';

let cosmos: ScriptedCosmos;

beforeAll(async () => {
  cosmos = await startScriptedCosmos();
});

afterEach(() => jest.restoreAllMocks());
afterAll(() => cosmos.close());

const orders = () => cosmosOrders(cosmos.database.container('orders'));
const products = () => cosmosProducts(cosmos.database.container('products'));
const stock = () => cosmosStock(cosmos.database.container('stock'));

const deliveries = () => cosmosDeliveries(cosmos.database.container('deliveries'));
const events = () => cosmosEvents(cosmos.database.container('events'));
const endpoints = () => cosmosWebhookEndpoints(cosmos.database.container('endpoints'));

const event = sampleEvent();
const endpoint = sampleEndpoint();
const delivery = sampleDelivery(endpoint.id);
const order = sampleOrder(toCustomerId('ida'));
const mug = sampleProduct(toProductId('mug'));
const etag = toEtag('"1"');
const adjustment = { delta: -2, idempotencyKey: 'a', only: { etag } };

const batch = (first: number, second: number): Answer => ({
  status: 207,
  body: [{ statusCode: first }, { statusCode: second }],
});

/** Every request that the adapters make, after the answers to those before it. */
const calls: { name: string; call: () => Promise<unknown>; before?: Answer }[] = [
  { name: 'orders.create', call: () => orders().create(order) },
  { name: 'orders.get', call: () => orders().get(order.id) },
  { name: 'orders.replace', call: () => orders().replace(order, etag) },
  { name: 'products.get', call: () => products().get(mug.id) },
  { name: 'products.create', call: () => products().create(mug) },
  { name: 'products.replace', call: () => products().replace(mug, etag) },
  { name: 'products.setAvailability', call: () => products().setAvailability(mug.id, 'low') },
  { name: 'stock.level', call: () => stock().level(mug.id) },
  { name: 'stock.createLevel', call: () => stock().createLevel(mug.id, received(1)) },
  { name: 'stock.replaceLevel', call: () => stock().replaceLevel(mug.id, received(1), etag) },
  { name: 'stock.reservation', call: () => stock().reservation(mug.id, order.id) },
  { name: 'stock.reserve', call: () => stock().reserve(mug.id, order.id, 1) },
  { name: 'stock.release, its tombstone', call: () => stock().release(mug.id, order.id, 1), before: batch(404, 424) },
  { name: 'stock.adjust, its marker', call: () => stock().adjust(mug.id, adjustment), before: batch(409, 424) },
  { name: 'stock.adjust, its condition', call: () => stock().adjust(mug.id, adjustment), before: batch(424, 412) },
  { name: 'audit.write', call: () => cosmosAudit(cosmos.database.container('audit'), 7).write(sampleEntry()) },
  { name: 'deliveries.create', call: () => deliveries().create(delivery) },
  { name: 'deliveries.get', call: () => deliveries().get(delivery) },
  { name: 'deliveries.replace', call: () => deliveries().replace(delivery, etag) },
  { name: 'events.create', call: () => events().create([event], event.time) },
  { name: 'events.createPaid', call: () => events().createPaid(event) },
  { name: 'events.getLatest, its probe', call: () => events().getLatest(event.id) },
  { name: 'events.removeDebt', call: () => events().removeDebt(event.id) },
  { name: 'endpoints.create', call: () => endpoints().create(endpoint) },
  { name: 'endpoints.create, its counter', call: () => endpoints().create(endpoint), before: batch(424, 404) },
  { name: 'endpoints.replace', call: () => endpoints().replace(endpoint, etag) },
  { name: 'endpoints.remove', call: () => endpoints().remove(endpoint.id, etag) },
  { name: 'endpoints.list', call: () => endpoints().list() },
  { name: 'health', call: () => cosmosHealth(cosmos.database).check(new AbortController().signal) },
];

// A request that nobody waits for any more would keep one of the few connections.
test.each(calls)('$name: a call that is given up ends its request', async ({ call, before }) => {
  const { expire } = holdLimits();
  cosmos.answer(...(before ? [before] : []), expire);

  await expect(call()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'cosmos' });
  await cosmos.abandoned();
});
