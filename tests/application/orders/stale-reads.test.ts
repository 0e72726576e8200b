import type { Versioned } from '../../../src/application/ports/versioned.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { OrderId } from '../../../src/domain/order-id.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import type { StockLevel } from '../../../src/domain/stock.ts';
import { toCustomerId, toEtag, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { address, customer, openShop, warehouse } from '../../support/shop.ts';

const mug = toProductId('mug');
const bowl = toProductId('bowl');
const precondition = {};
const shipment = { carrier: 'DHL', trackingNumber: '1' };

/** A shop of two products. Its replicas keep showing what `orders` says, and not `products`. */
const openLaggingShop = async () => {
  const orders = new Map<OrderId, Versioned<Order> | undefined>();
  const products = new Set<ProductId>();
  const latest: string[] = [];
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      orders: {
        ...ports.orders,
        get: async (id) => (orders.has(id) ? orders.get(id) : ports.orders.get(id)),
        getLatest: async (id) => {
          latest.push(id);
          return ports.orders.getLatest(id);
        },
      },
      products: {
        ...ports.products,
        get: async (id) => (products.has(id) ? undefined : ports.products.get(id)),
      },
    }),
  });
  await shop.product('mug', 10);
  await shop.product('bowl', 10);
  return { shop, orders, products, latest };
};

const command = (idempotencyKey: string) => ({
  customerId: toCustomerId('alice'),
  items: [mug, bowl].map((productId) => ({ productId, quantity: 1 })),
  shippingAddress: address,
  expectedTotal: 2000,
  idempotencyKey,
});

const details = { name: 'MUG', price: { amount: 1000, currency: 'EUR' }, active: true };

const changes = [
  ['price_changed', { ...details, price: { amount: 1001, currency: 'EUR' } }],
  ['product_not_available', { ...details, active: false }],
  ['currency_mismatch', { ...details, price: { amount: 1000, currency: 'USD' } }],
] as const;

test.each(changes)('a repeat that a lagging replica does not know is no %s, but a replay', async (_code, changed) => {
  const { shop, orders } = await openLaggingShop();
  const placed = await shop.place(command('k'));
  orders.set(placed.value.id, undefined);
  await shop.put({ id: mug, details: changed, precondition });

  expect(await shop.place(command('k'))).toMatchObject({ value: { id: placed.value.id }, replayed: true });
  expect(shop.orders.stored()).toHaveLength(1);
});

test.each(changes)('a key without an order is refused with %s', async (code, changed) => {
  const { shop, latest } = await openLaggingShop();
  await shop.put({ id: mug, details: changed, precondition });

  await expect(shop.place(command('k'))).rejects.toMatchObject({ code });
  expect(latest).toHaveLength(1);
});

test.each(['k', undefined])(
  'with key %s, an order is not refused for a product that a replica does not show',
  async (key) => {
    const { shop, products } = await openLaggingShop();
    products.add(mug);

    expect(await shop.place({ ...command('k'), idempotencyKey: key })).toMatchObject({ replayed: false });
    expect(shop.orders.stored()).toHaveLength(1);
  },
);

