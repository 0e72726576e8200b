import { signWebhook } from '../../../src/domain/sign-webhook.ts';
import { broken, openShopWithDelivery, sampleEvent } from '../../support/webhook-shop.ts';

test('the event is posted to the endpoint, signed, and the delivery is delivered', async () => {
  const shop = await openShopWithDelivery();
  await shop.drain();

  const { type, time, data } = sampleEvent();
  const body = JSON.stringify({ type, timestamp: time, data });
  const timestamp = shop.clock().getTime() / 1000;
  const secrets = shop.endpoint.secrets.map(({ value }) => value);
  expect(shop.calls).toEqual([
    {
      url: 'https://receiver.example/hook',
      headers: {
        'content-type': 'application/json',
        ...signWebhook({ id: shop.event.id, timestamp, body }, secrets),
      },
      body,
    },
  ]);
  const at = '2026-03-01T12:00:00.000Z';
  expect(await shop.delivery()).toMatchObject({
    status: 'delivered',
    deliveredAt: '2026-03-01T12:00:00.020Z',
    attempts: [{ at, ms: 20, status: 200, answer: 'thanks' }],
  });
});

test('every attempt has the same id and body, and the time of its own', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.clock.advance(5_020);
  await shop.drain();

  const [first, second] = shop.calls;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp'])).toBe(5);
});

test('a rotated secret signs beside the new one for a day', async () => {
  const shop = await openShopWithDelivery();
  await shop.rotate({ id: shop.endpoint.id, precondition: {} });
  await shop.drain();

  expect(shop.calls[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
});

test('a second message for a delivery that is delivered calls nobody', async () => {
  const shop = await openShopWithDelivery();
  await shop.drain();
  await shop.deliver(shop.key);

  expect(shop.calls).toHaveLength(1);
});

test('a message that comes before its time calls nobody', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  await shop.deliver(shop.key);

  expect(shop.calls).toHaveLength(1);
});

test('a message for nothing ends', async () => {
  const shop = await openShopWithDelivery();
  await shop.deliver({ ...shop.key, eventId: sampleEvent('order.shipped').id });

  expect(shop.calls).toEqual([]);
});

test('a removed endpoint is not called', async () => {
  const shop = await openShopWithDelivery();
  await shop.remove({ id: shop.endpoint.id, precondition: {} });
  await shop.drain();

  expect(shop.calls).toEqual([]);
});

test('an event that has expired ends the delivery', async () => {
  const shop = await openShopWithDelivery();
  shop.clock.advance(31 * 24 * 60 * 60 * 1000);
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'failed', attempts: [] });
  expect(shop.calls).toEqual([]);
  expect(shop.log.entries).toMatchObject([{ event: 'webhook_failed', fields: { error: 'event_expired' } }]);
});

test('the log names the delivery and the outcome, and neither the URL nor the answer', async () => {
  const shop = await openShopWithDelivery();
  await shop.drain();

  expect(shop.log.entries).toEqual([
    {
      level: 'info',
      event: 'webhook_delivered',
      fields: { ...shop.key, type: 'order.placed', attempt: 1, status: 200, ms: 20 },
    },
  ]);
});

test('a healthy endpoint costs no write', async () => {
  const shop = await openShopWithDelivery();
  const before = shop.webhookEndpoints.writes();
  await shop.drain();

  expect(shop.webhookEndpoints.writes()).toBe(before);
});
