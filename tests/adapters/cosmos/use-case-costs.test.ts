import { OWING, REPORTED } from './shop-of-orders.ts';
import { type Cost, startCostlyShop, useCaseCosts } from './use-case-costs.ts';

// Operations and documents are counted. Charges come from the stand-in's model, not from
// measurements.

const TIMEOUT_MS = 120_000;

/** What each use case may ask of the service in any shop. `read` and `charge` are limits. */
const budgets: Record<string, Cost> = {
  // Today's orders are read twice: as placed and as confirmed. If they are most of the shop, the
  // stand-in does not use the index.
  'report of a day': {
    operations: { 'orders.queryPlan': 5, 'orders.query': 7 },
    returned: 2 * REPORTED + 2 * OWING,
    read: 4 * REPORTED + 4 * OWING,
    written: 0,
    charge: 150,
  },
  'relay sweep': {
    operations: { 'orders.queryPlan': 1, 'orders.query': 2 },
    returned: OWING,
    read: 3 * OWING,
    written: 0,
    charge: 12,
  },
  'first page of own orders': {
    operations: { 'orders.queryPlan': 1, 'orders.query': 1 },
    returned: 10,
    read: 10,
    written: 0,
    charge: 7,
  },
  'later page of own orders': {
    operations: { 'orders.queryPlan': 1, 'orders.query': 1 },
    returned: 10,
    read: 10,
    written: 0,
    charge: 7,
  },
  'page of all orders': {
    operations: { 'orders.queryPlan': 1, 'orders.query': 3 },
    returned: 20,
    read: 20,
    written: 0,
    charge: 12,
  },
  'page of products': {
    operations: { 'products.queryPlan': 1, 'products.query': 3 },
    returned: 5,
    read: 5,
    written: 0,
    charge: 9,
  },
  // 7 for the write, 1 per product, 1 for the idempotency key.
  placing: {
    operations: { 'orders.read': 1, 'products.read': 5, 'orders.create': 1 },
    returned: 5,
    read: 5,
    written: 1,
    charge: 13,
  },
  'placing again': { operations: { 'orders.read': 1 }, returned: 1, read: 1, written: 0, charge: 1.2 },
  // The write side has said that there is no such order, and how new the products must be.
  refusing: {
    operations: { 'orders.read': 1, 'products.read': 10, 'orders.patch': 1, 'products.patch': 5 },
    returned: 10,
    read: 11,
    written: 0,
    charge: 18,
  },
  // A batch of two documents for each of five products, and the order.
  reserving: {
    operations: { 'orders.read': 1, 'stock.batch': 5, 'orders.replace': 1 },
    returned: 1,
    read: 1,
    written: 11,
    charge: 60,
  },
};

describe.each([100, 10_000])('in a shop of %i orders', (size) => {
  let shop: Awaited<ReturnType<typeof startCostlyShop>>;
  let costs: Record<string, Cost>;

  beforeAll(async () => {
    shop = await startCostlyShop(size);
    costs = await useCaseCosts(shop);
  }, TIMEOUT_MS);

  afterAll(() => shop.close());

  test('every use case that has a budget is measured', () => {
    expect(Object.keys(costs).sort()).toEqual(Object.keys(budgets).sort());
  });

  test.each(Object.entries(budgets))('%s keeps to its budget', (name, { read, charge, ...exactly }) => {
    const cost = costs[name];

    expect(cost).toMatchObject(exactly);
    expect(cost?.operations).toEqual(exactly.operations);
    expect(cost?.read).toBeLessThanOrEqual(read);
    expect(cost?.charge).toBeLessThanOrEqual(charge);
  });

  test('of what placing costs, at most 7 are for the write', async () => {
    const { charge: all } = await shop.cost(() => shop.place('another'));
    const { charge: reads } = await shop.cost(async () => {
      await shop.orders.get((await shop.place('another')).value.id);
    });
    expect(all - reads / 2 - 5).toBeLessThanOrEqual(7);
  });
});
