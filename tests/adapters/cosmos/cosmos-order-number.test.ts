import type { Database } from '@azure/cosmos';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { orderSortKey } from '../../../src/domain/order.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { effective } from '../../contracts/orders-contract.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId } from '../../support/ids.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  database = await cosmos.connect();
});

afterAll(() => cosmos.close());

test('an order stored before there were numbers is read, and found by its number after its next write', async () => {
  const container = database.container('orders');
  const orders = cosmosOrders(container);
  const order = sampleOrder(toCustomerId('dora'));
  const { number, ...old } = documentOf(order);
  await container.items.create(old);
  const find = () => orders.listAll({ number, limit: 10 });

  const read = effective((await orders.get(order.id)) ?? 'missing');
  expect(read.value).toEqual(order);
  expect(await find()).toEqual([]);

  await orders.replace(read.value, read.etag);
  expect(await find()).toEqual([order]);
});

test('if two customers have orders of the same number, both are found, newest first, page by page', async () => {
  const container = database.container('orders');
  const orders = cosmosOrders(container);
  const made = ['emil', 'frida', 'gus', 'hans'].map((name) => sampleOrder(toCustomerId(name)));
  const number = orderNumberOf(sampleOrder(toCustomerId('dora')).id);
  for (const order of made) await container.items.create({ ...documentOf(order), number });
  const newestFirst = made.toReversed();
  const [first, second] = newestFirst;

  expect(await orders.listAll({ number, limit: 10 })).toEqual(newestFirst);
  expect(await orders.listAll({ number, limit: 1 })).toEqual([first]);
  expect(
    await orders.listAll({ number, limit: 1, before: orderSortKey(first ?? sampleOrder(toCustomerId('x'))) }),
  ).toEqual([second]);
});
