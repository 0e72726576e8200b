import { replacing } from '../../support/replacing.ts';
import { details, openShopWithDelivery } from '../../support/webhook-shop.ts';

/** The replicas show nothing of the port that is named; `getLatest` does. */
const openLaggingShop = (port: 'deliveries' | 'webhookEndpoints' | 'events') => {
  let lags = false;
  const shop = openShopWithDelivery({
    wrap: (ports) => {
      const { deliveries, webhookEndpoints, events } = ports;
      const lagging = { deliveries, webhookEndpoints, events };
      const get = async (key: never) => (lags ? undefined : lagging[port].get(key));
      return { ...ports, [port]: { ...lagging[port], get } };
    },
  });
  return shop.then((opened) => ({
    ...opened,
    lag: () => {
      lags = true;
    },
  }));
};

test.each(['deliveries', 'webhookEndpoints', 'events'] as const)(
  'a message is not dropped because a replica does not show the %s yet',
  async (port) => {
    const shop = await openLaggingShop(port);
    shop.lag();
    await shop.drain();

    expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
  },
);

test('an endpoint that a replica does not show yet can be tested', async () => {
  const shop = await openLaggingShop('webhookEndpoints');
  shop.lag();

  expect(await shop.test(shop.endpoint.id)).toHaveProperty('eventId');
});

test('an endpoint that was just enabled gets its deliveries, though a replica shows it disabled', async () => {
  let stale: Awaited<ReturnType<typeof shop.webhookEndpoints.get>>;
  const shop = await openShopWithDelivery({
    wrap: replacing('webhookEndpoints', (real) => ({
      get: async (id) => stale ?? real.get(id),
    })),
  });
  const { id } = shop.endpoint;
  await shop.put({ id, details: { ...details, enabled: false }, precondition: {} });
  const disabled = await shop.webhookEndpoints.get(id);
  await shop.put({ id, details, precondition: {} });
  stale = disabled;
  await shop.drain();

  expect(await shop.delivery()).toMatchObject({ status: 'delivered' });
});
