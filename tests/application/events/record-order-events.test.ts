import { confirm, ship } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId } from '../../support/ids.ts';

const at = (n: number): string => `2026-03-01T11:59:0${n}.000Z`;
const placed = sampleOrder(toCustomerId('alice'), { placedAt: at(0) });
const confirmed = confirm(placed, at(1));
const shipped = ship(confirmed, { carrier: 'DHL', trackingNumber: '1' }, at(2));

test('every event of a changed order is stored with a debt and published', async () => {
  const desk = openEventDesk();

  const recorded = await desk.recordOrders([desk.changeOrder(shipped)]);

  expect(recorded).toMatchObject({ changes: 1, created: 3, unreadable: 0 });
  expect(desk.events.stored()).toEqual(eventsOf(shipped));
  expect(desk.events.owing()).toEqual(eventsOf(shipped).map(({ id }) => id));
  expect(desk.eventTopic.published()).toEqual(eventsOf(shipped));
});

test('a later change publishes only what is new', async () => {
  const desk = openEventDesk();
  await desk.recordOrders([desk.changeOrder(placed)]);

  await desk.recordOrders([desk.changeOrder(confirmed)]);
  await desk.recordOrders([desk.changeOrder(confirmed)]);

  expect(desk.typesPublished()).toEqual(['order.placed', 'order.confirmed']);
});

test('an order that comes twice in a batch is recorded once', async () => {
  const desk = openEventDesk();

  const recorded = await desk.recordOrders([desk.changeOrder(placed), desk.changeOrder(confirmed)]);

  expect(recorded).toMatchObject({ changes: 2, created: 2 });
  expect(desk.typesPublished()).toEqual(['order.placed', 'order.confirmed']);
});

test('an event of more than a week ago is not created: it may have been there and have expired', async () => {
  const desk = openEventDesk();
  const old = { ...confirmed, placedAt: '2026-02-22T11:59:59.999Z' };

  const recorded = await desk.recordOrders([desk.changeOrder(old)]);

  expect(recorded).toMatchObject({ changes: 1, created: 1 });
  expect(desk.typesPublished()).toEqual(['order.confirmed']);
});

test('a document that can never be read is logged and skipped, and the others are recorded', async () => {
  const desk = openEventDesk();

  const recorded = await desk.recordOrders([desk.orderChanges.damage('ord_x', at(0)), desk.changeOrder(placed)]);

  expect(recorded).toMatchObject({ changes: 2, created: 1, unreadable: 1 });
  expect(desk.log.entries).toMatchObject([
    {
      level: 'error',
      event: 'event_source_malformed',
      fields: { id: 'ord_x', reason: expect.stringContaining('items') },
    },
  ]);
});

test('the age of the oldest change shows how far the feed lags behind', async () => {
  const desk = openEventDesk();
  const first = desk.changeOrder(placed);
  desk.clock.advance(90_000);
  const second = desk.changeOrder(sampleOrder(toCustomerId('bob'), { placedAt: at(3) }));

  expect(await desk.recordOrders([second, first])).toMatchObject({ oldestSeconds: 90 });
  expect(await desk.recordOrders([])).toEqual({ changes: 0, created: 0, unreadable: 0, oldestSeconds: 0 });
});
