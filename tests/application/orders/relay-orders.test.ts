import { toCustomerId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { address, openShop } from '../../support/shop.ts';

const MINUTE = 60_000;
const items = [{ productId: toProductId('a'), quantity: 1 }];

test('a lost send delays an order and never loses it', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  shop.orderQueue.failNext(1);
  const { value } = await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  await shop.drain();

  expect((await shop.orders.get(value.id))?.value.status).toBe('placed');

  shop.clock.advance(MINUTE);
  await shop.relay();
  await shop.drain();

  expect((await shop.orders.get(value.id))?.value.status).toBe('confirmed');
});

test('an order that stays stuck is sent for at ages of 1, 2, 4, 8, ... minutes, each time as a later attempt', async () => {
  const shop = openShop();
  shop.clock.advance(17_000);
  await shop.product('a', 10);
  await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  shop.orderQueue.take();
  const sent: [number, number][] = [];
  for (let minute = 1; minute <= 200; minute++) {
    shop.clock.advance(MINUTE);
    await shop.relay();
    for (let message = shop.orderQueue.take(); message; message = shop.orderQueue.take())
      sent.push([minute, message.attempt]);
  }

  // Placed at :17, the order is a whole minute old in the second tick.
  expect(sent.map(([, attempt]) => attempt)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(sent.map(([minute]) => minute)).toEqual([2, 3, 5, 9, 17, 33, 65, 129]);
});

test('a tick that comes a little early stands for its own minute', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  shop.clock.advance(MINUTE - 5);

  expect(await shop.relay()).toMatchObject({ sent: 1 });
});

test('says how long the oldest work that it sent for has been due', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const place = () => shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  await place();
  shop.clock.advance(15 * MINUTE);
  await place();
  shop.clock.advance(MINUTE);

  expect(await shop.relay()).toEqual({ sent: 2, oldestMinutes: 16 });

  shop.clock.advance(2 * MINUTE);

  expect(await shop.relay()).toEqual({ sent: 0, oldestMinutes: 0 });
});

test('two sweeps of one minute send once', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  shop.orderQueue.take();
  shop.clock.advance(MINUTE);
  await Promise.all([shop.relay(), shop.relay()]);
  const minute = Math.floor(shop.clock().getTime() / MINUTE);

  expect(shop.orderQueue.waiting().map(({ message }) => message.messageId)).toEqual([`${value.id}:placed:${minute}`]);
});

test('marked orders, and those that owe nothing, are not sent for', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value, etag } = await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  await shop.orders.replace({ ...value, attention: { reason: 'stuck', since: shop.clock().toISOString() } }, etag);
  await shop.place({ customerId: toCustomerId('bob'), items, shippingAddress: address });
  shop.orderQueue.take();
  await shop.drain();
  shop.clock.advance(MINUTE);

  expect(await shop.relay()).toMatchObject({ sent: 0 });
});

test('messages go out a hundred at a time, and none if nothing is due', async () => {
  const batches: number[] = [];
  const shop = openShop({
    wrap: replacing('orderQueue', (real) => ({
      send: async (messages, options) => {
        batches.push(messages.length);
        await real.send(messages, options);
      },
    })),
  });
  await shop.product('a', 1000);
  for (let n = 0; n < 201; n++)
    await shop.place({ customerId: toCustomerId(`c${n}`), items, shippingAddress: address });
  batches.length = 0;

  expect(await shop.relay()).toMatchObject({ sent: 0 });
  expect(batches).toEqual([]);

  shop.clock.advance(MINUTE);
  expect(await shop.relay()).toMatchObject({ sent: 201 });
  expect(batches).toEqual([100, 100, 1]);
});

test('after four years an order is still sent for', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  shop.clock.advance(2 ** 21 * MINUTE);

  expect(await shop.relay()).toMatchObject({ sent: 1 });
});

test('what the relay sends follows from what led to the state of the order', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  shop.orderQueue.take();
  const origin = { requestId: 'req-1' };
  shop.orders.corrupt(value.id, { ...value, origins: { placed: origin } });
  shop.clock.advance(MINUTE);
  await shop.relay();

  expect(shop.orderQueue.take()?.origin).toEqual(origin);
});
