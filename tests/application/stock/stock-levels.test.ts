import type { Stock } from '../../../src/application/ports/stock.ts';
import { MAX_STOCK } from '../../../src/domain/stock.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toEtag, toOrderId, toProductId } from '../../support/ids.ts';
import { openShop } from '../../support/shop.ts';

const none = {};
const adjustment = (delta: number, more: object = {}) => ({
  productId: toProductId('mug'),
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
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: beaten(ports.stock, () => ports.stock.reserve(toProductId('mug'), toOrderId('o1'), 2)),
    }),
  });
  await shop.product('mug', 5);
  const { value } = await shop.set({ productId: toProductId('mug'), units: 20, precondition: none });

  expect(value).toEqual({ received: 20, shipped: 0, available: 18, held: 2 });
});

test('a first count that loses a race with another first count is applied to that one', async () => {
  const other = { received: 3, shipped: 0, available: 3, held: 0 };
  const shop = openShop({
    wrap: (ports) => ({
      ...ports,
      stock: beaten(ports.stock, () => ports.stock.createLevel(toProductId('mug'), other)),
    }),
  });
  await shop.put({
    id: toProductId('mug'),
    details: { name: 'Mug', price: { amount: 1, currency: 'EUR' }, active: true },
    precondition: none,
  });
  const { value } = await shop.set({ productId: toProductId('mug'), units: 20, precondition: none });

  expect(value).toEqual({ received: 20, shipped: 0, available: 20, held: 0 });
  expect(shop.products.stored()).toMatchObject([{ availability: 'in_stock' }]);
});

test('what was never sold has no stock to set or to adjust', async () => {
  const shop = openShop();
  const refusal = { code: 'not_found', message: 'There is no such product.' };

  await expect(shop.set({ productId: toProductId('mug'), units: 1, precondition: none })).rejects.toMatchObject(
    refusal,
  );
  await expect(shop.adjust(adjustment(1))).rejects.toMatchObject(refusal);
  expect(await shop.stock.level(toProductId('mug'))).toBeUndefined();
});

test('an adjustment for a level that was never set counts only while there is none', async () => {
  const shop = openShop();
  await shop.put({
    id: toProductId('mug'),
    details: { name: 'Mug', price: { amount: 1, currency: 'EUR' }, active: true },
    precondition: none,
  });
  const seen: unknown[] = [];
  const { adjust } = shop.stock;
  const watch: Stock['adjust'] = (id, what) => {
    seen.push(what);
    return adjust(id, what);
  };
  const watched = openShop({
    wrap: (ports) => ({
      ...ports,
      products: shop.products,
      stock: { ...shop.stock, adjust: watch },
    }),
  });
  await watched.adjust(adjustment(4, { precondition: { ifMatch: ['"0"'] } }));

  expect(seen).toEqual([{ delta: 4, idempotencyKey: 'key-1', only: 'absent' }]);
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(4);
});

test('an adjustment for a version that is gone changes nothing; for whatever version there is, it counts', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const old = (await shop.stock.level(toProductId('mug')))?.etag ?? '';
  await shop.stock.reserve(toProductId('mug'), toOrderId('o1'), 1);
  const tooLate = adjustment(2, { precondition: { ifMatch: [old, '"older"'] } });

  await expect(shop.adjust(tooLate)).rejects.toMatchObject({ code: 'precondition_failed' });
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(2);
  expect(await shop.adjust(adjustment(2, { precondition: { ifMatch: '*' } }))).toMatchObject({
    value: { available: 4 },
  });
});

test('an adjustment that must not meet the present version, or any, changes nothing', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const present = (await shop.stock.level(toProductId('mug')))?.etag;

  for (const ifNoneMatch of ['*', [present]] as const) {
    const refused = shop.adjust(adjustment(2, { precondition: { ifNoneMatch } }));
    await expect(refused).rejects.toMatchObject({ code: 'precondition_failed' });
  }
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(3);
  expect(await shop.adjust(adjustment(2, { precondition: { ifNoneMatch: [toEtag('"older"')] } }))).toMatchObject({
    value: { available: 5 },
  });
});

