import type { CosmosClient, Database } from '@azure/cosmos';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import type { Charge } from '../../../src/application/ports/telemetry.ts';
import { sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toCustomerId, toEtag, toProductId } from '../../support/ids.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let client: CosmosClient;
let database: Database;
const charges: Charge[] = [];

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  client = await cosmosClient(
    { connectionString: cosmos.connectionString },
    {
      meter: (charge) => charges.push(charge),
    },
  );
  database = client.database('hearth');
});

beforeEach(() => {
  charges.length = 0;
});

afterEach(() => cosmos.faults.clear());

afterAll(async () => {
  client.dispose();
  await cosmos.close();
});

/** The operations charged during `work`, without those that the client runs once per container. */
const chargedFor = async (work: () => Promise<unknown>): Promise<string[]> => {
  charges.length = 0;
  await work();
  return charges.map(({ operation }) => operation).filter((operation) => operation !== 'metadata');
};

test('every operation is charged by its name, including those that are refused', async () => {
  const orders = cosmosOrders(database.container('orders'));
  const order = sampleOrder(toCustomerId('alice'));

  expect(await chargedFor(() => orders.create(order))).toEqual(['orders.create']);
  expect(await chargedFor(() => orders.create(order))).toEqual(['orders.create']);
  expect(await chargedFor(() => orders.get(order.id))).toEqual(['orders.read']);
  expect(await chargedFor(() => orders.get(sampleOrder(toCustomerId('alice')).id))).toEqual(['orders.read']);

  const etag = (await orders.get(order.id))?.etag ?? '';
  expect(await chargedFor(() => orders.replace(order, toEtag(etag)))).toEqual(['orders.replace']);
  expect(await chargedFor(() => orders.replace(order, toEtag(etag)))).toEqual(['orders.replace']);

  const products = cosmosProducts(database.container('products'));
  const created = await products.create(sampleProduct(toProductId('mug')));

  expect(await chargedFor(() => products.setAvailability(toProductId('mug'), 'low'))).toEqual(['products.patch']);
  expect(created).not.toBe('exists');

  const stock = cosmosStock(database.container('stock'));
  await stock.createLevel(toProductId('mug'), received(1));

  expect(await chargedFor(() => stock.reserve(toProductId('mug'), order.id, 1))).toEqual(['stock.batch']);
  expect(await chargedFor(() => stock.reserve(toProductId('mug'), sampleOrder(toCustomerId('alice')).id, 1))).toEqual([
    'stock.batch',
  ]);
});

test('the charge is the one that the service reported', async () => {
  const orders = cosmosOrders(database.container('orders'));
  const order = sampleOrder(toCustomerId('bob'));
  const { requestCharge } = await database.container('products').items.create({ id: 'x' });

  expect(charges.at(-1)).toEqual({ operation: 'products.create', units: requestCharge });

  await orders.get(order.id);
  expect(charges.at(-1)).toEqual({ operation: 'orders.read', units: 1 });
});

test('every page of a query is charged', async () => {
  const orders = cosmosOrders(database.container('orders'));
  for (let i = 0; i < 3; i++) await orders.create(sampleOrder(toCustomerId('carol')));
  const charged = await chargedFor(async () => {
    const iterator = database.container('orders').items.query('SELECT * FROM c', { maxItemCount: 1 });
    while (iterator.hasMoreResults()) await iterator.fetchNext();
  });

  expect(charged.filter((operation) => operation === 'orders.query').length).toBeGreaterThanOrEqual(3);

  const list = await chargedFor(() => orders.listAll({ limit: 2 }));
  expect(new Set(list)).toEqual(new Set(['orders.query', 'orders.query plan']));
});

test('each retry of the client is charged, and so is a batch that fails as a whole', async () => {
  const orders = cosmosOrders(database.container('orders'));
  cosmos.faults.set({ rules: [{ status: 429, count: 2, operations: ['read'], retryAfterMs: 1 }] });
  expect(await chargedFor(() => orders.get(sampleOrder(toCustomerId('dora')).id))).toEqual(
    Array(3).fill('orders.read'),
  );

  const stock = cosmosStock(database.container('stock'));
  await stock.createLevel(toProductId('cup'), received(5));
  cosmos.faults.set({ rules: [{ status: 449, count: 1, operations: ['batch'] }] });
  const { id } = sampleOrder(toCustomerId('dora'));

  expect(await chargedFor(() => stock.reserve(toProductId('cup'), id, 1))).toEqual(['stock.batch', 'stock.batch']);
});
