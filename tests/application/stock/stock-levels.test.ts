import type { Stock } from '../../../src/application/ports/stock.ts';
import { shop } from '../../support/shop.ts';

const none = {};
const adjustment = (delta: number, more: object = {}) => ({
  productId: 'mug',
  delta,
  idempotencyKey: 'key-1',
  precondition: none,
  ...more,
});

/** Another write comes before the first write of a level. */
const beaten = (stock: Stock, other: () => Promise<unknown>): Stock => {
  let first = true;
  const once = async (): Promise<void> => {
    if (!first) return;
    first = false;
    await other();
  };
  return {
    ...stock,
    createLevel: async (id, level) => {
      await once();
      return stock.createLevel(id, level);
    },
    replaceLevel: async (id, level, etag) => {
      await once();
      return stock.replaceLevel(id, level, etag);
    },
  };
};

test('a count that loses a race with an order is applied to the version that won', async () => {
  const s = shop({
    wrap: (ports) => ({ ...ports, stock: beaten(ports.stock, () => ports.stock.reserve('mug', 'o1', 2)) }),
  });
  await s.product('mug', 5);
  const { value } = await s.set({ productId: 'mug', units: 20, precondition: none });
  expect(value).toEqual({ received: 20, shipped: 0, available: 18, held: 2 });
});

test('a first count that loses a race with another first count is applied to that one', async () => {
  const other = { received: 3, shipped: 0, available: 3, held: 0 };
  const s = shop({
    wrap: (ports) => ({ ...ports, stock: beaten(ports.stock, () => ports.stock.createLevel('mug', other)) }),
  });
  await s.put({
    id: 'mug',
    details: { name: 'Mug', price: { amount: 1, currency: 'EUR' }, active: true },
    precondition: none,
  });
  const { value } = await s.set({ productId: 'mug', units: 20, precondition: none });
  expect(value).toEqual({ received: 20, shipped: 0, available: 20, held: 0 });
  expect(s.products.stored()).toMatchObject([{ availability: 'in_stock' }]);
});

test('what was never sold has no stock to set or to adjust', async () => {
  const s = shop();
  const refusal = { code: 'not_found', message: 'There is no such product.' };
  await expect(s.set({ productId: 'mug', units: 1, precondition: none })).rejects.toMatchObject(refusal);
  await expect(s.adjust(adjustment(1))).rejects.toMatchObject(refusal);
  expect(await s.stock.level('mug')).toBeUndefined();
});

test('an adjustment for a level that was never set counts only while there is none', async () => {
  const s = shop();
  await s.put({
    id: 'mug',
    details: { name: 'Mug', price: { amount: 1, currency: 'EUR' }, active: true },
    precondition: none,
  });
  const seen: unknown[] = [];
  const { adjust } = s.stock;
  const watch: Stock['adjust'] = (id, what) => {
    seen.push(what);
    return adjust(id, what);
  };
  const watched = shop({
    wrap: (ports) => ({
      ...ports,
      products: s.products,
      stock: { ...s.stock, adjust: watch },
    }),
  });
  await watched.adjust(adjustment(4, { precondition: { ifMatch: ['"0"'] } }));
  expect(seen).toEqual([{ delta: 4, idempotencyKey: 'key-1', only: 'absent' }]);
  expect((await s.stock.level('mug'))?.value.available).toBe(4);
});

test('an adjustment for a version that is gone changes nothing; for whatever version there is, it counts', async () => {
  const s = shop();
  await s.product('mug', 3);
  const old = (await s.stock.level('mug'))?.etag ?? '';
  await s.stock.reserve('mug', 'o1', 1);
  const tooLate = adjustment(2, { precondition: { ifMatch: [old, '"older"'] } });
  await expect(s.adjust(tooLate)).rejects.toMatchObject({ code: 'precondition_failed' });
  expect((await s.stock.level('mug'))?.value.available).toBe(2);
  expect(await s.adjust(adjustment(2, { precondition: { ifMatch: '*' } }))).toMatchObject({ value: { available: 4 } });
});

test('an adjustment that takes more than is available says how many', async () => {
  const s = shop();
  await s.product('mug', 3);
  await expect(s.adjust(adjustment(-4))).rejects.toMatchObject({
    code: 'insufficient_stock',
    message: 'Fewer than 4 units are available. Units held for orders cannot be removed.',
  });
});

test('a key that was used for another adjustment is refused, and for the same one replayed', async () => {
  const s = shop();
  await s.product('mug', 3);
  expect(await s.adjust(adjustment(2))).toMatchObject({ value: { available: 5 }, replayed: false });
  expect(await s.adjust(adjustment(2))).toMatchObject({ value: { available: 5 }, replayed: true });
  await expect(s.adjust(adjustment(3))).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});