test('an adjustment that takes more than is available says how many', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  await expect(shop.adjust(adjustment(-4))).rejects.toMatchObject({
    code: 'insufficient_stock',
    message: 'Fewer than 4 units are available. Units held for orders cannot be removed.',
  });
});

test('a key that was used for another adjustment is refused, and for the same one replayed', async () => {
  const shop = openShop();
  await shop.product('mug', 3);

  expect(await shop.adjust(adjustment(2))).toMatchObject({ value: { available: 5 }, replayed: false });
  expect(await shop.adjust(adjustment(2))).toMatchObject({ value: { available: 5 }, replayed: true });
  await expect(shop.adjust(adjustment(3))).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test('an adjustment that excludes a version is refused at that version, even if the first read is older', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const older = await shop.stock.level(toProductId('mug'));
  await shop.stock.reserve(toProductId('mug'), toOrderId('o1'), 1);
  const current = await shop.stock.level(toProductId('mug'));
  const reads = [older, current];
  const lagging = openShop({
    wrap: (ports) => ({
      ...ports,
      products: shop.products,
      stock: { ...shop.stock, level: async () => reads.shift() ?? current },
    }),
  });
  const excluded = adjustment(2, { precondition: { ifNoneMatch: [current?.etag] } });

  await expect(lagging.adjust(excluded)).rejects.toMatchObject({ code: 'precondition_failed' });
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(2);
});

test('an adjustment is refused at a version that it both names and excludes', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const { etag } = (await shop.stock.level(toProductId('mug'))) ?? {};
  const older = { value: received(3), etag: toEtag('"older"') };
  const lagging = openShop({
    wrap: (ports) => ({ ...ports, products: shop.products, stock: { ...shop.stock, level: async () => older } }),
  });

  await expect(
    lagging.adjust(adjustment(2, { precondition: { ifMatch: [etag], ifNoneMatch: [etag] } })),
  ).rejects.toMatchObject({ code: 'precondition_failed' });
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(3);
});

test('an adjustment is not refused for a version that only a lagging replica still shows', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const older = await shop.stock.level(toProductId('mug'));
  await shop.stock.reserve(toProductId('mug'), toOrderId('o1'), 1);
  const current = await shop.stock.level(toProductId('mug'));
  const lagging = openShop({
    wrap: (ports) => ({ ...ports, products: shop.products, stock: { ...shop.stock, level: async () => older } }),
  });

  await lagging.adjust(adjustment(2, { precondition: { ifMatch: ['"oldest"', current?.etag] } }));
  await lagging.adjust(adjustment(2, { precondition: { ifNoneMatch: [older?.etag] }, idempotencyKey: 'key-2' }));
  expect((await shop.stock.level(toProductId('mug')))?.value.available).toBe(6);
});

test('a repeated adjustment is replayed, although its condition no longer holds', async () => {
  const shop = openShop();
  await shop.product('mug', 3);
  const etag = (await shop.stock.level(toProductId('mug')))?.etag;
  const conditional = adjustment(2, { precondition: { ifMatch: [etag] } });

  expect(await shop.adjust(conditional)).toMatchObject({ value: { available: 5 }, replayed: false });
  expect(await shop.adjust(conditional)).toMatchObject({ value: { available: 5 }, replayed: true });
  expect(await shop.adjust({ ...conditional, precondition: { ifNoneMatch: '*' } })).toMatchObject({
    value: { available: 5 },
    replayed: true,
  });
});

test('an adjustment that would put more than the limit on hand says so', async () => {
  const shop = openShop();
  await shop.product('mug', MAX_STOCK - 1);
  await expect(shop.adjust(adjustment(2))).rejects.toMatchObject({
    code: 'conflict',
    message: 'At most 1000000000 units can be on hand. Adding 2 would exceed that.',
  });
});
