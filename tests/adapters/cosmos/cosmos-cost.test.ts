import type { Database } from '@azure/cosmos';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { type QueryParameters, toQuerySpec } from '../../../src/adapters/cosmos/cosmos-query.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { windowParameters } from '../../../src/adapters/cosmos/moment-windows.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import {
  dueQuery,
  earliestQuery,
  eventQuery,
  listParameters,
  listQuery,
} from '../../../src/adapters/cosmos/order-queries.ts';
import type { AdminPageQuery } from '../../../src/application/ports/orders.ts';
import type { CustomerId } from '../../../src/domain/customer-id.ts';
import { type Order, orderStatuses, withoutDebt } from '../../../src/domain/order.ts';
import { customerTagOf } from '../../../src/domain/order-id.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { effective } from '../../contracts/orders-contract.ts';
import { sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toCustomerId, toEtag, toOrderId, toProductId } from '../../support/ids.ts';
import { type CosmosForTests, documentsIn, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  database = await cosmos.connect();
});

afterEach(() => cosmos.faults.clear());
afterAll(() => cosmos.close());

const systemFields = new Set(['_rid', '_self', '_etag', '_attachments', '_ts']);
const ownFields = (document: object) =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !systemFields.has(field)));

const stored = async (container: string, partitionKey: string) =>
  (await documentsIn(database.container(container), partitionKey)).map(ownFields);

/** The operations on documents that the service saw during `work`. */
const operationsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const names = ['read', 'create', 'upsert', 'replace', 'patch', 'delete', 'batch', 'query'] as const;
  const PLENTY = 1_000;
  cosmos.faults.set({
    rules: names.map((name) => ({ status: 'delay', delayMs: 0, count: PLENTY, operations: [name] })),
  });
  await work();
  const { rules = [] } = cosmos.faults.get();
  return rules.flatMap(({ operations = [], count = PLENTY }) => Array(PLENTY - count).fill(operations[0]));
};

describe('what is stored', () => {
  test('an order, the tag of its customer, its sort key and its number', async () => {
    const order = sampleOrder(toCustomerId('dora'));
    const { debt, ...fields } = order;
    await cosmosOrders(database.container('orders')).create(order);
    expect(await stored('orders', customerTagOf(toCustomerId('dora')))).toEqual([
      {
        ...fields,
        due: debt?.due,
        dueSince: debt?.since,
        customerTag: customerTagOf(toCustomerId('dora')),
        sortKey: `${order.placedAt}|${order.id}`,
        number: orderNumberOf(order.id),
      },
    ]);
  });

  test('a level, reservations without and tombstones with a time to live, and markers of adjustments', async () => {
    const stock = cosmosStock(database.container('stock'));
    const ids = [1, 2, 3, 4].map(() => sampleOrder(toCustomerId('dora')).id);
    const [held = '', released = '', settled = '', early = ''] = ids;
    await stock.createLevel(toProductId('mug'), received(10));
    for (const id of [held, released, settled]) await stock.reserve(toProductId('mug'), toOrderId(id), 2);
    await stock.release(toProductId('mug'), toOrderId(released), 2);
    await stock.settle(toProductId('mug'), toOrderId(settled), 2);
    await stock.release(toProductId('mug'), toOrderId(early), 2);
    await stock.adjust(toProductId('mug'), { delta: 1, idempotencyKey: 'a/b' });

    const productId = 'mug';
    expect(await stored('stock', 'mug')).toEqual([
      { id: 'level', productId, received: 11, shipped: 2, available: 7, held: 2 },
      { id: held, productId, quantity: 2, state: 'held' },
      { id: released, productId, quantity: 2, state: 'released', ttl: 604_800 },
      { id: settled, productId, quantity: 2, state: 'settled', ttl: 604_800 },
      { id: early, productId, quantity: 0, state: 'released', ttl: 604_800 },
      { id: expect.stringMatching(/^adj_[0-9a-f]{64}$/), productId, delta: 1, ttl: 2_592_000 },
    ]);
  });
});

describe('one call is one operation', () => {
  test('on orders', async () => {
    const orders = cosmosOrders(database.container('orders'));
    const order = sampleOrder(toCustomerId('emil'));

    expect(await operationsOf(() => orders.create(order))).toEqual(['create']);
    expect(await operationsOf(() => orders.create(order))).toEqual(['create']);
    expect(await operationsOf(() => orders.get(order.id))).toEqual(['read']);

    const etag = (await orders.get(order.id))?.etag ?? '';
    expect(await operationsOf(() => orders.replace(order, toEtag(etag)))).toEqual(['replace']);
    expect(await operationsOf(() => orders.listByCustomer(toCustomerId('emil'), { limit: 5 }))).toEqual(['query']);
  });

  test('on products and stock', async () => {
    const products = cosmosProducts(database.container('products'));
    const stock = cosmosStock(database.container('stock'));
    effective(await products.create(sampleProduct(toProductId('cup'))));
    await stock.createLevel(toProductId('cup'), received(10));
    const { id } = sampleOrder(toCustomerId('emil'));

    expect(await operationsOf(() => products.setAvailability(toProductId('cup'), 'low'))).toEqual(['patch']);
    expect(await operationsOf(() => stock.reserve(toProductId('cup'), id, 1))).toEqual(['batch']);
    expect(await operationsOf(() => stock.reserve(toProductId('cup'), id, 1))).toEqual(['batch']);
    expect(await operationsOf(() => stock.release(toProductId('cup'), id, 1))).toEqual(['batch']);
    expect(await operationsOf(() => stock.release(toProductId('cup'), id, 1))).toEqual(['batch']);
    expect(await operationsOf(() => stock.adjust(toProductId('cup'), { delta: 1, idempotencyKey: 'k' }))).toEqual([
      'batch',
    ]);
  });
});

