import { newDelivery } from '../../../src/domain/delivery.ts';
import { details, numberedEvent, openShopWithDelivery, openWebhookShop } from '../../support/webhook-shop.ts';

const off = { ...details, enabled: false };

test('enabling an endpoint sends for what has become due meanwhile, once', async () => {
  const shop = await openShopWithDelivery();
  const { id } = shop.endpoint;
  await shop.put({ id, details: off, precondition: {} });
  await shop.drain();
  shop.clock.advance(3 * 3_600_000);
  await shop.put({ id, details, precondition: {} });
  await shop.put({ id, details, precondition: {} });

  expect(shop.deliveryQueue.waiting()).toEqual([{ key: shop.key }]);
});

test('the request sends for a thousand, and the relay for the others', async () => {
  const shop = openWebhookShop();
  const { id } = await shop.endpoint({ enabled: false });
  const now = shop.clock().toISOString();
  for (let n = 0; n < 1_001; n++) await shop.deliveries.create(newDelivery(id, numberedEvent(n), now));
  await shop.put({ id, details, precondition: {} });
  expect(shop.deliveryQueue.waiting()).toHaveLength(1_000);

  shop.clock.advance(60_000);
  expect(await shop.relay()).toEqual({ sent: 1_001, oldestMinutes: 1 });
});

test('a queue that is down does not keep it from being enabled: the relay sends', async () => {
  const shop = await openShopWithDelivery();
  const { id } = shop.endpoint;
  await shop.put({ id, details: off, precondition: {} });
  shop.deliveryQueue.failNext(1);
  const written = await shop.put({ id, details, precondition: {} });

  expect(written.value).not.toHaveProperty('disabled');
  expect(shop.log.entries).toMatchObject([{ level: 'warn', event: 'deliveries_not_sent' }]);
});

test('a version that is gone is not overwritten', async () => {
  const shop = openWebhookShop();
  const { value, etag } = await shop.create(details);
  await shop.put({ id: value.id, details: off, precondition: { ifMatch: [etag] } });

  const again = shop.put({ id: value.id, details, precondition: { ifMatch: [etag] } });
  await expect(again).rejects.toMatchObject({ code: 'precondition_failed' });
});

test('a URL that must not be called is refused, at creation and later', async () => {
  const shop = openWebhookShop();
  const { id } = await shop.endpoint();
  const bad = { ...details, url: 'https://10.0.0.1/hook' };
  const refusal = { code: 'validation_failed', errors: [{ pointer: '/url' }] };

  await expect(shop.create(bad)).rejects.toMatchObject(refusal);
  await expect(shop.put({ id, details: bad, precondition: {} })).rejects.toMatchObject(refusal);
});

test('of 51 endpoints, the last one is refused, and one that is removed makes room', async () => {
  const shop = openWebhookShop();
  const { id } = await shop.endpoint();
  for (let n = 1; n < 50; n++) await shop.endpoint();
  await expect(shop.create(details)).rejects.toMatchObject({ code: 'too_many_endpoints' });

  await shop.remove({ id, precondition: {} });

  expect((await shop.create(details)).secret).toMatch(/^whsec_/);
});

test('what does not exist is not found', async () => {
  const shop = await openShopWithDelivery();
  const command = { id: shop.endpoint.id, precondition: {} };
  await shop.remove(command);

  for (const work of [
    shop.put({ ...command, details }),
    shop.rotate(command),
    shop.remove(command),
    shop.test(command.id),
    shop.retry(shop.key),
  ]) {
    await expect(work).rejects.toMatchObject({ code: 'not_found' });
  }
});
