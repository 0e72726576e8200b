import { randomUUID } from 'node:crypto';
import type { Events } from '../../src/application/ports/events.ts';
import { eventSortKey, type ShopEvent } from '../../src/domain/event.ts';
import { productEventId } from '../../src/domain/event-id.ts';
import { confirm } from '../../src/domain/order.ts';
import { eventsOf } from '../../src/domain/order-events.ts';
import { eachBounded } from '../../src/each-bounded.ts';
import { toCustomerId, toEtag, toProductId } from '../support/ids.ts';
import { sampleEvent, sampleOrder } from './sample-data.ts';

export type EventsUnderTest = {
  events: Events;
  passTime(seconds: number): void;
};

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const orderEvents = () =>
  eventsOf(confirm(sampleOrder(toCustomerId(randomUUID())), '2026-03-02T00:00:00.000Z')) satisfies readonly ShopEvent[];

const SINCE = '2026-03-01T12:00:00.000Z';

/** What every implementation of `Events` does. `make` runs once per test; storage may be shared. */
export const describeEvents = (name: string, make: () => EventsUnderTest | Promise<EventsUnderTest>): void => {
  describe(`Events: ${name}`, () => {
    let made: EventsUnderTest;
    let events: Events;

    beforeEach(async () => {
      made = await make();
      events = made.events;
    });

    const dueIds = async (after: string, until: string) =>
      (await collect(events.listDue([{ after, until }]))).map(({ event }) => event.id);

    test('an event is given back as it was created, and nothing more', async () => {
      const event = sampleEvent();
      expect(await events.create([event], SINCE)).toBe('created');

      expect(await events.get(event.id)).toStrictEqual(event);
      expect(await events.getLatest(event.id)).toStrictEqual(event);
    });

    test('an event that is not there is undefined', async () => {
      const { id } = sampleEvent();

      expect(await events.get(id)).toBeUndefined();
      expect(await events.getLatest(id)).toBeUndefined();
    });

    test('creating no events creates none', async () => {
      expect(await events.create([], SINCE)).toBe('created');
    });

    test('if one of several is there, none is created', async () => {
      const [first, second] = orderEvents();
      if (!first || !second) throw new Error('A confirmed order has two events.');
      await events.create([first], SINCE);

      expect(await events.create([second, first], SINCE)).toBe('exists');
      expect(await events.get(second.id)).toBeUndefined();
      expect(await events.create([second], SINCE)).toBe('created');
    });

    test('it finds which of the given ids are there', async () => {
      const [first, second] = orderEvents();
      if (!first || !second) throw new Error('A confirmed order has two events.');
      await events.create([first], SINCE);

      expect(await events.findExisting([first.id, second.id])).toEqual([first.id]);
      expect(await events.findExisting([second.id])).toEqual([]);
      expect(await events.findExisting([])).toEqual([]);
    });

    test('every event of a batch owes its fan-out until the debt is removed', async () => {
      const [first, second] = orderEvents();
      if (!first || !second) throw new Error('A confirmed order has two events.');
      const [after, since] = ['2101-01-01T00:00:00.000Z', '2101-01-01T00:01:00.000Z'];
      await events.create([first, second], since);
      expect((await dueIds(after, since)).toSorted()).toEqual([first.id, second.id].toSorted());
      expect(await collect(events.listDue([{ after, until: since }]))).toContainEqual({
        event: first,
        dueSince: since,
      });

      await events.removeDebt(first.id);
      await events.removeDebt(first.id);

      expect(await dueIds(after, since)).toEqual([second.id]);
      expect(await events.get(first.id)).toStrictEqual(first);
    });

    test('what is due is in a window: after its start, up to and including its end', async () => {
      const event = sampleEvent();
      await events.create([event], '2102-01-01T00:01:00.000Z');

      expect(await dueIds('2102-01-01T00:01:00.000Z', '2102-01-01T00:02:00.000Z')).toEqual([]);
      expect(await dueIds('2102-01-01T00:00:00.000Z', '2102-01-01T00:01:00.000Z')).toEqual([event.id]);
      expect(await collect(events.listDue([]))).toEqual([]);
    });

    test('what is due comes completely, however much it is', async () => {
      const since = '2103-01-01T00:01:00.000Z';
      const all = Array.from({ length: 250 }, () => sampleEvent());
      await eachBounded(all, 10, async (event) => {
        await events.create([event], since);
      });

      expect((await dueIds('2103-01-01T00:00:00.000Z', since)).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    });

    test('removing the debt of an event that is gone does nothing', async () => {
      await expect(events.removeDebt(sampleEvent().id)).resolves.toBeUndefined();
    });

    test('an event may be created without a debt, and creating it again changes nothing', async () => {
      const event = sampleEvent();
      await events.createPaid(event);
      await events.createPaid({ ...event, version: '2' });

      expect(await events.get(event.id)).toStrictEqual(event);
      expect(await dueIds('0', '9')).not.toContain(event.id);
    });

    test('a list pages through the events of a subject, newest first', async () => {
      const { subject } = sampleEvent();
      const all = ['2026-03-01', '2026-03-03', '2026-03-02'].map((day) =>
        sampleEvent({
          subject,
          id: productEventId(toProductId(subject), toEtag(`"${day}"`)),
          time: `${day}T00:00:00.000Z`,
        }),
      );
      for (const event of all) await events.create([event], SINCE);
      const page = await events.list({ subject, limit: 2 });
      const last = page.at(-1);
      if (!last) throw new Error('The page is empty.');

      expect(page).toStrictEqual([all[1], all[2]]);
      expect(await events.list({ subject, limit: 2, before: eventSortKey(last) })).toStrictEqual([all[0]]);
      expect(await events.list({ subject, type: 'order.placed', limit: 2 })).toEqual([]);
    });

    test('a list may be of one type', async () => {
      const time = '2104-01-01T00:00:00.000Z';
      const [order] = orderEvents();
      if (!order) throw new Error('An order has an event.');
      const product = sampleEvent({ time });
      await events.create([{ ...order, time }], SINCE);
      await events.create([product], SINCE);

      expect(await events.list({ type: 'product.changed', limit: 1 })).toEqual([product]);
      expect(await events.list({ type: 'order.placed', limit: 1 })).toEqual([{ ...order, time }]);
      expect(await events.list({ limit: 2 })).toHaveLength(2);
    });

    test('an event is gone after 30 days, and may then be created again', async () => {
      const event = sampleEvent();
      await events.create([event], SINCE);
      made.passTime(30 * 24 * 60 * 60 + 1);

      expect(await events.get(event.id)).toBeUndefined();
      expect(await events.findExisting([event.id])).toEqual([]);
      expect(await events.create([event], SINCE)).toBe('created');
    });
  });
};
