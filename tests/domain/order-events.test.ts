import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors.ts';
import { isRecent, type ShopEvent } from '../../src/domain/event.ts';
import { cancel, confirm, type Order, reject, ship, withAttention, withoutDebt } from '../../src/domain/order.ts';
import { eventsOf } from '../../src/domain/order-events.ts';
import { sampleOrder } from '../contracts/sample-data.ts';
import { toCustomerId, toProductId } from '../support/ids.ts';

const at = (n: number): string => `2026-03-01T12:00:0${n}.000Z`;

const shipment = { carrier: 'DHL', trackingNumber: '1' };
const placed = (): Order => sampleOrder(toCustomerId('alice'), { placedAt: at(0) });

/** Every change that any use case makes. A change that the order refuses leaves it as it is. */
const changes: Record<string, (order: Order, now: string) => Order> = {
  confirm: (order, now) => (order.debt?.due === 'reserve' ? confirm(order, now) : order),
  reject: (order, now) =>
    order.debt?.due === 'reserve' ? reject(order, [{ productId: toProductId('tea'), available: 0 }], now) : order,
  cancel: (order, now) => cancel(order, { by: 'customer', reason: 'too late' }, now),
  ship: (order, now) => ship(order, shipment, now),
  flag: (order, now) => withAttention(order, { reason: 'stuck', since: now }),
  settle: (order) => (order.debt?.due === 'reserve' ? order : withoutDebt(order)),
};

const apply = (order: Order, name: string, now: string): Order => {
  try {
    return changes[name]?.(order, now) ?? order;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return order;
  }
};

/** An order, and every version that it ever had. Clocks of instances may differ. */
const histories = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.integer({ min: 0, max: 9 })), { maxLength: 8 })
  .map((steps) => {
    const versions = [placed()];
    for (const [name, second] of steps) versions.push(apply(versions.at(-1) ?? placed(), name, at(second)));
    return versions;
  });

const bytesById = (events: readonly ShopEvent[]) => new Map(events.map((event) => [event.id, JSON.stringify(event)]));

test('an event has the same bytes whenever it is derived, and none is ever lost', () => {
  fc.assert(
    fc.property(histories, (versions) => {
      const last = bytesById(eventsOf(versions.at(-1) ?? placed()));
      for (const version of versions) {
        for (const [id, bytes] of bytesById(eventsOf(version))) expect(last.get(id)).toBe(bytes);
      }
    }),
    { numRuns: 500 },
  );
});

test('every state that the order had has one event, and no other state has one', () => {
  fc.assert(
    fc.property(histories, (versions) => {
      const had = [...new Set(versions.map(({ status }) => `order.${status}`))];
      expect(
        eventsOf(versions.at(-1) ?? placed())
          .map(({ type }) => type)
          .toSorted(),
      ).toEqual(had.toSorted());
    }),
  );
});

test('a store that returns fields in another order does not change the bytes', () => {
  const reverse = (value: object): object =>
    Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, inner]) => [
          name,
          Array.isArray(inner) ? inner.map((one) => reverse(one)) : inner === Object(inner) ? reverse(inner) : inner,
        ]),
    );
  const order = ship(confirm(placed(), at(1)), shipment, at(2));

  expect(JSON.stringify(eventsOf({ ...order, ...reverse(order) }))).toBe(JSON.stringify(eventsOf(order)));
});

test('an event shows what its own state knows', () => {
  const order = placed();
  const [first, second, third] = eventsOf(ship(confirm(order, at(1)), shipment, at(2)));
  const { id, customerId, items, currency, total, shippingAddress, contact, note } = order;
  const common = {
    id,
    number: '05A3-3EJD-40S1',
    customerId,
    items,
    currency,
    total,
    shippingAddress,
    contact,
    note,
    placedAt: at(0),
  };

  expect(first).toStrictEqual({
    id: `evt_${id}_placed`,
    type: 'order.placed',
    subject: id,
    time: at(0),
    version: '1',
    data: { ...common, status: 'placed' },
  });
  expect(second).toMatchObject({ id: `evt_${id}_confirmed`, type: 'order.confirmed', time: at(1), version: '2' });
  expect(second?.data).toStrictEqual({ ...common, status: 'confirmed', confirmedAt: at(1) });
  expect(third).toMatchObject({ type: 'order.shipped', time: at(2), version: '3' });
  expect(third?.data).toStrictEqual({
    ...common,
    status: 'shipped',
    confirmedAt: at(1),
    shippedAt: at(2),
    shipment,
  });
});

test('only the event of the rejection shows which lines were short', () => {
  const [first, second] = eventsOf(reject(placed(), [{ productId: toProductId('tea'), available: 3 }], at(1)));

  expect(JSON.stringify(first)).not.toMatch(/short|available|rejected/);
  expect(second).toMatchObject({
    type: 'order.rejected',
    version: '2',
    data: { status: 'rejected', rejectedAt: at(1), items: [{}, { productId: 'tea', short: true, available: 3 }] },
  });
});

test('a cancellation says who cancelled, and whether the order had been confirmed', () => {
  const cancellation = { by: 'staff', reason: 'lost' } as const;
  const early = eventsOf(cancel(placed(), cancellation, at(1))).at(-1);
  const late = eventsOf(cancel(confirm(placed(), at(1)), cancellation, at(2))).at(-1);

  expect(early).toMatchObject({ type: 'order.cancelled', version: '2', data: { cancelledAt: at(1), cancellation } });
  expect(early?.data).not.toHaveProperty('confirmedAt');
  expect(late).toMatchObject({ version: '3', data: { confirmedAt: at(1), cancelledAt: at(2), cancellation } });
});

test('what is internal stays internal', () => {
  const order = withAttention(placed(), { reason: 'stuck', since: at(1) });

  expect(JSON.stringify(eventsOf(order))).not.toMatch(/commandHash|debt|due|attention|stuck/);
});

test('an event is recent for seven days', () => {
  const time = '2026-03-01T12:00:00.000Z';

  expect(isRecent({ time }, new Date('2026-03-08T12:00:00.000Z'))).toBe(true);
  expect(isRecent({ time }, new Date('2026-03-08T12:00:00.001Z'))).toBe(false);
});
