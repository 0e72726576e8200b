import definitions from '../../../local/cosmos/containers.json' with { type: 'json' };
import { dues, orderStatuses } from '../../../src/domain/order.ts';
import { keyedOrderId } from '../../../src/domain/order-id.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { sampleProduct } from '../../contracts/sample-data.ts';
import { toProductId } from '../../support/ids.ts';
import { CUSTOMER, DAY, OWING, productIds, REPORTED } from './shop-of-orders.ts';
import { type CostlyShop, startCostlyShop } from './use-case-costs.ts';

const SIZE = 2_000;

let shop: CostlyShop;

beforeAll(async () => {
  shop = await startCostlyShop(SIZE, 200);
}, 60_000);

afterAll(() => shop.close());

type Container = 'orders' | 'products' | 'stock';

/**
 * A range index on one path, or a composite one on several. Bicep takes the indexing policies from
 * the same file.
 */
type Index = string | readonly string[];

const policyOf = (container: Container) => {
  const found = definitions.containers.find(({ id }) => id === container);
  if (!found) throw new Error(`There is no container ${container}.`);
  return found.indexingPolicy;
};

const hasIndex = (container: Container, index: Index): boolean => {
  const policy = policyOf(container);
  // `id` is always indexed, whatever the policy says.
  if (index === '/id') return true;
  if (typeof index === 'string') return policy.includedPaths.some(({ path }) => path === `${index}/?`);
  const composites: readonly (readonly { path: string }[])[] =
    'compositeIndexes' in policy ? (policy.compositeIndexes ?? []) : [];
  return composites.some((paths) => JSON.stringify(paths.map(({ path }) => path)) === JSON.stringify(index));
};

const drained = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of stream) {
    // Only what it reads matters here.
  }
};

/** The most documents in one page of each range. */
const PAGE = 2 * 10;

type Row = readonly [query: string, container: Container, index: Index, most: number, run: () => Promise<unknown>];

const page = { limit: 10 };

const rows: readonly Row[] = [
  ['own orders', 'orders', '/sortKey', 10, () => shop.orders.listByCustomer(CUSTOMER, page)],
  [
    'own orders of a status',
    'orders',
    ['/status', '/sortKey'],
    10,
    () => shop.orders.listByCustomer(CUSTOMER, { ...page, status: 'rejected' }),
  ],
  ['all orders', 'orders', '/sortKey', PAGE, () => shop.orders.listAll(page)],
  ['all orders, further on', 'orders', '/sortKey', PAGE, () => shop.orders.listAll({ ...page, before: '2025-06' })],
  ...orderStatuses.map(
    (status): Row => [
      `all orders, ${status}`,
      'orders',
      ['/status', '/sortKey'],
      PAGE,
      () => shop.orders.listAll({ ...page, status }),
    ],
  ),
  ...dues.map(
    (due): Row => [
      `all orders that owe ${due}`,
      'orders',
      ['/due', '/sortKey'],
      PAGE,
      () => shop.orders.listAll({ ...page, due }),
    ],
  ),
  [
    'all orders that ask for attention',
    'orders',
    ['/marked', '/sortKey'],
    PAGE,
    () => shop.orders.listAll({ ...page, attention: true }),
  ],
  [
    'all orders that do not',
    'orders',
    '/sortKey',
    PAGE + OWING,
    () => shop.orders.listAll({ ...page, attention: false }),
  ],
  [
    'an order by its number',
    'orders',
    '/number',
    1,
    () => shop.orders.listAll({ ...page, number: orderNumberOf(keyedOrderId(CUSTOMER, '0')) }),
  ],
  [
    'what the relay sends for',
    'orders',
    '/dueSince',
    2 * OWING,
    () => drained(shop.orders.listDue([{ after: DAY, until: '9999' }])),
  ],
  ['the first order', 'orders', '/sortKey', 2, () => shop.orders.earliest()],
  ...(['sortKey', 'confirmedAt', 'rejectedAt', 'cancelledAt', 'shippedAt'] as const).map((path, i): Row => {
    const status = orderStatuses[i] ?? 'placed';
    const run = () => drained(shop.orders.listSalesEvents(status, DAY));
    return [`orders ${status} on a day`, 'orders', `/${path}`, REPORTED + 2 * OWING, run];
  }),
  [
    'products of a category',
    'products',
    ['/category', '/id'],
    5,
    () => shop.products.list({ ...page, category: 'kitchen' }),
  ],
  ['products', 'products', '/id', 5, () => shop.products.list(page)],
  ...[true, false].flatMap((active): Row[] => [
    [`products, active ${active}`, 'products', ['/active', '/id'], 5, () => shop.products.list({ ...page, active })],
    [
      `products of a category, active ${active}`,
      'products',
      ['/active', '/category', '/id'],
      5,
      () => shop.products.list({ ...page, active, category: 'kitchen' }),
    ],
  ]),
  ['levels', 'stock', '/id', 5, () => drained(shop.stock.listLevels())],
  ['held reservations', 'stock', '/state', 0, () => drained(shop.stock.listHeld())],
  ['held reservations of a product', 'stock', '/state', 0, () => drained(shop.stock.listHeld(productIds[0]))],
];

