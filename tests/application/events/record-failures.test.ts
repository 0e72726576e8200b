import { Unavailable } from '../../../src/domain/errors.ts';
import { confirm } from '../../../src/domain/order.ts';
import { eventsOf } from '../../../src/domain/order-events.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

const at = (n: number): string => `2026-03-01T11:59:0${n}.000Z`;
const order = confirm(sampleOrder(toCustomerId('alice'), { placedAt: at(0) }), at(1));
const other = sampleOrder(toCustomerId('bob'), { placedAt: at(2) });
const [placedEvent, confirmedEvent] = eventsOf(order);

test('if publishing fails, the batch fails, and its events still owe their fan-out', async () => {
  const desk = openEventDesk();
  desk.eventTopic.failNext(1);

  await expect(desk.recordOrders([desk.changeOrder(order)])).rejects.toMatchObject({ name: 'Unavailable' });

  expect(desk.typesPublished()).toEqual([]);
  expect(desk.events.owing()).toHaveLength(2);
});

test('the retry finds them there and succeeds, and the relay publishes them', async () => {
  const desk = openEventDesk();
  const change = desk.changeOrder(order);
  desk.eventTopic.failNext(1);
  await expect(desk.recordOrders([change])).rejects.toThrow();

  expect(await desk.recordOrders([change])).toMatchObject({ created: 0 });
  expect(desk.typesPublished()).toEqual([]);

  desk.clock.advance(60_000);
  expect(await desk.relay()).toEqual({ sent: 2, oldestMinutes: 1 });
  expect(desk.typesPublished()).toEqual(['order.placed', 'order.confirmed']);
});

test('if one order fails, the events of the others are published all the same', async () => {
  const desk = openEventDesk({
    wrap: replacing('events', (real) => ({
      create: async (created, dueSince) => {
        if (created[0]?.subject === order.id) throw new Unavailable('cosmos');
        return real.create(created, dueSince);
      },
    })),
  });

  const batch = [desk.changeOrder(other), desk.changeOrder(order)];
  await expect(desk.recordOrders(batch)).rejects.toMatchObject({ name: 'Unavailable' });

  expect(desk.eventTopic.published()).toMatchObject([{ subject: other.id }]);
});

/** A desk whose service fails, in the order of its calls, where `fails` says so. */
const failingDesk = (fails: (call: number) => boolean) => {
  let calls = 0;
  const desk = openEventDesk({
    wrap: replacing('events', (real) => ({
      create: async (created, dueSince) => {
        calls += 1;
        if (fails(calls)) throw new Unavailable('cosmos');
        return real.create(created, dueSince);
      },
    })),
  });
  const orders = Array.from({ length: 100 }, (_, n) => sampleOrder(toCustomerId(`c-${n}`), { placedAt: at(3) }));
  return { ...desk, calls: () => calls, batch: orders.map(desk.changeOrder) };
};

test('a service that fails now and then does not fail a batch: what is left is tried again at once', async () => {
  const desk = failingDesk((call) => call % 10 === 0);

  expect(await desk.recordOrders(desk.batch)).toMatchObject({ created: 100 });

  expect(desk.eventTopic.published()).toHaveLength(100);
});

test('a service that is down fails the batch after a few tries, and is not asked for every order', async () => {
  const desk = failingDesk(() => true);

  await expect(desk.recordOrders(desk.batch)).rejects.toMatchObject({ name: 'Unavailable' });

  expect(desk.calls()).toBeLessThanOrEqual(5 * 24);
});

test('a fault that stays is not tried again', async () => {
  let tries = 0;
  const desk = openEventDesk({
    wrap: replacing('events', () => ({
      create: async () => {
        tries += 1;
        throw new Error('a fault');
      },
    })),
  });

  await expect(desk.recordOrders([desk.changeOrder(order)])).rejects.toThrow('a fault');
  expect(tries).toBe(1);
});

test('if another host creates an event in between, nothing was written: the rest is created after a second look', async () => {
  let intruded = false;
  const desk = openEventDesk({
    wrap: replacing('events', (real) => ({
      create: async (created, dueSince) => {
        if (!intruded && placedEvent) await real.create([placedEvent], dueSince);
        intruded = true;
        return real.create(created, dueSince);
      },
    })),
  });

  expect(await desk.recordOrders([desk.changeOrder(order)])).toMatchObject({ created: 1 });

  expect(desk.events.owing()).toEqual([placedEvent?.id, confirmedEvent?.id]);
  expect(desk.typesPublished()).toEqual(['order.confirmed']);
});

test('a stale read, which misses an event that is there, does not stop the others from being created', async () => {
  const desk = openEventDesk({
    wrap: replacing('events', () => ({ findExisting: async () => [] })),
  });
  if (placedEvent) await desk.events.create([placedEvent], at(0));

  expect(await desk.recordOrders([desk.changeOrder(order)])).toMatchObject({ created: 1 });
  expect(await desk.recordOrders([desk.changeOrder(order)])).toMatchObject({ created: 0 });

  expect(desk.typesPublished()).toEqual(['order.confirmed']);
});

test('events that keep appearing and vanishing fail the batch instead of looping for ever', async () => {
  let rounds = 0;
  const desk = openEventDesk({
    wrap: replacing('events', () => ({
      create: async () => {
        rounds += 1;
        return 'exists';
      },
    })),
  });

  await expect(desk.recordOrders([desk.changeOrder(order)])).rejects.toThrow('kept changing');
  expect(rounds).toBe(5);
});
