import { details, numberedEvent, ok, openShopWithDelivery, openWebhookShop } from '../../support/webhook-shop.ts';

/** An endpoint that hangs, with one call that has not ended, and a second delivery for it. */
const openHangingShop = async () => {
  const shop = openWebhookShop();
  const endpoint = await shop.endpoint();
  for (const n of [1, 2]) await shop.fanOut((await shop.happen(numberedEvent(n))).id);
  const [first, second] = [shop.deliveryQueue.take(), shop.deliveryQueue.take()];
  if (!first || !second) throw new Error('There are no two messages.');
  let end = () => {};
  const reached = new Promise<void>((resolve) => {
    shop.setAnswer(() => {
      resolve();
      return new Promise((answer) => {
        end = () => answer({ error: 'timeout', ms: 15_000 });
      });
    });
  });
  const hanging = shop.deliver(first);
  await reached;
  shop.clock.advance(1_000);
  const endFirst = async () => {
    end();
    await hanging;
  };
  const secondDelivery = async () => (await shop.deliveries.get(second))?.value;
  return { ...shop, endpoint, second, endFirst, secondDelivery };
};

test('a delivery that finds no room is put off by writing when it is due, with one message for then', async () => {
  const shop = await openHangingShop();
  await shop.deliver(shop.second);

  expect(shop.calls).toHaveLength(1);
  expect(await shop.secondDelivery()).toMatchObject({
    status: 'pending',
    nextAt: '2026-03-01T12:00:02.500Z',
    attempts: [],
  });
  expect(shop.deliveryQueue.waiting()).toEqual([{ key: shop.second, at: new Date('2026-03-01T12:00:02.500Z') }]);
  await shop.endFirst();
});

test('copies of its message do not multiply', async () => {
  const shop = await openHangingShop();
  for (let n = 0; n < 5; n++) await shop.deliver(shop.second);

  expect(shop.deliveryQueue.waiting()).toHaveLength(1);
  await shop.endFirst();
});

test('of two at once, only the one that writes has a message', async () => {
  const shop = await openHangingShop();
  await Promise.all([shop.deliver(shop.second), shop.deliver(shop.second)]);

  expect(shop.deliveryQueue.waiting()).toHaveLength(1);
  await shop.endFirst();
});

test('it is delivered when there is room', async () => {
  const shop = await openHangingShop();
  await shop.deliver(shop.second);
  await shop.endFirst();
  shop.setAnswer(() => ok);
  shop.clock.advance(5_000);
  await shop.drain();

  expect(await shop.secondDelivery()).toMatchObject({ status: 'delivered' });
});

test('it waits as long again as it has waited, counted from when its endpoint was enabled', async () => {
  const shop = await openHangingShop();
  shop.clock.set('2026-03-01T12:00:20.000Z');
  await shop.deliver(shop.second);
  expect(await shop.secondDelivery()).toMatchObject({ nextAt: '2026-03-01T12:00:40.000Z' });

  shop.clock.set('2026-03-01T12:00:40.000Z');
  const { id } = shop.endpoint;
  await shop.put({ id, details: { ...details, enabled: false }, precondition: {} });
  await shop.put({ id, details, precondition: {} });
  await shop.deliver(shop.second);

  expect(await shop.secondDelivery()).toMatchObject({ nextAt: '2026-03-01T12:00:41.500Z' });
  await shop.endFirst();
});

test('an answer of 503 with Retry-After puts the others off until then, and spends no attempt of theirs', async () => {
  const shop = await openShopWithDelivery();
  const other = await shop.happen(numberedEvent(2));
  await shop.fanOut(other.id);
  shop.setAnswer(() => ({ status: 503, answer: '', ms: 10, retryAfterMs: 90_000 }));
  await shop.drain();

  expect(shop.calls).toHaveLength(1);
  const key = { endpointId: shop.endpoint.id, eventId: other.id };
  expect((await shop.deliveries.get(key))?.value).toMatchObject({
    status: 'pending',
    nextAt: '2026-03-01T12:01:30.050Z',
    attempts: [],
  });
});