test.each(rows)(
  '%s: the policy has the index that serves it, and little is read',
  async (_, container, index, most, run) => {
    expect(hasIndex(container, index)).toBe(true);

    const spied = jest.spyOn(shop.database.container(container).items.constructor.prototype, 'query');
    const { read } = await shop.cost(run);
    const [query] = spied.mock.calls.at(-1) ?? [];
    spied.mockRestore();

    const paths = [index].flat().map((path) => `c.${path.slice(1)}`);
    for (const path of paths) expect(JSON.stringify(query)).toContain(path);
    // Only ORDER BY all its paths makes a query use a composite index.
    if (paths.length > 1)
      expect(JSON.stringify(query).replaceAll(' DESC', '')).toContain(`ORDER BY ${paths.join(', ')}`);
    expect(read).toBeLessThanOrEqual(most);
  },
);

test('what reads everything of its kind is no more than these three', async () => {
  // The nightly run compares all confirmed orders and the availability of all products with the
  // stock.
  const { read, returned } = await shop.cost(() => drained(shop.orders.listConfirmed()));

  expect(returned).toBe(SIZE * 0.8 + REPORTED);
  // Each page starts at the document where the previous one ended.
  expect(read).toBeLessThanOrEqual(SIZE + REPORTED + 3 * OWING);
  expect(await shop.cost(() => drained(shop.products.listAvailability()))).toMatchObject({ read: 5, returned: 5 });
  // The array's index finds the products with such an image. The stand-in does not support indexes
  // on arrays and reads all products.
  expect(policyOf('products').includedPaths).toContainEqual({ path: '/images/[]/status/?' });
  expect(await shop.cost(() => drained(shop.products.listAwaiting(DAY)))).toMatchObject({ returned: 0 });
  expect(await shop.cost(() => shop.products.list({ image: 'rejected', limit: PAGE }))).toMatchObject({ returned: 0 });
});

test('products that are no longer sold cost the list of those for sale nothing, nor the other way round', async () => {
  const ended = Array.from({ length: 200 }, (_, n) => sampleProduct(toProductId(`a-${n}`), { active: false }));
  await Promise.all(ended.map((product) => shop.products.create(product)));
  for (const query of [page, { ...page, category: 'kitchen' }]) {
    const { read } = await shop.cost(() => shop.products.list({ ...query, active: true }));
    expect(read).toBeLessThanOrEqual(5);
    expect((await shop.cost(() => shop.products.list({ ...query, active: false }))).read).toBeLessThanOrEqual(PAGE);
  }
});

test('a path that no query asks for is not indexed: it would cost every write', () => {
  const used = (container: Container) =>
    new Set(rows.flatMap(([, of, index]) => (of === container ? [index].flat() : [])));
  for (const container of ['orders', 'products', 'stock'] as const) {
    const paths = policyOf(container).includedPaths.map(({ path }) => path.replace('/?', ''));
    // These filters use the composite index of the same query. Ids are always indexed.
    const known = new Set([...used(container), '/active', '/id', '/images/[]/status']);
    expect(paths.filter((path) => !known.has(path))).toEqual([]);
  }
});
