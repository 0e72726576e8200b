import { broken, details, openShopWithDelivery } from '../../support/webhook-shop.ts';

const MINUTE = 60_000;

test('a lost message delays a delivery and never loses it', async () => {
  const shop = await openShopWithDelivery();
  shop.deliveryQueue.take();
  shop.clock.advance(MINUTE);
  expect(await shop.relay()).toEqual({ sent: 1, oldestMinutes: 1 });
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
});

test('a delivery that stays due is sent for at ages of 1, 2, 4, 8, ... minutes', async () => {
  const shop = await openShopWithDelivery();
  const minutes: number[] = [];
  for (let minute = 1; minute <= 100; minute++) {
    shop.clock.advance(MINUTE);
    if ((await shop.relay()).sent > 0) minutes.push(minute);
  }

  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64]);
});

test('one that waits for its next attempt is not sent for', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.clock.advance(5_020);
  await shop.drain();

  expect(await shop.relay()).toEqual({ sent: 0, oldestMinutes: 0 });
});

test('those of a disabled endpoint wait until it is enabled', async () => {
  const shop = await openShopWithDelivery();
  shop.deliveryQueue.take();
  await shop.put({ id: shop.endpoint.id, details: { ...details, enabled: false }, precondition: {} });
  shop.clock.advance(MINUTE);

  expect(await shop.relay()).toEqual({ sent: 0, oldestMinutes: 0 });
});
