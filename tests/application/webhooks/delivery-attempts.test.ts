import { broken, ok, openShopWithDelivery } from '../../support/webhook-shop.ts';

const HOUR = 3_600_000;

test('a receiver that is down gets eleven attempts in a little more than three days', async () => {
  const shop = await openShopWithDelivery();
  const start = shop.clock().getTime();
  shop.setAnswer(() => broken);
  await shop.drainAll();

  expect(shop.calls).toHaveLength(11);
  expect(await shop.delivery()).toMatchObject({ status: 'failed' });
  const hours = (shop.clock().getTime() - start) / HOUR;
  expect(hours).toBeGreaterThan(72);
  expect(hours).toBeLessThan(84);
});

test('each failure is logged, and the last one as the end', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => ({ error: 'timeout', ms: 15_000 }));
  await shop.drainAll();

  const events = shop.log.entries.map(({ level, event }) => `${level} ${event}`);
  expect(events).toEqual([...Array(10).fill('warn webhook_attempt_failed'), 'warn webhook_failed']);
  expect(shop.log.entries[0]?.fields).toEqual({
    ...shop.key,
    type: 'order.placed',
    attempt: 1,
    error: 'timeout',
    ms: 15_000,
    waitMs: 5_000,
  });
});

test('a receiver that comes back has the event with the next attempt', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.setAnswer(() => ok);
  shop.clock.advance(5_020);
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered', attempts: [{ status: 500 }, { status: 200 }] });
});

test('a receiver may ask for a pause', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => ({ status: 503, answer: '', ms: 0, retryAfterMs: 90_000 }));
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ nextAt: '2026-03-01T12:01:30.000Z' });
});

test('a redirect is no success', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => ({ status: 302, answer: '', ms: 5 }));
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'pending', attempts: [{ status: 302 }] });
});

test('a next attempt that cannot be scheduled is sent for by the relay', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  const key = shop.deliveryQueue.take();
  if (!key) throw new Error('There is no message.');
  shop.deliveryQueue.failNext(1);
  await shop.deliver(key);
  shop.clock.advance(2 * 60_000);

  expect(shop.log.entries.map(({ event }) => event)).toEqual(['webhook_attempt_failed', 'delivery_not_scheduled']);
  expect(await shop.relay()).toEqual({ sent: 1, oldestMinutes: 1 });
});
