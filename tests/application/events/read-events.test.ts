import { getEvent } from '../../../src/application/events/get-event.ts';
import { listEvents } from '../../../src/application/events/list-events.ts';
import { confirm } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import { sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';

const order = confirm(
  sampleOrder(toCustomerId('alice'), { placedAt: '2026-03-01T11:59:00.000Z' }),
  '2026-03-01T11:59:01.000Z',
);

const openDesk = async () => {
  const desk = openEventDesk();
  await desk.recordOrders([desk.changeOrder(order)]);
  await desk.recordProducts([desk.changeProduct(sampleProduct(toProductId('mug')))]);
  return { list: listEvents(desk), get: getEvent(desk) };
};

test('a list pages from the newest event to the oldest', async () => {
  const { list } = await openDesk();
  const first = await list({ limit: 2 });
  const { nextCursor = '' } = first;
  const second = await list({ limit: 2, cursor: nextCursor });

  expect([...first.items, ...second.items].map(({ type }) => type)).toEqual([
    'product.changed',
    'order.confirmed',
    'order.placed',
  ]);
  expect(second.nextCursor).toBeUndefined();
  await expect(list({ type: 'order.placed', limit: 2, cursor: nextCursor })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

test('a list may be of one type, of one subject, or of both', async () => {
  const { list } = await openDesk();

  expect((await list({ type: 'order.placed', limit: 9 })).items).toEqual(eventsOf(order).slice(0, 1));
  expect((await list({ subject: order.id, limit: 9 })).items).toHaveLength(2);
  expect((await list({ subject: 'mug', type: 'order.placed', limit: 9 })).items).toEqual([]);
});

test('an event is read by its id', async () => {
  const { get } = await openDesk();
  const [event] = eventsOf(order);
  const [absent] = eventsOf(sampleOrder(toCustomerId('bob')));
  if (!event || !absent) throw new Error('An order has an event.');

  expect(await get(event.id)).toEqual(event);
  await expect(get(absent.id)).rejects.toMatchObject({ code: 'not_found' });
});
