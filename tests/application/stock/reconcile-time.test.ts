import { MAX_RUN_MS } from '../../../src/application/stock/reconciliation-run.ts';
import { toOrderId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, placeOrderOf, type Shop } from '../../support/shop.ts';
import { entriesOf } from './reconcile-results.ts';

/** Every read of an order takes `minutes`, found or not. */
const openSlowShop = (minutes: number) => {
  const shop: Shop = openShop({
    wrap: replacing('orders', (real) => ({
      get: async (id, options) => {
        shop.clock.advance(minutes * 60_000);
        return real.get(id, options);
      },
    })),
  });
  return shop;
};

test('a run logs its progress after half a minute', async () => {
  const shop = openSlowShop(1 / 6);
  await shop.product('mug', 9);
  for (let n = 0; n < 3; n++) await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  await shop.reconcile();

  expect(entriesOf(shop, 'reconcile_progress')).toMatchObject([{ fields: { reservations: 3, found: 0 } }]);
});

describe('a run that has no time left', () => {
  const hold = async (shop: Shop, count: number): Promise<void> => {
    await shop.product('mug', count);
    for (let n = 0; n < count; n++)
      await shop.stock.reserve(toProductId('mug'), toOrderId(`ord_0123456789abcdef_${String(n).padStart(26, '0')}`), 1);
  };

  test('stops within a pass, begins none after it, and says so', async () => {
    const shop = openSlowShop(1);
    await hold(shop, 300);
    const begin = shop.clock().getTime();
    const { broken, checked } = await shop.reconcile();
    const reason = 'Error: out of time after 20 minutes';

    expect(broken.slice(0, 3)).toEqual([
      { pass: 'reservations', reason },
      { pass: 'orders', reason },
      { pass: 'levels', reason },
    ]);
    // The ones that were started are finished.
    expect(checked.reservations).toBeGreaterThan(0);
    expect(checked.reservations).toBeLessThan(40);
    expect(shop.clock().getTime() - begin).toBeLessThan(MAX_RUN_MS + 20 * 60_000);
  });

  test('has already repaired what shoppers see', async () => {
    const shop = openSlowShop(1);
    await hold(shop, 100);
    await shop.product('tea', 50);
    await shop.products.setAvailability(toProductId('tea'), 'low');
    const { broken, checked, repaired } = await shop.reconcile();

    expect(broken).not.toContainEqual(expect.objectContaining({ pass: 'products' }));
    expect(checked.products).toBe(2);
    expect(repaired.availability).toBe(2);
  });

  test.each([
    [20, ['orders', 'levels'], 1],
    [25, ['orders', 'levels', 'second looks'], 0],
  ])(
    'at minute %s gives up on %p, and what seemed odd before is looked at again for a while still',
    async (minutes, passes, found) => {
      const shop: Shop = openShop({
        wrap: replacing('orders', (real) => ({
          async *listConfirmed() {
            shop.clock.advance(minutes * 60_000);
            yield* real.listConfirmed();
          },
        })),
      });
      await shop.product('tea', 5);
      await placeOrderOf(shop, ['tea', 2]);
      await shop.drain();
      await hold(shop, 1);
      const outcome = await shop.reconcile();

      expect(outcome.broken.map(({ pass }) => pass)).toEqual(passes);
      expect(outcome.found).toBe(found);
    },
  );
});