describe('request units', () => {
  const owing = (order: Order): Order => order;
  const done = (order: Order): Order => withoutDebt({ ...order, status: 'confirmed' });

  const create = async (customer: CustomerId, count: number, made: (order: Order) => Order) => {
    const operations = Array.from({ length: count }, () => {
      const document = documentOf(made(sampleOrder(customer)));
      return { operationType: 'Create' as const, resourceBody: JSON.parse(JSON.stringify(document)) };
    });
    for (let i = 0; i < count; i += 100) {
      const { code } = await database
        .container('orders')
        .items.batch(operations.slice(i, i + 100), customerTagOf(customer));
      expect(code).toBe(200);
    }
  };

  const chargeOf = async (query: string, parameters: QueryParameters, partitionKey?: string) => {
    const { requestCharge } = await database
      .container('orders')
      .items.query(toQuerySpec(query, parameters), partitionKey === undefined ? {} : { partitionKey })
      .fetchAll();
    return requestCharge;
  };

  test('creating an order of five lines costs at most 7', async () => {
    const order = sampleOrder(toCustomerId('frida'));
    const [line] = order.items;
    if (!line) throw new Error('The order has no lines.');
    const items = [1, 2, 3, 4, 5].map((i) => ({ ...line, productId: toProductId(`a-product-with-a-long-name-${i}`) }));
    const { requestCharge } = await database.container('orders').items.create(documentOf({ ...order, items }));

    expect(requestCharge).toBeLessThanOrEqual(7);
  });

  test('a page of a list costs the same among 20 and among 620 orders', async () => {
    const queries: Omit<AdminPageQuery, 'limit'>[] = [
      {},
      { status: 'confirmed' },
      { due: 'release' },
      { attention: true },
      { attention: false },
      { number: orderNumberOf(sampleOrder(toCustomerId('gus')).id) },
    ];
    const measure = async (customer?: CustomerId) => {
      const key = customer === undefined ? undefined : customerTagOf(customer);
      const charges: number[] = [];
      for (const query of queries) {
        const page = { ...query, limit: 10, before: '9999' };
        charges.push(await chargeOf(listQuery(page), listParameters(page), key));
      }
      return charges;
    };
    await create(toCustomerId('gus'), 20, done);
    const few = { own: await measure(toCustomerId('gus')), all: await measure() };
    await create(toCustomerId('gus'), 600, done);
    const many = { own: await measure(toCustomerId('gus')), all: await measure() };

    for (const kind of ['own', 'all'] as const) {
      for (const [i, charge] of many[kind].entries()) expect(charge).toBeLessThan((few[kind][i] ?? 0) * 1.2);
    }
  });

  test('the cost of relaying grows with what is due, not with what is done', async () => {
    const windows = [{ after: '2000', until: '9999' }];
    const measure = () => chargeOf(dueQuery(windows), windowParameters(windows));
    await create(toCustomerId('hans'), 10, owing);
    const before = await measure();
    await create(toCustomerId('hans'), 400, done);

    expect(await measure()).toBeLessThan(before * 1.2);
  });

  test('the cost of reporting a day grows with what happened on it, not with the number of orders', async () => {
    const [from, to] = ['2112-01-01', '2112-01-02'];
    const allOn = (at: string) => (order: Order) => {
      const moments = { placedAt: at, confirmedAt: at, rejectedAt: at, cancelledAt: at, shippedAt: at };
      return { ...withoutDebt(order), ...moments };
    };
    const measure = async () => {
      const charges: number[] = [];
      for (const status of orderStatuses) charges.push(await chargeOf(eventQuery(status), { from, to }));
      return [...charges, await chargeOf(earliestQuery, { limit: 1 })];
    };
    await create(toCustomerId('ida'), 10, allOn(`${from}T12:00:00.000Z`));
    const before = await measure();
    await create(toCustomerId('ida'), 300, allOn(`${to}T00:00:00.000Z`));

    for (const [i, charge] of (await measure()).entries()) expect(charge).toBeLessThan((before[i] ?? 0) * 1.2);
  });
});
