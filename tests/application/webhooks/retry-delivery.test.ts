import { broken, details, ok, openShopWithDelivery } from '../../support/webhook-shop.ts';

test('a delivery that waits for its next attempt gets it at once', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.setAnswer(() => ok);
  await shop.retry(shop.key);
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
});

test('one that has failed gets one more attempt, and no new schedule', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drainAll();
  expect(await shop.delivery()).toMatchObject({ status: 'failed' });

  await shop.retry(shop.key);
  await shop.drainAll();

  expect(await shop.delivery()).toMatchObject({ status: 'failed' });
  expect(shop.calls).toHaveLength(12);
});

test('one that is delivered is not sent again', async () => {
  const shop = await openShopWithDelivery();
  await shop.drain();

  await expect(shop.retry(shop.key)).rejects.toMatchObject({ code: 'already_delivered' });
});

test('a disabled endpoint has to be enabled first', async () => {
  const shop = await openShopWithDelivery();
  await shop.put({ id: shop.endpoint.id, details: { ...details, enabled: false }, precondition: {} });

  await expect(shop.retry(shop.key)).rejects.toMatchObject({ code: 'endpoint_disabled' });
});

test('a message that is lost is sent by the relay', async () => {
  const shop = await openShopWithDelivery();
  shop.deliveryQueue.take();
  shop.deliveryQueue.failNext(1);
  await shop.retry(shop.key);
  shop.clock.advance(60_000);

  expect(await shop.relay()).toEqual({ sent: 1, oldestMinutes: 1 });
});
