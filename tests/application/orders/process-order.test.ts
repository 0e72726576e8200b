import { Unavailable } from '../../../src/domain/errors.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import { toEtag, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { customer, openShop, placeOrderOf, type Shop, warehouse } from '../../support/shop.ts';
import { orderMessage, storedOrder } from './failing-shop.ts';

const level = async (shop: Shop, id: ProductId) => (await shop.stock.level(id))?.value;

const precondition = {};

describe('what is due', () => {
  test('an order whose products are all there is confirmed and owes nothing more', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    await shop.product('b', 10);
    const id = await placeOrderOf(shop, ['a', 3], ['b', 10]);
    await shop.drain();

    expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed', confirmedAt: shop.clock().toISOString() });
    expect(await storedOrder(shop, id)).not.toHaveProperty('due');
    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
    expect(await level(shop, toProductId('b'))).toEqual({ received: 10, shipped: 0, available: 0, held: 10 });
  });

  test('an order that is short is rejected, names the line, and gives back what it held', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    await shop.product('b', 1);
    const id = await placeOrderOf(shop, ['b', 2], ['a', 3]);
    await shop.drain();
    const order = await storedOrder(shop, id);

    expect(order).toMatchObject({
      status: 'rejected',
      items: [{ productId: 'b', short: true, available: 1 }, { productId: 'a' }],
    });
    expect(order?.items[1]).not.toHaveProperty('short');
    expect(order).not.toHaveProperty('due');
    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a rejected order names every line that is short, and holds nothing after the first one', async () => {
    const reserved: string[] = [];
    const shop = openShop({
      wrap: ({ stock, ...ports }) => {
        const reserve: typeof stock.reserve = (productId, ...rest) => {
          reserved.push(productId);
          return stock.reserve(productId, ...rest);
        };
        return { ...ports, stock: { ...stock, reserve } };
      },
    });
    for (const [name, units] of Object.entries({ a: 9, b: 1, c: 9, d: 0, e: 2 })) await shop.product(name, units);
    const id = await placeOrderOf(shop, ['e', 3], ['d', 1], ['c', 9], ['b', 2], ['a', 3]);
    await shop.drain();

    expect((await storedOrder(shop, id))?.items).toMatchObject([
      { productId: 'e', short: true, available: 2 },
      { productId: 'd', short: true, available: 0 },
      { productId: 'c' },
      { productId: 'b', short: true, available: 1 },
      { productId: 'a' },
    ]);
    expect((await storedOrder(shop, id))?.items[2]).not.toHaveProperty('available');
    expect(reserved).toEqual(['a', 'b']);
    expect(await level(shop, toProductId('c'))).toEqual({ received: 9, shipped: 0, available: 9, held: 0 });
  });

  test('a read that no longer shows the shortage does not undo it, and its number is left out', async () => {
    const enough = { received: 9, shipped: 0, available: 9, held: 0 };
    const shop = openShop({
      wrap: replacing('stock', () => ({ level: async () => ({ value: enough, etag: toEtag('"late"') }) })),
    });
    await shop.product('a', 1);
    const id = await placeOrderOf(shop, ['a', 2]);
    await shop.drain();
    const order = await storedOrder(shop, id);

    expect(order).toMatchObject({ status: 'rejected', items: [{ productId: 'a', short: true }] });
    expect(order?.items[0]).not.toHaveProperty('available');
  });

  test('a product whose stock was never set is short', async () => {
    const shop = openShop();
    const details = { name: 'New', price: { amount: 1, currency: 'EUR' }, active: true };
    await shop.put({ id: toProductId('new'), details, precondition });
    const id = await placeOrderOf(shop, ['new', 1]);
    await shop.drain();

    expect(await storedOrder(shop, id)).toMatchObject({ status: 'rejected' });
  });

  test('a redelivered message reserves nothing twice', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await placeOrderOf(shop, ['a', 3]);
    await shop.process({ message: orderMessage(id), deliveryCount: 1 });
    await shop.process({ message: orderMessage(id), deliveryCount: 2 });
    await shop.drain();

    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 0, available: 7, held: 3 });
  });

  test('a cancelled order gives its stock back, and a late handler holds nothing', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await placeOrderOf(shop, ['a', 3]);
    const stale = await shop.orders.get(id);
    await shop.cancel({ orderId: id, principal: customer(), precondition });
    await shop.drain();

    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });

    // A handler that loaded the order before the cancel was paused until now.
    await shop.stock.reserve(toProductId('a'), id, 3);
    expect(stale && (await shop.orders.replace({ ...stale.value, status: 'confirmed' }, stale.etag))).toBe('stale');
    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 0, available: 10, held: 0 });
  });

  test('a shipped order turns what it held into what was shipped', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await placeOrderOf(shop, ['a', 3]);
    await shop.drain();
    const shipment = { carrier: 'DHL', trackingNumber: '1' };
    await shop.ship({ orderId: id, principal: warehouse, shipment, precondition });
    await shop.drain();

    expect(await storedOrder(shop, id)).not.toHaveProperty('due');
    expect(await level(shop, toProductId('a'))).toEqual({ received: 10, shipped: 3, available: 7, held: 0 });
  });

  test('the band that shoppers see follows the stock', async () => {
    const shop = openShop();
    await shop.product('a', 10);
    const id = await placeOrderOf(shop, ['a', 5]);
    await shop.drain();

    expect((await shop.products.get(toProductId('a')))?.value.availability).toBe('low');

    await shop.cancel({ orderId: id, principal: customer(), precondition });
    await shop.drain();
    expect((await shop.products.get(toProductId('a')))?.value.availability).toBe('in_stock');
  });

  test('a band that cannot be written does not hold up the order', async () => {
    const shop = openShop({
      wrap: replacing('products', () => ({ setAvailability: () => Promise.reject(new Unavailable('products')) })),
    });
    await shop.product('a', 10);
    const id = await placeOrderOf(shop, ['a', 10]);
    await shop.drain();

    expect(await storedOrder(shop, id)).toMatchObject({ status: 'confirmed' });
    expect(shop.log.entries).toContainEqual({
      level: 'warn',
      event: 'availability_not_refreshed',
      fields: {
        productId: 'a',
        band: 'out',
        reason: 'Unavailable: products is not available.',
        service: 'products',
      },
    });
  });
});
