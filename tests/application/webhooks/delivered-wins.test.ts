import { putOff } from '../../../src/domain/delivery.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { replacing } from '../../support/replacing.ts';
import { broken, ok, openShopWithDelivery } from '../../support/webhook-shop.ts';

/** While the receiver is called, somebody else writes the delivery. */
const openContestedShop = async () => {
  const shop = await openShopWithDelivery();
  const meanwhile = async () => {
    const found = await shop.deliveries.get(shop.key);
    if (found?.value.status !== 'pending') throw new Error('The delivery is not pending.');
    await shop.deliveries.replace(putOff(found.value, new Date('2026-03-01T13:00:00.000Z')), found.etag);
  };
  return { ...shop, meanwhile };
};

test('a success is written over a newer version: what an endpoint has, it has', async () => {
  const shop = await openContestedShop();
  shop.setAnswer(async () => {
    await shop.meanwhile();
    return ok;
  });
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });
});

test('a failure is dropped: whoever wrote the newer version has decided what follows', async () => {
  const shop = await openContestedShop();
  shop.setAnswer(async () => {
    await shop.meanwhile();
    return broken;
  });
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'pending', nextAt: '2026-03-01T13:00:00.000Z', attempts: [] });
  expect(shop.deliveryQueue.waiting()).toEqual([]);
  expect(shop.log.entries).toEqual([]);
});

test('of two calls at once, a failure after the success leaves it delivered', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(async () => {
    shop.setAnswer(() => ok);
    await shop.deliverElsewhere(shop.key);
    return broken;
  });
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });
});

test('of two calls at once, a success after the last failure still delivers', async () => {
  const shop = await openShopWithDelivery();
  shop.setAnswer(async () => {
    const found = await shop.deliveries.get(shop.key);
    if (!found) throw new Error('There is no delivery.');
    const { endpointId, eventId, type, subject, createdAt, attempts } = found.value;
    const failedAt = createdAt;
    await shop.deliveries.replace(
      { endpointId, eventId, type, subject, createdAt, attempts, status: 'failed', failedAt },
      found.etag,
    );
    return ok;
  });
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
});

test('a success is written once the database is back, so that the endpoint is not called again', async () => {
  let failures = 3;
  const shop = await openShopWithDelivery({
    wrap: replacing('deliveries', (real) => ({
      replace: async (...args) => {
        failures -= 1;
        if (failures >= 0) throw new Unavailable('cosmos');
        return real.replace(...args);
      },
    })),
  });
  await shop.drain();

  expect(shop.calls).toHaveLength(1);
  expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
});

test('that it succeeded is noted once the database is back, so that it is not disabled for failing', async () => {
  let failures = 0;
  const shop = await openShopWithDelivery({
    wrap: replacing('webhookEndpoints', (real) => ({
      replace: async (...args) => {
        failures -= 1;
        if (failures >= 0) throw new Unavailable('cosmos');
        return real.replace(...args);
      },
    })),
  });
  shop.setAnswer(() => broken);
  await shop.drain();
  expect(await shop.stored()).toHaveProperty('failingSince');

  failures = 3;
  shop.setAnswer(() => ok);
  shop.clock.advance(5_020);
  await shop.drain();

  expect(await shop.stored()).not.toHaveProperty('failingSince');
});
