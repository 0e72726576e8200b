import { randomUUID } from 'node:crypto';
import type { Stock } from '../../src/application/ports/stock.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { MAX_STOCK, type StockLevel } from '../../src/domain/stock.ts';
import { toEtag, toOrderId, toProductId } from '../support/ids.ts';
import { effective } from './orders-contract.ts';
import { expectBalanced, received, type StockUnderTest } from './stock-under-test.ts';

const DAY = 24 * 60 * 60;

/**
 * What every implementation of `Stock` does with levels. `make` runs once per test; storage may be
 * shared.
 */
export const describeStockLevels = (name: string, make: () => StockUnderTest | Promise<StockUnderTest>): void => {
  describe(`Stock levels: ${name}`, () => {
    let made: StockUnderTest;
    let stock: Stock;
    let product: ProductId;
    const order = (): OrderId => toOrderId('ord_0123456789abcdef_00000000000000000000000001');

    beforeEach(async () => {
      made = await make();
      stock = made.stock;
      product = toProductId(`p-${randomUUID()}`);
    });

    afterEach(() => expectBalanced(made, product));

    const level = async (): Promise<StockLevel | undefined> => (await stock.level(product))?.value;
    const shelve = async (units: number) => effective(await stock.createLevel(product, received(units)));

    describe('level', () => {
      test('undefined if stock was never set', async () => {
        expect(await level()).toBeUndefined();
      });

      test('the latest read shows the last write, and changes nothing', async () => {
        expect(await stock.latestLevel(product)).toBeUndefined();
        const { etag } = await shelve(5);
        const latest = effective(await stock.replaceLevel(product, received(7), etag));
        const read = { value: received(7), etag: latest.etag };
        expect(await stock.latestLevel(product)).toEqual(read);
        expect(await stock.level(product)).toEqual(read);
      });

      test('created once', async () => {
        const { etag, value } = await shelve(5);
        expect(value).toEqual(received(5));
        expect(etag).toMatch(/^"[^"]+"$/);
        expect(await stock.createLevel(product, received(9))).toBe('exists');
        expect(await stock.level(product)).toEqual({ value: received(5), etag });
      });

      test('replaced at the version given, stale at any other or if there is none', async () => {
        expect(await stock.replaceLevel(product, received(1), toEtag('"1"'))).toBe('stale');
        const { etag } = await shelve(5);
        const replaced = effective(await stock.replaceLevel(product, received(7), etag));
        expect(await stock.level(product)).toEqual({ value: received(7), etag: replaced.etag });
        expect(await stock.replaceLevel(product, received(9), etag)).toBe('stale');
        expect(await level()).toEqual(received(7));
      });

      test('a reservation makes the version before it stale', async () => {
        const { etag } = await shelve(5);
        await stock.reserve(product, order(), 1);
        expect(await stock.replaceLevel(product, received(9), etag)).toBe('stale');
      });
    });

    test('listLevels: every level once, as a read of it says, whatever else the product has', async () => {
      const other = toProductId(`${product}-other`);
      await shelve(5);
      await stock.createLevel(other, received(7));
      await stock.reserve(product, order(), 2);
      await stock.adjust(product, { delta: 1, idempotencyKey: 'a' });
      const found = new Map<string, unknown>();
      for await (const { productId, ...level } of stock.listLevels()) {
        expect(found.has(productId)).toBe(false);
        found.set(productId, level);
      }
      expect(found.get(product)).toEqual(await stock.level(product));
      expect(found.get(other)).toEqual(await stock.level(other));
    });

    describe('adjust', () => {
      test('with a version named, adjusts that version and no other', async () => {
        const { etag } = await shelve(5);
        const only = { etag };
        const outcomes = await Promise.all(
          Array.from({ length: 4 }, (_, i) => stock.adjust(product, { delta: 1, idempotencyKey: `${i}`, only })),
        );
        expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['adjusted', 'stale', 'stale', 'stale']);
      });

      test('what was adjusted before is replayed, whatever version is named now', async () => {
        const { etag } = await shelve(5);
        const adjustment = { delta: 1, idempotencyKey: 'a', only: { etag } };
        expect((await stock.adjust(product, adjustment)).outcome).toBe('adjusted');
        expect((await stock.adjust(product, adjustment)).outcome).toBe('replayed');
      });

      test('at the version that was named, too few units are still too few', async () => {
        const { etag } = await shelve(5);
        expect((await stock.adjust(product, { delta: -6, idempotencyKey: 'a', only: { etag } })).outcome).toBe('short');
      });

      test('if there must be no level yet, it creates one once', async () => {
        const adjust = (idempotencyKey: string) => stock.adjust(product, { delta: 2, idempotencyKey, only: 'absent' });
        expect((await adjust('a')).outcome).toBe('adjusted');
        expect((await adjust('b')).outcome).toBe('stale');
        expect((await stock.level(product))?.value.available).toBe(2);
      });

      test('a version of a level that is not there is stale', async () => {
        expect(
          (await stock.adjust(product, { delta: 2, idempotencyKey: 'a', only: { etag: toEtag('"1"') } })).outcome,
        ).toBe('stale');
      });

      test('adds to received and available, and subtracts', async () => {
        await shelve(5);
        expect((await stock.adjust(product, { delta: 3, idempotencyKey: 'a' })).outcome).toBe('adjusted');
        expect(await level()).toEqual(received(8));
        expect((await stock.adjust(product, { delta: -8, idempotencyKey: 'b' })).outcome).toBe('adjusted');
        expect(await level()).toEqual(received(0));
      });

      test('creates the level if there is none', async () => {
        expect((await stock.adjust(product, { delta: 3, idempotencyKey: 'a' })).outcome).toBe('adjusted');
        expect(await level()).toEqual(received(3));
      });

      test('the same key counts once; with another delta it is refused', async () => {
        const adjustment = { delta: 3, idempotencyKey: 'a key with / \\ ? # and spaces' };
        expect((await stock.adjust(product, adjustment)).outcome).toBe('adjusted');
        expect((await stock.adjust(product, adjustment)).outcome).toBe('replayed');
        expect((await stock.adjust(product, { ...adjustment, delta: 4 })).outcome).toBe('reused');
        expect(await level()).toEqual(received(3));
      });

      test('of many with the same key at once, one counts, with or without a level', async () => {
        const adjustment = { delta: 3, idempotencyKey: 'a' };
        const outcomes = await Promise.all(Array.from({ length: 8 }, () => stock.adjust(product, adjustment)));
        expect(outcomes.filter(({ outcome }) => outcome === 'adjusted')).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(7);
        expect(await level()).toEqual(received(3));
      });

      test('many with different keys at once all count, even without a level', async () => {
        await Promise.all(
          Array.from({ length: 8 }, (_, i) => stock.adjust(product, { delta: 1, idempotencyKey: `${i}` })),
        );
        expect(await level()).toEqual(received(8));
      });

      test('a key is the key of one product', async () => {
        await stock.adjust(toProductId(`${product}-other`), { delta: 3, idempotencyKey: 'a' });
        expect((await stock.adjust(product, { delta: 4, idempotencyKey: 'a' })).outcome).toBe('adjusted');
      });

      test('never takes off more than is available, and does not use the key up', async () => {
        expect((await stock.adjust(product, { delta: -1, idempotencyKey: 'a' })).outcome).toBe('short');
        await shelve(5);
        await stock.reserve(product, order(), 2);
        expect((await stock.adjust(product, { delta: -4, idempotencyKey: 'a' })).outcome).toBe('short');
        expect(await level()).toEqual({ received: 5, shipped: 0, available: 3, held: 2 });
        expect((await stock.adjust(product, { delta: -3, idempotencyKey: 'a' })).outcome).toBe('adjusted');
      });

      test('never puts more than the limit on hand, held units included, in steps neither', async () => {
        await shelve(MAX_STOCK - 3);
        await stock.reserve(product, order(), 2);
        const { etag } = (await stock.level(product)) ?? {};
        expect((await stock.adjust(product, { delta: 4, idempotencyKey: 'a' })).outcome).toBe('full');
        expect(
          (await stock.adjust(product, { delta: 4, idempotencyKey: 'a', ...(etag && { only: { etag } }) })).outcome,
        ).toBe('full');
        expect((await stock.adjust(product, { delta: 2, idempotencyKey: 'a' })).outcome).toBe('adjusted');
        expect((await stock.adjust(product, { delta: 2, idempotencyKey: 'b' })).outcome).toBe('full');
        expect((await stock.adjust(product, { delta: 1, idempotencyKey: 'b' })).outcome).toBe('adjusted');
        expect(await level()).toMatchObject({ available: MAX_STOCK - 2, held: 2 });
      });

      test('at the limit, what was shipped makes room', async () => {
        await shelve(MAX_STOCK);
        await stock.reserve(product, order(), 2);
        await stock.settle(product, order(), 2);
        expect((await stock.adjust(product, { delta: 2, idempotencyKey: 'a' })).outcome).toBe('adjusted');
      });

      test('the key is remembered for 30 days', async () => {
        const adjustment = { delta: 3, idempotencyKey: 'a' };
        await stock.adjust(product, adjustment);
        made.passTime(30 * DAY - 60);
        expect((await stock.adjust(product, adjustment)).outcome).toBe('replayed');
        made.passTime(120);
        expect((await stock.adjust(product, adjustment)).outcome).toBe('adjusted');
        expect(await level()).toEqual(received(6));
      });
    });
  });
};
