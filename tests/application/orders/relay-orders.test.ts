import { address, shop } from '../../support/shop.ts';

const MINUTE = 60_000;
const items = [{ productId: 'a', quantity: 1 }];

test('a lost send delays an order and never loses it', async () => {
  const s = shop();
  await s.product('a', 10);
  s.orderQueue.failNext(1);
  const { value } = await s.place({ customerId: 'alice', items, shippingAddress: address });
  await s.drain();
  expect((await s.orders.get(value.id))?.value.status).toBe('placed');
  s.clock.advance(MINUTE);
  await s.relay();
  await s.drain();
  expect((await s.orders.get(value.id))?.value.status).toBe('confirmed');
});

test('an order that stays stuck is sent for at ages of 1, 2, 4, 8, ... minutes, each time as a later attempt', async () => {
  const s = shop();
  s.clock.advance(17_000);
  await s.product('a', 10);
  await s.place({ customerId: 'alice', items, shippingAddress: address });
  s.orderQueue.take();
  const sent: [number, number][] = [];
  for (let minute = 1; minute <= 200; minute++) {
    s.clock.advance(MINUTE);
    await s.relay();
    for (let message = s.orderQueue.take(); message; message = s.orderQueue.take())
      sent.push([minute, message.attempt]);
  }
  // Placed at :17, the order is a whole minute old in the second tick.
  expect(sent.map(([, attempt]) => attempt)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(sent.map(([minute]) => minute)).toEqual([2, 3, 5, 9, 17, 33, 65, 129]);
});

test('two sweeps of one minute send once', async () => {
  const s = shop();
  await s.product('a', 10);
  const { value } = await s.place({ customerId: 'alice', items, shippingAddress: address });
  s.orderQueue.take();
  s.clock.advance(MINUTE);
  await Promise.all([s.relay(), s.relay()]);
  const minute = Math.floor(s.clock().getTime() / MINUTE);
  expect(s.orderQueue.waiting().map(({ message }) => message.messageId)).toEqual([`${value.id}:placed:${minute}`]);
});

test('marked orders, and those that owe nothing, are not sent for', async () => {
  const s = shop();
  await s.product('a', 10);
  const { value, etag } = await s.place({ customerId: 'alice', items, shippingAddress: address });
  await s.orders.replace({ ...value, attention: { reason: 'stuck', since: s.clock().toISOString() } }, etag);
  await s.place({ customerId: 'bob', items, shippingAddress: address });
  s.orderQueue.take();
  await s.drain();
  s.clock.advance(MINUTE);
  expect(await s.relay()).toEqual({ sent: 0 });
});

test('messages go out a hundred at a time, and none if nothing is due', async () => {
  const batches: number[] = [];
  const s = shop({
    wrap: (ports) => ({
      ...ports,
      orderQueue: {
        ...ports.orderQueue,
        send: async (messages, options) => {
          batches.push(messages.length);
          await ports.orderQueue.send(messages, options);
        },
      },
    }),
  });
  await s.product('a', 1000);
  for (let n = 0; n < 201; n++) await s.place({ customerId: `c${n}`, items, shippingAddress: address });
  batches.length = 0;
  expect(await s.relay()).toEqual({ sent: 0 });
  expect(batches).toEqual([]);
  s.clock.advance(MINUTE);
  expect(await s.relay()).toEqual({ sent: 201 });
  expect(batches).toEqual([100, 100, 1]);
});

test('after four years an order is still sent for', async () => {
  const s = shop();
  await s.product('a', 10);
  await s.place({ customerId: 'alice', items, shippingAddress: address });
  s.clock.advance(2 ** 21 * MINUTE);
  expect(await s.relay()).toEqual({ sent: 1 });
});
