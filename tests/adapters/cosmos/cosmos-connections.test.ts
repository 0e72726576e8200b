import type { CosmosClient } from '@azure/cosmos';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import type { Orders } from '../../../src/application/ports/orders.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { type CountingProxy, portIn, startCountingProxy, through } from '../../support/counting-proxy.ts';
import { toCustomerId } from '../../support/ids.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let proxy: CountingProxy;
let client: CosmosClient;
let orders: Orders;

beforeEach(async () => {
  cosmos = await startCosmosForTests();
  proxy = await startCountingProxy(portIn(cosmos.connectionString));
  client = await cosmosClient({ connectionString: through(proxy, cosmos.connectionString) });
  orders = cosmosOrders(client.database('hearth').container('orders'));
});

afterEach(async () => {
  client.dispose();
  await proxy.close();
  await cosmos.close();
});

const reads = (count: number) =>
  Promise.all(Array.from({ length: count }, () => orders.get(sampleOrder(toCustomerId('bob')).id)));

test('one request after the other takes the same connection', async () => {
  for (let i = 0; i < 30; i++) {
    const order = sampleOrder(toCustomerId('alice'));
    await orders.create(order);
    await orders.get(order.id);
  }
  await orders.listByCustomer(toCustomerId('alice'), { limit: 10 });
  // The client starts with two requests at once. On a slow machine, a request that times out closes
  // its connection.
  expect(proxy.counts().opened).toBeLessThan(10);
});

test('many requests share a bounded number of connections, and later ones use the same', async () => {
  await reads(1);
  await reads(120);
  expect(proxy.counts().most).toBeLessThanOrEqual(64);

  const { opened } = proxy.counts();
  for (let i = 0; i < 10; i++) await reads(20);
  expect(proxy.counts().opened - opened).toBeLessThan(50);
});
