import { randomUUID } from 'node:crypto';
import type { HeldReservation, Stock } from '../../src/application/ports/stock.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { type StockLevel, TOMBSTONE_SECONDS } from '../../src/domain/stock.ts';
import { toOrderId, toProductId } from '../support/ids.ts';
import { effective } from './orders-contract.ts';
import { expectBalanced, received, type SeenReservation, type StockUnderTest } from './stock-under-test.ts';

const DAY = 24 * 60 * 60;

/**
 * What every implementation of `Stock` does with reservations. `make` runs once per test; storage
 * may be shared.
 */
export const describeStock = (name: string, make: () => StockUnderTest | Promise<StockUnderTest>): void => {
  describe(`Stock: ${name}`, () => {
    let made: StockUnderTest;
    let stock: Stock;
    let product: ProductId;
    const order = (i = 1): OrderId => toOrderId(`ord_0123456789abcdef_${String(i).padStart(26, '0')}`);

    beforeEach(async () => {
      made = await make();
      stock = made.stock;
      product = toProductId(`p-${randomUUID()}`);
    });

    afterEach(() => expectBalanced(made, product));

    const level = async (): Promise<StockLevel | undefined> => (await stock.level(product))?.value;
    const shelve = async (units: number) => effective(await stock.createLevel(product, received(units)));
    const reservation = async (orderId = order()): Promise<SeenReservation | undefined> =>
      (await made.reservations(product)).find((found) => found.orderId === orderId);

    describe('reserve', () => {
      test('holds units for the order and says how availability changed', async () => {
        await shelve(5);
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: { before: 5, after: 3 } });
        expect(await level()).toEqual({ received: 5, shipped: 0, available: 3, held: 2 });
        expect(await reservation()).toEqual({ orderId: order(), quantity: 2, state: 'held' });
      });

      test('holds the last unit', async () => {
        await shelve(2);
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: { before: 2, after: 0 } });
      });

      test('repeated, it is held and changes nothing, even with nothing left', async () => {
        await shelve(2);
        await stock.reserve(product, order(), 2);
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: undefined });
        expect(await level()).toEqual({ received: 2, shipped: 0, available: 0, held: 2 });
      });

      test('of many for the same order at once, one counts', async () => {
        await shelve(20);
        const outcomes = await Promise.all(Array.from({ length: 8 }, () => stock.reserve(product, order(), 2)));
        expect(outcomes.every(({ outcome }) => outcome === 'held')).toBe(true);
        expect(outcomes.filter(({ change }) => change)).toHaveLength(1);
        expect(await level()).toEqual({ received: 20, shipped: 0, available: 18, held: 2 });
      });

      test('short with too few or if stock was never set, leaving no trace', async () => {
        expect(await stock.reserve(product, order(), 1)).toEqual({ outcome: 'short', change: undefined });
        await shelve(2);
        expect(await stock.reserve(product, order(), 3)).toEqual({ outcome: 'short', change: undefined });
        expect(await level()).toEqual(received(2));
        expect(await reservation()).toBeUndefined();
      });

      test('many orders at once never hold more than there is', async () => {
        await shelve(5);
        const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => stock.reserve(product, order(i), 1)));
        expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(5);
        expect(await level()).toEqual({ received: 5, shipped: 0, available: 0, held: 5 });
      });

      test('after a release it is held and holds nothing', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        await stock.release(product, order(), 2);
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: undefined });
        expect(await level()).toEqual(received(5));
      });

      test('after a settle it is held and holds nothing', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        await stock.settle(product, order(), 2);
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: undefined });
        expect(await level()).toEqual({ received: 5, shipped: 2, available: 3, held: 0 });
      });

      test('what is held stays held, however long', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        made.passTime(365 * DAY);
        expect(await reservation()).toEqual({ orderId: order(), quantity: 2, state: 'held' });
      });
    });

    describe('release', () => {
      test('gives back once', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        expect(await stock.release(product, order(), 2)).toEqual({ before: 3, after: 5 });
        expect(await stock.release(product, order(), 2)).toBeUndefined();
        expect(await level()).toEqual(received(5));
        expect(await reservation()).toMatchObject({ state: 'released' });
      });

      test('of many at once, one gives back', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        const changes = await Promise.all(Array.from({ length: 8 }, () => stock.release(product, order(), 2)));
        expect(changes.filter(Boolean)).toEqual([{ before: 3, after: 5 }]);
        expect(await level()).toEqual(received(5));
      });

      test('if nothing was held, a late reserve holds nothing', async () => {
        await shelve(5);
        expect(await stock.release(product, order(), 2)).toBeUndefined();
        expect(await reservation()).toEqual({ orderId: order(), quantity: 0, state: 'released' });
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: undefined });
        expect(await level()).toEqual(received(5));
      });

      test('also where stock was never set', async () => {
        expect(await stock.release(product, order(), 2)).toBeUndefined();
        expect(await stock.release(product, order(), 2)).toBeUndefined();
        expect(await stock.reserve(product, order(), 2)).toEqual({ outcome: 'held', change: undefined });
      });

      test('after a settle it changes nothing', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        await stock.settle(product, order(), 2);
        expect(await stock.release(product, order(), 2)).toBeUndefined();
        expect(await level()).toEqual({ received: 5, shipped: 2, available: 3, held: 0 });
      });

      test('racing a reserve, in the end nothing is held', async () => {
        await shelve(5);
        await Promise.all([stock.reserve(product, order(), 2), stock.release(product, order(), 2)]);
        await stock.release(product, order(), 2);
        expect(await level()).toEqual(received(5));
      });
    });

    describe('settle', () => {
      test('turns held units into shipped ones, once, without changing availability', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        await stock.settle(product, order(), 2);
        await stock.settle(product, order(), 2);
        expect(await level()).toEqual({ received: 5, shipped: 2, available: 3, held: 0 });
        expect(await reservation()).toMatchObject({ state: 'settled' });
      });

      test('of many at once, one counts', async () => {
        await shelve(5);
        await stock.reserve(product, order(), 2);
        await Promise.all(Array.from({ length: 8 }, () => stock.settle(product, order(), 2)));
        expect(await level()).toEqual({ received: 5, shipped: 2, available: 3, held: 0 });
      });

      test('if nothing is held, or no longer, it changes nothing', async () => {
        await shelve(5);
        await stock.settle(product, order(1), 2);
        await stock.reserve(product, order(2), 2);
        await stock.release(product, order(2), 2);
        await stock.settle(product, order(2), 2);
        expect(await level()).toEqual(received(5));
        expect(await reservation(order(1))).toBeUndefined();
      });

      test('does not change the reservations of other orders', async () => {
        await shelve(5);
        await stock.reserve(product, order(1), 2);
        await stock.reserve(product, order(2), 1);
        await stock.settle(product, order(1), 2);
        expect(await level()).toEqual({ received: 5, shipped: 2, available: 2, held: 1 });
        expect(await reservation(order(2))).toEqual({ orderId: order(2), quantity: 1, state: 'held' });
      });
    });

    describe('looking through reservations', () => {
      const held = async (productId?: ProductId) => {
        const found: HeldReservation[] = [];
        for await (const item of stock.listHeld(productId)) found.push(item);
        return found.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));
      };

      test('one reservation, in whatever state it is', async () => {
        await shelve(9);
        await stock.reserve(product, order(1), 2);
        await stock.reserve(product, order(2), 3);
        await stock.settle(product, order(2), 3);
        await stock.release(product, order(3), 1);
        expect(await stock.reservation(product, order(1))).toEqual({ quantity: 2, state: 'held' });
        expect(await stock.reservation(product, order(2))).toEqual({ quantity: 3, state: 'settled' });
        expect(await stock.reservation(product, order(3))).toEqual({ quantity: 0, state: 'released' });
        expect(await stock.reservation(product, order(4))).toBeUndefined();
        expect(await stock.reservation(toProductId(`${product}-other`), order(1))).toBeUndefined();
      });

      test('all that is held of one product, and of all, and nothing that is not', async () => {
        const other = toProductId(`${product}-other`);
        await shelve(9);
        await stock.createLevel(other, received(9));
        for (const n of [1, 2, 3, 4]) await stock.reserve(product, order(n), n === 4 ? 1 : n);
        await stock.release(product, order(2), 2);
        await stock.settle(product, order(3), 3);
        await stock.reserve(other, order(5), 5);
        const mine = [
          { productId: product, orderId: order(1), quantity: 1 },
          { productId: product, orderId: order(4), quantity: 1 },
        ];
        expect(await held(product)).toEqual(mine);
        expect((await held()).filter(({ productId }) => productId.startsWith(product))).toEqual([
          ...mine,
          { productId: other, orderId: order(5), quantity: 5 },
        ]);
      });
    });

    describe('tombstones', () => {
      test.each(['released', 'settled', 'never held'] as const)('one that was %s stands for 7 days', async (how) => {
        await shelve(5);
        if (how !== 'never held') await stock.reserve(product, order(), 2);
        if (how === 'settled') await stock.settle(product, order(), 2);
        else await stock.release(product, order(), 2);
        made.passTime(TOMBSTONE_SECONDS - 60);
        expect(await reservation()).toBeDefined();
        expect(await stock.reserve(product, order(), 1)).toEqual({ outcome: 'held', change: undefined });
        made.passTime(120);
        expect(await reservation()).toBeUndefined();
        expect(await stock.reserve(product, order(), 1)).toMatchObject({ change: { after: expect.any(Number) } });
      });
    });
  });
};
