import { openWebhookShop } from '../../support/webhook-shop.ts';

const origin = { requestId: 'req-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };

const MINUTE = 60_000;

/** A shop in which an event was fanned out that the origin led to. */
const openShopWithDelivery = async () => {
  const shop = openWebhookShop({ wrap: (ports) => ({ ...ports, findOrigin: () => origin }) });
  await shop.endpoint();
  await shop.fanOut((await shop.happen()).id);
  return shop;
};

const originsOf = ({ deliveryQueue }: Awaited<ReturnType<typeof openShopWithDelivery>>) =>
  deliveryQueue.waiting().map(({ key }) => ('origin' in key ? key.origin : undefined));

test('a delivery keeps what led to its event', async () => {
  const shop = await openShopWithDelivery();

  expect(shop.deliveries.stored()).toMatchObject([{ origin }]);
});

test('the message for the next attempt has it, too, and so has the delivery after each attempt', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => ({ status: 500, answer: '', ms: 1 }));
  await shop.drain();

  expect(originsOf(shop)).toEqual([origin]);
  expect(shop.deliveries.stored()).toMatchObject([{ attempts: [{ status: 500 }], origin }]);
});

test('so has the message that the relay sends if the first one was lost', async () => {
  const shop = await openShopWithDelivery();
  shop.deliveryQueue.take();
  shop.clock.advance(2 * MINUTE);
  await shop.relay();

  expect(originsOf(shop)).toEqual([origin]);
});

test('and so has the message of a retry by staff', async () => {
  const shop = await openShopWithDelivery();
  const [delivery] = shop.deliveries.stored();
  shop.deliveryQueue.take();
  if (delivery !== undefined) await shop.retry(delivery);

  expect(originsOf(shop)).toEqual([origin]);
});
