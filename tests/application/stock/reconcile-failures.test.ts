import { Unavailable } from '../../../src/domain/errors.ts';
import { corruptions, plantVictims } from '../../support/corruptions.ts';
import { toOrderId, toProductId } from '../../support/ids.ts';
import { inMemoryBooks } from '../../support/in-memory/in-memory-books.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, placeOrderOf, type Shop } from '../../support/shop.ts';
import { entriesOf, NOTHING_FOUND } from './reconcile-results.ts';

describe('when reads fail', () => {
  const failing = (times: number) => {
    let left = times;
    const shop = openShop({
      wrap: (ports) => ({
        ...ports,
        stock: {
          ...ports.stock,
          // A product whose level cannot be checked.
          async *listHeld(productId) {
            if (productId === 'cup') throw new Unavailable('cosmos');
            yield* ports.stock.listHeld(productId);
          },
        },
        orders: {
          ...ports.orders,
          get: async (id, options) => {
            if (left > 0 && left-- > 0) throw new Unavailable('cosmos');
            return ports.orders.get(id, options);
          },
        },
      }),
    });
    return { shop, books: inMemoryBooks(shop) };
  };

  test('what cannot be read is skipped and logged, and the rest is checked', async () => {
    const { shop, books } = failing(2);
    await plantVictims(books);

    expect(await shop.reconcile()).toMatchObject({
      ...NOTHING_FOUND,
      skipped: 2,
      checked: { reservations: corruptions.length - 2, orders: corruptions.length },
    });
    expect(entriesOf(shop, 'reconcile_skipped')).toHaveLength(2);
  });

  test('what could not be read is logged with its ids', async () => {
    const fails = () => Promise.reject(new Unavailable('cosmos'));
    let broken = false;
    const shop = openShop({
      wrap: (ports) => ({
        ...ports,
        orders: { ...ports.orders, get: (...args) => (broken ? fails() : ports.orders.get(...args)) },
        stock: {
          ...ports.stock,
          level: (...args) => (broken ? fails() : ports.stock.level(...args)),
          reservation: fails,
          async *listHeld(productId) {
            if (productId) await fails();
            yield* ports.stock.listHeld(productId);
          },
        },
      }),
    });
    await shop.product('mug', 20);
    const orderId = await placeOrderOf(shop, ['mug', 2]);
    await shop.drain();
    broken = true;

    expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, skipped: 4 });

    const failure = { reason: 'Unavailable: cosmos is not available.', service: 'cosmos' };
    expect(entriesOf(shop, 'reconcile_skipped').map(({ fields }) => fields)).toEqual([
      { productId: 'mug', ...failure },
      { productId: 'mug', orderId, ...failure },
      { orderId, ...failure },
      { productId: 'mug', ...failure },
    ]);
  });

  test('what could not be read again is also logged with its ids', async () => {
    let broken = false;
    const shop: Shop = openShop({
      wrap: replacing('stock', (real) => ({
        level: (id) => (broken ? Promise.reject(new Unavailable('cosmos')) : real.level(id)),
      })),
      pause: async () => {
        broken = true;
      },
    });
    await shop.product('mug', 20);
    // Wrong in itself, against what is held, and against the band.
    shop.stock.corrupt.level(toProductId('mug'), { received: 9, shipped: 0, available: 0, held: 2 });

    expect(await shop.reconcile()).toMatchObject({ ...NOTHING_FOUND, skipped: 3 });

    const fields = { productId: 'mug', reason: 'Unavailable: cosmos is not available.', service: 'cosmos' };
    expect(entriesOf(shop, 'reconcile_skipped').map((entry) => entry.fields)).toEqual([fields, fields, fields]);
  });

  test.each([
    [19, []],
    [20, [{ pass: 'reservations', reason: 'Unavailable: cosmos is not available.' }]],
  ])('after %d failures in a row, the passes that break off are %j, and the others go on', async (times, broken) => {
    const { shop } = failing(times);
    await shop.product('mug', 100);
    await shop.product('cup', 1);
    for (let n = 0; n < 50; n++)
      await shop.stock.reserve(toProductId('mug'), toOrderId(`ord_0123456789abcdef_${String(n).padStart(26, '0')}`), 1);

    expect(await shop.reconcile()).toMatchObject({ broken, skipped: times + 1, checked: { levels: 1, products: 2 } });
  });
});
