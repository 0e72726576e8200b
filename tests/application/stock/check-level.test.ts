import { toEtag, toOrderId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, placeOrderOf, type Shop } from '../../support/shop.ts';
import { entriesOf, NOTHING_FOUND, nameFindings } from './reconcile-results.ts';

test('a level and its reservations that lag in turns are not reported', async () => {
  let look = 0;
  const level = { received: 20, shipped: 0, available: 18, held: 2 };
  const shop = openShop({
    wrap: replacing('stock', (real) => ({
      // One reservation was made just before the first look, another just after it. The level
      // shows only the first.
      level: async (productId) => (look < 2 ? { value: level, etag: toEtag('"old"') } : real.level(productId)),
      async *listLevels() {
        yield { productId: toProductId('mug'), value: level, etag: toEtag('"old"') };
      },
      async *listHeld(productId) {
        const shown = look === 0 ? 0 : 2;
        let n = 0;
        for await (const item of real.listHeld(productId)) if (productId === undefined || n++ < shown) yield item;
      },
    })),
    pause: async () => {
      look += 1;
    },
  });
  await shop.product('mug', 20);
  await placeOrderOf(shop, ['mug', 2]);
  await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
  expect(look).toBe(2);
});

test('a level that keeps changing is not reported but counted, to be looked at the next night', async () => {
  let pauses = 0;
  const shop: Shop = openShop({
    pause: async () => {
      pauses += 1;
      await shop.stock.adjust(toProductId('mug'), { delta: 1, idempotencyKey: String(pauses) });
    },
  });
  await shop.product('mug', 7);
  const level = (await shop.stock.level(toProductId('mug')))?.value;
  if (level) shop.stock.corrupt.level(toProductId('mug'), { ...level, held: 2, available: level.available - 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 1 });
  // The first look and five more.
  expect(pauses).toBe(5);
  expect(entriesOf(shop, 'reconcile_busy')).toMatchObject([{ level: 'info', fields: { productId: 'mug' } }]);
});

test('a level that changes during every look at it is not reported either', async () => {
  let changes = 0;
  const shop: Shop = openShop({
    wrap: replacing('stock', (real) => ({
      async *listHeld(productId) {
        changes += 1;
        if (productId) await real.adjust(productId, { delta: 1, idempotencyKey: String(changes) });
        yield* real.listHeld(productId);
      },
    })),
  });
  await shop.product('mug', 7);
  shop.stock.corrupt.level(toProductId('mug'), { received: 7, shipped: 0, available: 5, held: 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 1, skipped: 0 });
});

test('a level that changes once while it is looked at is compared as it is then, without a wait', async () => {
  let orders = 0;
  let pauses = 0;
  const shop: Shop = openShop({
    wrap: replacing('stock', (real) => ({
      async *listHeld(productId) {
        if (productId && orders++ === 0) await real.reserve(productId, toOrderId('ord_late'), 2);
        yield* real.listHeld(productId);
      },
    })),
    pause: async () => {
      pauses += 1;
    },
  });
  await shop.product('mug', 20);

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
  expect(pauses).toBe(0);
});

test('a level that disappears while its reservations are added up is not reported', async () => {
  const shop: Shop = openShop({
    wrap: replacing('stock', (real) => ({
      async *listHeld(productId) {
        yield* real.listHeld(productId);
        if (productId) shop.stock.corrupt.level(productId, undefined);
      },
    })),
  });
  await shop.product('mug', 5);
  shop.stock.corrupt.level(toProductId('mug'), { received: 5, shipped: 0, available: 3, held: 2 });

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 0, skipped: 0 });
});

test('a level that is gone by the second look is not reported', async () => {
  const shop: Shop = openShop({ pause: async () => shop.stock.corrupt.level(toProductId('mug'), undefined) });
  await shop.product('mug', 5);
  shop.stock.corrupt.level(toProductId('mug'), { received: 5, shipped: 0, available: 5, held: 2 });

  expect(await shop.reconcile()).toMatchObject(NOTHING_FOUND);
});

test('a level that is missing is reported once, for however many orders', async () => {
  const shop = openShop();
  await shop.product('mug', 20);
  await placeOrderOf(shop, ['mug', 2]);
  await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  shop.stock.corrupt.level(toProductId('mug'), undefined);

  expect(nameFindings(await shop.reconcile())).toEqual(['level_missing mug']);
});

test('a level that is missing is not reported once nothing is held of it', async () => {
  const shop: Shop = openShop({
    pause: async () => {
      shop.orders.corrupt(orderId, undefined);
      shop.stock.corrupt.reservation(toProductId('mug'), orderId, undefined);
    },
  });
  await shop.product('mug', 20);
  const orderId = await placeOrderOf(shop, ['mug', 2]);
  await shop.drain();
  shop.stock.corrupt.level(toProductId('mug'), undefined);

  expect(await shop.reconcile()).toMatchObject({ findings: [], busy: 0, skipped: 0 });
});
