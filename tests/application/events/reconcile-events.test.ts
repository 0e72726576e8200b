import { confirm } from '../../../src/domain/order.ts';
import { sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

const HOUR = 60 * 60_000;

const orderOf = (customer: string, placedAt: string) => sampleOrder(toCustomerId(customer), { placedAt });

test('what the feed has lost is recorded: orders and products changed since the day before yesterday', async () => {
  const desk = openEventDesk();
  desk.clock.set('2026-03-01T00:00:00.000Z');
  desk.changeOrder(confirm(orderOf('alice', '2026-03-01T00:00:00.000Z'), '2026-03-01T00:00:01.000Z'));
  desk.changeProduct(sampleProduct(toProductId('mug')));
  desk.clock.set('2026-03-03T03:30:00.000Z');

  expect(await desk.reconcile()).toEqual({ checked: 2, created: 3, unreadable: 0, complete: true });

  expect(desk.typesPublished().toSorted()).toEqual(['order.confirmed', 'order.placed', 'product.changed']);
  expect(desk.events.owing()).toHaveLength(3);
});

test('if the feed has lost nothing, it checks and creates nothing', async () => {
  const desk = openEventDesk();
  await desk.recordOrders([desk.changeOrder(orderOf('alice', desk.clock().toISOString()))]);
  desk.clock.advance(HOUR);

  expect(await desk.reconcile()).toEqual({ checked: 1, created: 0, unreadable: 0, complete: true });
});

test('what changed a moment ago is left to the feed', async () => {
  const desk = openEventDesk();
  desk.changeOrder(orderOf('alice', desk.clock().toISOString()));
  desk.clock.advance(14 * 60_000);

  expect(await desk.reconcile()).toMatchObject({ checked: 0 });
});

test('what changed earlier was checked by earlier runs', async () => {
  const desk = openEventDesk();
  desk.clock.set('2026-02-28T23:59:59.000Z');
  desk.changeOrder(orderOf('alice', '2026-02-28T23:59:59.000Z'));
  desk.clock.set('2026-03-03T03:30:00.000Z');

  expect(await desk.reconcile()).toMatchObject({ checked: 0 });
});

test('a run that fails leaves a bookmark, and the next one continues there, however late', async () => {
  const desk = openEventDesk();
  desk.clock.set('2026-03-01T05:00:00.000Z');
  desk.changeOrder(orderOf('alice', '2026-03-01T05:00:00.000Z'));
  desk.clock.set('2026-03-03T03:30:00.000Z');
  desk.eventTopic.failNext(1);
  await expect(desk.reconcile()).rejects.toMatchObject({ name: 'Unavailable' });
  expect((await desk.bookmarks.read('reconcile-events'))?.value).toBe('2026-03-01T05:00:00.000Z');

  desk.clock.set('2026-03-05T03:30:00.000Z');
  expect(await desk.reconcile()).toMatchObject({ checked: 1, complete: true });
  expect((await desk.bookmarks.read('reconcile-events'))?.value).toBe('');
});

test('a run that takes too long stops, says so, and the next one does the rest', async () => {
  const desk = openEventDesk({
    wrap: replacing('events', (real) => ({
      findExisting: async (ids) => {
        desk.clock.advance(20 * 60_000);
        return real.findExisting(ids);
      },
    })),
  });
  desk.clock.set('2026-03-02T05:00:00.000Z');
  desk.changeOrder(orderOf('alice', '2026-03-02T05:00:00.000Z'));
  desk.clock.set('2026-03-02T07:00:00.000Z');
  desk.changeOrder(orderOf('bob', '2026-03-02T07:00:00.000Z'));
  desk.clock.set('2026-03-03T03:30:00.000Z');

  expect(await desk.reconcile()).toMatchObject({ checked: 1, created: 1, complete: false });
  expect(await desk.reconcile()).toMatchObject({ checked: 1, created: 1 });
  expect(await desk.reconcile()).toMatchObject({ created: 0 });
});

test('a bookmark that says nothing, or that is older than events are created, is not followed', async () => {
  const desk = openEventDesk();
  desk.clock.set('2026-02-01T05:00:00.000Z');
  desk.changeOrder(orderOf('alice', '2026-02-01T05:00:00.000Z'));
  desk.clock.set('2026-03-03T03:30:00.000Z');

  for (const place of ['nonsense', '2026-02-01T00:00:00.000Z']) {
    const { etag } = (await desk.bookmarks.read('reconcile-events')) ?? {};
    await desk.bookmarks.write('reconcile-events', place, etag);
    expect(await desk.reconcile()).toMatchObject({ checked: 0, complete: true });
  }
});
