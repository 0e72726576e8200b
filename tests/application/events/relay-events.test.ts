import { sampleOrder } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId } from '../../support/ids.ts';

const MINUTE = 60_000;

const openDeskWithEvent = async () => {
  const desk = openEventDesk();
  const order = sampleOrder(toCustomerId('alice'), { placedAt: desk.clock().toISOString() });
  await desk.recordOrders([desk.changeOrder(order)]);
  return desk;
};

test('an event that is not fanned out is published again after 1, 2, 4, 8, ... minutes', async () => {
  const desk = await openDeskWithEvent();
  const sentAt: number[] = [];
  for (let minute = 1; minute <= 33; minute += 1) {
    desk.clock.advance(MINUTE);
    if ((await desk.relay()).sent > 0) sentAt.push(minute);
  }

  expect(sentAt).toEqual([1, 2, 4, 8, 16, 32]);
});

test('an event that was fanned out is not published again', async () => {
  const desk = await openDeskWithEvent();
  for (const { id } of desk.events.stored()) await desk.events.removeDebt(id);
  desk.clock.advance(MINUTE);

  expect(await desk.relay()).toEqual({ sent: 0, oldestMinutes: 0 });
  expect(desk.typesPublished()).toEqual(['order.placed']);
});

test('the relay leaves the debt to the fan-out: a message that is lost again is sent again', async () => {
  const desk = await openDeskWithEvent();
  desk.clock.advance(MINUTE);
  await desk.relay();

  expect(desk.events.owing()).toHaveLength(1);
});

test('events go out a hundred at a time', async () => {
  const batches: number[] = [];
  const desk = openEventDesk({
    wrap: ({ eventTopic, ...ports }) => ({
      ...ports,
      eventTopic: {
        publish: async (events) => {
          batches.push(events.length);
          await eventTopic.publish(events);
        },
      },
    }),
  });
  const orders = Array.from({ length: 101 }, (_, n) =>
    sampleOrder(toCustomerId(`c${n}`), { placedAt: desk.clock().toISOString() }),
  );
  await desk.recordOrders(orders.map((order) => desk.changeOrder(order)));
  batches.length = 0;
  desk.clock.advance(MINUTE);

  expect(await desk.relay()).toEqual({ sent: 101, oldestMinutes: 1 });
  expect(batches).toEqual([100, 1]);
});
