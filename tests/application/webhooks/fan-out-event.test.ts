import { Unavailable } from '../../../src/domain/errors.ts';
import { replacing } from '../../support/replacing.ts';
import { openWebhookShop } from '../../support/webhook-shop.ts';

test('every enabled endpoint that wants the type gets a delivery and a message', async () => {
  const shop = openWebhookShop();
  const a = await shop.endpoint();
  const b = await shop.endpoint({ types: ['order.shipped', 'order.placed'] });
  await shop.endpoint({ types: ['order.shipped'] });
  await shop.endpoint({ enabled: false });
  const event = await shop.happen();
  await shop.fanOut(event.id);

  const keys = [a, b].map(({ id }) => ({ endpointId: id, eventId: event.id }));
  expect(shop.deliveries.stored()).toMatchObject(keys.map((key) => ({ ...key, status: 'pending' })));
  expect(shop.deliveryQueue.waiting()).toEqual(keys.map((key) => ({ key })));
  expect(shop.events.owing()).toEqual([]);
});

test('an event that nobody wants owes nothing afterwards', async () => {
  const shop = openWebhookShop();
  const event = await shop.happen();
  await shop.fanOut(event.id);

  expect(shop.deliveryQueue.waiting()).toEqual([]);
  expect(shop.events.owing()).toEqual([]);
});

test('a second message changes no delivery', async () => {
  const shop = openWebhookShop();
  await shop.endpoint();
  const event = await shop.happen();
  await shop.fanOut(event.id);
  await shop.drain();
  await shop.fanOut(event.id);
  await shop.drain();

  expect(shop.deliveries.stored()).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }] }]);
  expect(shop.calls).toHaveLength(1);
});

test('the event keeps its debt until every delivery is created', async () => {
  let failing = true;
  const shop = openWebhookShop({
    wrap: replacing('deliveries', (real) => ({
      create: async (delivery) => {
        if (failing && real.stored().length === 1) throw new Unavailable('cosmos');
        return real.create(delivery);
      },
    })),
  });
  await shop.endpoint();
  await shop.endpoint();
  const event = await shop.happen();
  await expect(shop.fanOut(event.id)).rejects.toThrow('cosmos');
  expect(shop.events.owing()).toEqual([event.id]);

  failing = false;
  await shop.fanOut(event.id);

  expect(shop.deliveries.stored()).toHaveLength(2);
  expect(shop.events.owing()).toEqual([]);
});

test('a delivery that cannot be created does not delay the others', async () => {
  const shop = openWebhookShop({
    wrap: replacing('deliveries', (real) => ({
      create: async (delivery) => {
        if (delivery.endpointId === first.id) throw new Unavailable('cosmos');
        return real.create(delivery);
      },
    })),
  });
  const first = await shop.endpoint();
  const others = [await shop.endpoint(), await shop.endpoint()];
  const event = await shop.happen();

  await expect(shop.fanOut(event.id)).rejects.toThrow('cosmos');
  const sent = shop.deliveryQueue.waiting().map(({ key }) => key.endpointId);
  expect(sent).toEqual(others.map(({ id }) => id));
  expect(shop.events.owing()).toEqual([event.id]);
});

test('the event keeps its debt until the messages are sent, and those that exist are sent again', async () => {
  const shop = openWebhookShop();
  await shop.endpoint();
  const event = await shop.happen();
  shop.deliveryQueue.failNext(1);
  await expect(shop.fanOut(event.id)).rejects.toThrow('service-bus');
  expect(shop.events.owing()).toEqual([event.id]);

  await shop.fanOut(event.id);

  expect(shop.deliveryQueue.waiting()).toHaveLength(1);
  expect(shop.events.owing()).toEqual([]);
});

test('a list of endpoints that lags does not decide: no one would look again', async () => {
  const shop = openWebhookShop({
    wrap: replacing('webhookEndpoints', () => ({ list: async () => [] })),
  });
  await shop.endpoint();
  const event = await shop.happen();
  await shop.fanOut(event.id);

  expect(shop.deliveries.stored()).toHaveLength(1);
});

test('the event itself is not read: its id says enough', async () => {
  const unreadable = async () => {
    throw new Unavailable('cosmos');
  };
  const shop = openWebhookShop({
    wrap: replacing('events', () => ({ get: unreadable, getLatest: unreadable })),
  });
  await shop.endpoint();
  const event = await shop.happen();
  await shop.fanOut(event.id);

  const { id: eventId, type, subject } = event;
  expect(shop.deliveries.stored()).toMatchObject([{ eventId, type, subject }]);
});