test('another command under the key of an order that the replica does not show is a reused key', async () => {
  const { shop, orders } = await openLaggingShop();
  const { value } = await shop.place(command('k'));
  orders.set(value.id, undefined);

  await expect(shop.place({ ...command('k'), expectedTotal: 1 })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
});

test('without a key, and for orders that are placed or replayed, nothing is asked twice', async () => {
  const { shop, latest } = await openLaggingShop();
  await shop.place(command('k'));
  await shop.place(command('k'));
  const { idempotencyKey: _none, ...keyless } = command('k');

  await expect(shop.place({ ...keyless, expectedTotal: 1 })).rejects.toMatchObject({ code: 'price_changed' });
  expect(latest).toEqual([]);
});

test('an order that no replica shows yet is processed at once, and not taken for unknown', async () => {
  const { shop, orders, latest } = await openLaggingShop();
  const { value } = await shop.place(command('k'));
  orders.set(value.id, undefined);
  const message = shop.orderQueue.take();
  if (!message) throw new Error('nothing was sent');

  expect(await shop.process({ message, deliveryCount: 1 })).toBe('handled');
  expect(latest).toEqual([value.id]);
  expect(shop.orders.stored()).toMatchObject([{ status: 'confirmed' }]);
  expect(shop.log.troubles()).toEqual([]);
});

test('nor is one that a replica no longer shows after a lost race', async () => {
  const shop = openShop();
  await shop.product('mug', 10);
  await shop.product('bowl', 10);
  const { value } = await shop.place(command('k'));
  const answers = [await shop.orders.get(value.id), undefined];
  await shop.cancel({ orderId: value.id, principal: customer(), precondition });
  const message = shop.orderQueue.take();
  if (!message) throw new Error('nothing was sent');
  shop.orders.get = async () => answers.shift();

  expect(await shop.process({ message, deliveryCount: 1 })).toBe('handled');
  expect(answers).toEqual([]);
  expect(shop.orders.stored()).toMatchObject([{ status: 'cancelled' }]);
  expect(shop.orders.stored()[0]).not.toHaveProperty('debt');
});

test('an order that a replica does not have, or shows as placed, can be cancelled and shipped', async () => {
  const { shop, orders } = await openLaggingShop();
  const placed = await shop.place(command('k'));
  const orderId = placed.value.id;
  await shop.drain();
  orders.set(orderId, placed);

  expect(await shop.ship({ orderId, principal: warehouse, precondition, shipment })).toMatchObject({
    value: { status: 'shipped' },
  });
  expect(await shop.ship({ orderId, principal: warehouse, precondition, shipment })).toMatchObject({
    value: { status: 'shipped' },
  });

  const other = await shop.place(command('other'));
  orders.set(other.value.id, undefined);
  expect(await shop.cancel({ orderId: other.value.id, principal: customer(), precondition })).toMatchObject({
    value: { status: 'cancelled' },
  });
});

test('a change that names the present version is not refused because the replica shows an older one', async () => {
  const { shop, orders } = await openLaggingShop();
  const placed = await shop.place(command('k'));
  const orderId = placed.value.id;
  await shop.drain();
  const confirmed = await shop.orders.get(orderId);
  orders.set(orderId, placed);
  const ifMatch = confirmed ? [confirmed.etag] : [];

  expect(await shop.cancel({ orderId, principal: customer(), precondition: { ifMatch } })).toMatchObject({
    value: { status: 'cancelled' },
  });
  await expect(shop.cancel({ orderId, principal: customer(), precondition: { ifMatch } })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
});

test('a count is not refused for units or a version that only a lagging replica still shows', async () => {
  let lagging: Versioned<StockLevel> | undefined;
  const shop = openShop({
    wrap: replacing('stock', (real) => ({ level: async (id) => lagging ?? real.level(id) })),
  });
  await shop.product('mug', 10);
  const present = await shop.stock.level(mug);
  const ifMatch = present ? [present.etag] : [];
  lagging = { value: { received: 10, shipped: 0, available: 0, held: 10 }, etag: toEtag('"older"') };

  expect(await shop.set({ productId: mug, units: 3, precondition: { ifMatch } })).toMatchObject({
    value: { available: 3, held: 0 },
  });
  await expect(shop.set({ productId: mug, units: 4, precondition: { ifMatch } })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
});

test('stock of a product that a replica does not have yet can be counted and adjusted', async () => {
  const { shop, products } = await openLaggingShop();
  const cup = toProductId('cup');
  await shop.put({ id: cup, details, precondition });
  products.add(cup);

  expect(await shop.adjust({ productId: cup, delta: 3, idempotencyKey: 'k', precondition })).toMatchObject({
    value: { available: 3 },
  });
  await expect(
    shop.adjust({ productId: toProductId('none'), delta: 3, idempotencyKey: 'k', precondition }),
  ).rejects.toMatchObject({ code: 'not_found' });
});
