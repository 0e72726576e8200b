import { broken, details, numberedEvent, ok, openShopWithDelivery } from '../../support/webhook-shop.ts';

const gone = { status: 410, answer: '', ms: 5 };
const DAY = 86_400_000;

test('an answer of 410 disables the endpoint, and the delivery waits', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => gone);
  await shop.drain();

  expect(await shop.stored()).toMatchObject({ disabled: { reason: 'gone', at: '2026-03-01T12:00:00.000Z' } });
  expect(await shop.delivery()).toMatchObject({ status: 'pending', attempts: [{ status: 410 }] });
  expect(shop.log.entries).toContainEqual({
    level: 'warn',
    event: 'endpoint_disabled',
    fields: { endpointId: shop.endpoint.id, reason: 'gone' },
  });
});

test('a disabled endpoint is not called', async () => {
  const shop = await openShopWithDelivery();
  await shop.put({ id: shop.endpoint.id, details: { ...details, enabled: false }, precondition: {} });
  await shop.drain();

  expect(shop.calls).toEqual([]);
  expect(await shop.delivery()).toMatchObject({ status: 'pending', attempts: [] });
});

/** Delivers another event. */
const deliverAnother = async (shop: Awaited<ReturnType<typeof openShopWithDelivery>>, n: number): Promise<void> => {
  const event = await shop.happen(numberedEvent(n));
  await shop.fanOut(event.id);
  await shop.deliver({ endpointId: shop.endpoint.id, eventId: event.id });
};

test('five days of failures disable it, at the next failure', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.clock.advance(5 * DAY - 1);
  await deliverAnother(shop, 2);
  expect(await shop.stored()).not.toHaveProperty('disabled');

  shop.clock.advance(1);
  await deliverAnother(shop, 3);

  expect(await shop.stored()).toMatchObject({ disabled: { reason: 'failing' } });
});

test('one success in between starts the five days again', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.clock.advance(DAY);
  shop.setAnswer(() => ok);
  await deliverAnother(shop, 2);
  expect(await shop.stored()).not.toHaveProperty('failingSince');

  shop.clock.advance(4 * DAY);
  shop.setAnswer(() => broken);
  await deliverAnother(shop, 3);

  expect(await shop.stored()).not.toHaveProperty('disabled');
});

test('only the first failure since a success costs a write of the endpoint', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  const before = shop.webhookEndpoints.writes();
  await deliverAnother(shop, 2);

  expect(shop.webhookEndpoints.writes()).toBe(before);
});

test('an endpoint that staff changed during the call is not disabled by its answer', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(async () => {
    await shop.put({ id: shop.endpoint.id, details: { ...details, url: 'https://new.example/' }, precondition: {} });
    return gone;
  });
  await shop.drain();

  expect(await shop.stored()).toMatchObject({ url: 'https://new.example/' });
  expect(await shop.stored()).not.toHaveProperty('disabled');
});

test('a success counts even if staff changed the endpoint during the call', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(() => broken);
  await shop.drain();
  shop.clock.advance(5_020);
  shop.setAnswer(async () => {
    await shop.rotate({ id: shop.endpoint.id, precondition: {} });
    return ok;
  });
  await shop.drain();

  const stored = await shop.stored();
  expect(stored?.secrets).toHaveLength(2);
  expect(stored).not.toHaveProperty('failingSince');
});
