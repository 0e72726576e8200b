import { broken, details, numberedEvent, openShopWithDelivery } from '../../support/webhook-shop.ts';

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

/** A delivery was due while its endpoint was disabled for 100 minutes. Its message was lost. */
const openEnabledShop = async () => {
  const shop = await openShopWithDelivery();
  const { id } = shop.endpoint;
  await shop.put({ id, details: { ...details, enabled: false }, precondition: {} });
  shop.clock.advance(100 * MINUTE);
  await shop.put({ id, details, precondition: {} });
  while (shop.deliveryQueue.take());
  return shop;
};

test('once it is enabled, they are sent for 1, 2, 4, 8, ... minutes after that', async () => {
  const shop = await openEnabledShop();
  const minutes: number[] = [];
  // After 28 minutes, the delivery has been due for 128.
  for (let minute = 1; minute <= 20; minute++) {
    shop.clock.advance(MINUTE);
    const { sent, oldestMinutes } = await shop.relay();
    if (sent > 0) minutes.push(oldestMinutes);
  }

  expect(minutes).toEqual([1, 2, 4, 8, 16]);
});

test('each of them is sent for once, and so is what has become due since', async () => {
  const shop = await openEnabledShop();
  const event = await shop.happen(numberedEvent(2));
  await shop.fanOut(event.id);
  shop.deliveryQueue.take();
  shop.clock.advance(MINUTE);

  expect(await shop.relay()).toEqual({ sent: 2, oldestMinutes: 1 });
});

test('one that is disabled again is left out', async () => {
  const shop = await openEnabledShop();
  await shop.put({ id: shop.endpoint.id, details: { ...details, enabled: false }, precondition: {} });
  shop.clock.advance(MINUTE);

  expect(await shop.relay()).toEqual({ sent: 0, oldestMinutes: 0 });
});
