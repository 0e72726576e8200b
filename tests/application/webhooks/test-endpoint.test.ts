import { details, openWebhookShop } from '../../support/webhook-shop.ts';

test('a test is delivered to the endpoint, though its types do not have it, and to no other', async () => {
  const shop = openWebhookShop();
  await shop.endpoint({ url: 'https://other.example/' });
  const { id } = await shop.endpoint();
  const { eventId } = await shop.test(id);
  await shop.drain();

  expect(shop.calls).toMatchObject([{ url: details.url, headers: { 'webhook-id': eventId } }]);
  expect(JSON.parse(shop.calls[0]?.body ?? '')).toEqual({
    type: 'webhook.test',
    timestamp: shop.clock().toISOString(),
    data: { endpointId: id, message: expect.any(String) },
  });
  expect(shop.events.owing()).toEqual([]);
});

test('two tests are two events', async () => {
  const shop = openWebhookShop();
  const { id } = await shop.endpoint();
  await shop.test(id);
  await shop.test(id);
  await shop.drain();

  expect(new Set(shop.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

test('a disabled endpoint cannot be tested', async () => {
  const shop = openWebhookShop();
  const { id } = await shop.endpoint({ enabled: false });

  await expect(shop.test(id)).rejects.toMatchObject({ code: 'endpoint_disabled' });
  expect(shop.deliveries.stored()).toEqual([]);
});
