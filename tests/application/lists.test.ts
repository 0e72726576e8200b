import { cutPage, decodeCursor, encodeCursor } from '../../src/application/cursor.ts';
import { listAllOrders } from '../../src/application/orders/list-all-orders.ts';
import { listOrders } from '../../src/application/orders/list-orders.ts';
import { listProducts } from '../../src/application/products/list-products.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { toCustomerId, toOrderId, toProductId } from '../support/ids.ts';
import { address, openShop, type Shop } from '../support/shop.ts';

const refused = expect.objectContaining({
  code: 'validation_failed',
  errors: [{ pointer: 'cursor', message: 'Leave it out to start from the beginning.' }],
});

const placeFive = async (shop: Shop): Promise<void> => {
  await shop.product('mug', 2);
  for (const customerId of ['alice', 'bob', 'alice', 'alice', 'bob']) {
    shop.clock.advance(1000);
    await shop.place({
      customerId: toCustomerId(customerId),
      items: [{ productId: toProductId('mug'), quantity: 1 }],
      shippingAddress: address,
    });
  }
};

const newestFirst = (shop: Shop, customerId?: string): readonly string[] =>
  shop.orders
    .stored()
    .filter((order) => customerId === undefined || order.customerId === customerId)
    .map(({ id }) => id)
    .toReversed();

type Page = { items: readonly { id: string }[]; nextCursor?: string };

/** The ids of each page, up to the last one. */
const pages = async (list: (more: { cursor?: string }) => Promise<Page>): Promise<readonly (readonly string[])[]> => {
  const all: (readonly string[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? {} : { cursor });
    all.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
};

test("a customer's own orders come newest first, page by page, and no page is empty", async () => {
  const shop = openShop();
  await placeFive(shop);
  const list = listOrders(shop);
  const [third, second, first] = newestFirst(shop, 'alice');

  expect(await pages((more) => list({ customerId: toCustomerId('alice'), limit: 2, ...more }))).toEqual([
    [third, second],
    [first],
  ]);
  expect(await pages((more) => list({ customerId: toCustomerId('alice'), limit: 3, ...more }))).toEqual([
    [third, second, first],
  ]);
  expect(await pages((more) => list({ customerId: toCustomerId('carol'), limit: 3, ...more }))).toEqual([[]]);
});

test('a list can have only one status, and the cursor of one list is not valid in another', async () => {
  const shop = openShop();
  await placeFive(shop);
  await shop.drain();
  const list = listOrders(shop);
  const confirmed = await list({ customerId: toCustomerId('alice'), status: 'confirmed', limit: 1 });

  expect(confirmed.items).toHaveLength(1);
  expect(confirmed.nextCursor).toBeUndefined();

  const { nextCursor } = await list({ customerId: toCustomerId('alice'), status: 'rejected', limit: 1 });
  if (nextCursor === undefined) throw new Error('there are two');
  const next = { customerId: toCustomerId('alice'), limit: 1, cursor: nextCursor } as const;

  expect((await list({ ...next, status: 'rejected' })).items).toHaveLength(1);
  await expect(list({ ...next, status: 'confirmed' })).rejects.toEqual(refused);
  await expect(list(next)).rejects.toEqual(refused);
  await expect(list({ ...next, customerId: toCustomerId('bob'), status: 'rejected' })).rejects.toEqual(refused);
  await expect(listAllOrders(shop)({ limit: 1, status: 'rejected', cursor: nextCursor })).rejects.toEqual(refused);
});

test('staff see the orders of all customers, filtered by status, debt and mark', async () => {
  const shop = openShop();
  await placeFive(shop);
  const list = listAllOrders(shop);
  const all = newestFirst(shop);

  expect((await pages((more) => list({ limit: 2, ...more }))).flat()).toEqual(all);

  const [newest = ''] = all;
  const stored = await shop.orders.get(toOrderId(newest));
  if (!stored) throw new Error('none');
  await shop.orders.replace({ ...stored.value, attention: { reason: 'stuck', since: 'now' } }, stored.etag);
  const ids = async (query: object) => (await list({ limit: 9, ...query })).items.map(({ id }) => id);

  expect(await ids({ attention: true })).toEqual([newest]);
  expect(await ids({ attention: false })).toEqual(all.slice(1));
  expect(await ids({ due: 'reserve' })).toEqual(all);
  expect(await ids({ due: 'settle' })).toEqual([]);
  expect(await ids({ status: 'placed' })).toEqual(all);
  expect(await ids({ status: 'shipped' })).toEqual([]);
});

test('a cursor is valid only for its filters', async () => {
  const shop = openShop();
  await placeFive(shop);
  const list = listAllOrders(shop);
  const filters = [{}, { status: 'placed' }, { due: 'reserve' }, { attention: false }] as const;
  for (const filter of filters) {
    const { nextCursor: cursor = '' } = await list({ limit: 2, ...filter });
    for (const other of filters) {
      const listed = list({ limit: 2, ...other, cursor });
      if (other === filter) expect((await listed).items).toHaveLength(2);
      else await expect(listed).rejects.toEqual(refused);
    }
  }
});

test('products are listed by id: all, those for sale, those of a category', async () => {
  const shop = openShop();
  const details = { name: 'N', price: { amount: 1, currency: 'EUR' } };
  const put = (id: ProductId, more: object) =>
    shop.put({ id, details: { ...details, active: true, ...more }, precondition: {} });
  await put(toProductId('d'), { category: 'tea' });
  await put(toProductId('a'), { category: 'tea' });
  await put(toProductId('c'), {});
  await put(toProductId('b'), { active: false });
  const list = listProducts(shop);
  const ids = (page: { items: readonly { id: string }[] }) => page.items.map(({ id }) => id);

  expect(await pages(async (more) => list({ active: true, limit: 2, ...more }))).toEqual([['a', 'c'], ['d']]);
  expect(await pages(async (more) => list({ limit: 2, ...more }))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);

  const teas = await list({ limit: 1, category: 'tea' });
  expect(ids(teas)).toEqual(['a']);

  const { nextCursor: cursor = '' } = teas;
  expect(ids(await list({ limit: 1, category: 'tea', cursor }))).toEqual(['d']);
  await expect(list({ limit: 1, cursor })).rejects.toEqual(refused);
  await expect(list({ limit: 1, active: true, category: 'tea', cursor })).rejects.toEqual(refused);
});

describe('a cursor', () => {
  test.each(['a', '2026-03-01T12:00:00.000Z|ord_1', 'ü'])('gives %j back to its own list', (key) => {
    expect(decodeCursor('list', encodeCursor('list', key))).toBe(key);
  });

  test.each([
    ['nothing', ''],
    ['the position before the first', encodeCursor('list', '')],
    ['another list', encodeCursor('other', 'a')],
    ['other words of the same length', encodeCursor('list', 'a').replace(/.$/, '_')],
    ['a longer one', `${encodeCursor('list', 'a')}=`],
  ])('of %s is refused', (_, cursor) => {
    expect(() => decodeCursor('list', cursor)).toThrow(refused);
  });

  test('is returned only if there is more', () => {
    const keyOf = (row: string) => row;
    expect(cutPage(['a', 'b'], 2, 'list', keyOf)).toStrictEqual({ items: ['a', 'b'] });
    expect(cutPage([], 2, 'list', keyOf)).toStrictEqual({ items: [] });

    const nextCursor = encodeCursor('list', 'b');
    expect(cutPage(['a', 'b', 'c'], 2, 'list', keyOf)).toStrictEqual({ items: ['a', 'b'], nextCursor });
  });
});
