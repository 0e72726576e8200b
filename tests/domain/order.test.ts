import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors.ts';
import {
  cancel,
  confirm,
  newOrder,
  type Order,
  type OrderStatus,
  orderSortKey,
  orderStatuses,
  reject,
  ship,
  sortLinesByProduct,
  withAttention,
  withDebtRestarted,
  withoutDebt,
} from '../../src/domain/order.ts';
import { toCustomerId, toOrderId, toProductId } from '../support/ids.ts';

const placedAt = '2026-03-01T12:00:00.000Z';
const later = '2026-03-01T12:00:01.000Z';
const shipment = { carrier: 'DHL', trackingNumber: '1' };

const placed = newOrder({
  id: toOrderId('ord_a_1'),
  customerId: toCustomerId('alice'),
  currency: 'EUR',
  items: [
    { productId: toProductId('b'), name: 'B', quantity: 2, unitPrice: 150 },
    { productId: toProductId('a'), name: 'A', quantity: 1, unitPrice: 1999 },
  ],
  shippingAddress: { recipient: 'A', line1: '1', city: 'C', country: 'DE' },
  commandHash: 'hash',
  placedAt,
});

const inStatus: Record<OrderStatus, Order> = {
  placed,
  confirmed: confirm(placed, later),
  rejected: reject(placed, [{ productId: toProductId('b'), available: 4 }], later),
  cancelled: cancel(placed, { by: 'customer' }, later),
  shipped: ship(confirm(placed, later), shipment, later),
};

test('a new order sums its lines in minor units and owes its reservations', () => {
  expect(placed).toMatchObject({ total: 2299, status: 'placed', debt: { due: 'reserve', since: placedAt } });
  expect(placed.items.map(({ lineTotal }) => lineTotal)).toEqual([300, 1999]);
});

test.each([
  ['placed', 'reserve'],
  ['confirmed', undefined],
  ['rejected', 'release'],
  ['cancelled', 'release'],
  ['shipped', 'settle'],
] as const)('an order that becomes %s owes %s', (status, due) => {
  expect(inStatus[status].status).toBe(status);
  expect(inStatus[status].debt?.due).toBe(due);
  expect('debt' in inStatus[status]).toBe(due !== undefined);
});

test.each(orderStatuses)('cancelling an order that is %s', (status) => {
  const again = () => cancel(inStatus[status], { by: 'staff', reason: 'late' }, later);
  if (status === 'placed' || status === 'confirmed') {
    expect(again()).toMatchObject({ status: 'cancelled', cancelledAt: later, debt: { due: 'release', since: later } });
  } else if (status === 'cancelled') {
    expect(again()).toBe(inStatus.cancelled);
  } else {
    const message = `The order is ${status} and can no longer be cancelled.`;
    expect(again).toThrow(expect.objectContaining({ code: 'order_not_cancellable', message }));
  }
});

test.each(orderStatuses)('shipping an order that is %s', (status) => {
  const again = () => ship(inStatus[status], shipment, later);
  if (status === 'confirmed') expect(again()).toMatchObject({ status: 'shipped', shipment, debt: { due: 'settle' } });
  else if (status === 'shipped') expect(again()).toBe(inStatus.shipped);
  else expect(again).toThrow(expect.objectContaining({ code: 'order_not_shippable' }));
});

test.each([
  ['carrier', { carrier: 'UPS', trackingNumber: '1' }],
  ['tracking number', { carrier: 'DHL', trackingNumber: '2' }],
])('a shipped order is not shipped again with another %s', (_, other) => {
  expect(() => ship(inStatus.shipped, other, later)).toThrow(expect.objectContaining({ code: 'order_not_shippable' }));
});

test('only an order that owes something is marked, and the first mark stays', () => {
  const attention = { reason: 'stuck', since: later };
  const confirmed = confirm(placed, later);
  expect(withAttention(confirmed, attention)).toBe(confirmed);

  const marked = withAttention(placed, attention);
  expect(marked.attention).toEqual(attention);
  expect(withAttention(marked, { reason: 'again', since: later })).toBe(marked);
});

test('restarting a debt removes the attention flag, and creates no debt if nothing is owed', () => {
  const attention = { reason: 'stuck', since: later };
  expect(withDebtRestarted({ ...placed, attention }, later)).toStrictEqual({
    ...placed,
    debt: { due: 'reserve', since: later },
  });
  expect(withDebtRestarted({ ...inStatus.confirmed, attention }, later)).toStrictEqual(inStatus.confirmed);
});

test('a refusal to ship says why', () => {
  const words = (order: Order) => {
    try {
      ship(order, { carrier: 'UPS', trackingNumber: '1' }, later);
    } catch (error) {
      return error instanceof DomainError ? error.message : error;
    }
    return 'shipped';
  };
  expect(words(inStatus.shipped)).toBe('The order has already been shipped with another carrier or tracking number.');
  expect(words(placed)).toBe('The order is placed; only a confirmed order can be shipped.');
});

test('lines are taken in product id order, and the order keeps its own', () => {
  const ids = (lines: Order['items']) => lines.map(({ productId }) => productId);
  for (const given of [
    ['b', 'a'],
    ['a', 'b'],
    ['b', 'c', 'a'],
    ['c', 'a-1', 'a'],
  ]) {
    const items = given.flatMap((productId) =>
      placed.items.slice(0, 1).map((line) => ({ ...line, productId: toProductId(productId) })),
    );
    const order = { ...placed, items };
    expect(ids(sortLinesByProduct(order))).toEqual(given.toSorted());
    expect(ids(order.items)).toEqual(given);
  }
});

test('only the short line is marked, with what was available', () => {
  const marks = inStatus.rejected.items.map(({ short, available }) => ({ short, available }));
  expect(marks).toStrictEqual([
    { short: true, available: 4 },
    { short: undefined, available: undefined },
  ]);
});

test('under any sequence of changes the events stay in a legal order and no mark outlives a change of state', () => {
  const legal: Record<OrderStatus, readonly OrderStatus[]> = {
    placed: ['confirmed', 'rejected', 'cancelled'],
    confirmed: ['shipped', 'cancelled'],
    rejected: [],
    cancelled: [],
    shipped: [],
  };
  const changes: Record<string, (order: Order) => Order> = {
    cancel: (order) => cancel(order, { by: 'customer' }, later),
    ship: (order) => ship(order, shipment, later),
    settle: (order) => withoutDebt(order),
    mark: (order) => withAttention(order, { reason: 'stuck', since: later }),
    // The worker does this only with an order that owes its reservations.
    confirm: (order) => (order.debt?.due === 'reserve' ? confirm(order, later) : order),
    reject: (order) =>
      order.debt?.due === 'reserve' ? reject(order, [{ productId: toProductId('a') }], later) : order,
  };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(changes)), { maxLength: 12 }), (names) => {
      let order = placed;
      for (const name of names) {
        // The worker removes a debt only once the work is done. A placed order's debt is paid by
        // its outcome.
        if (name === 'settle' && order.debt?.due === 'reserve') continue;
        let next = order;
        try {
          next = changes[name]?.(order) ?? order;
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
        }
        if (next.status !== order.status) {
          expect(legal[order.status]).toContain(next.status);
          expect(next).not.toHaveProperty('attention');
        }
        if (next.attention) expect(next.debt).toBeDefined();
        expect(next.total).toBe(2299);
        order = next;
      }
    }),
  );
});

test('sort keys follow the time of placing, then the id', () => {
  expect(
    orderSortKey({ placedAt, id: toOrderId('ord_b') }) < orderSortKey({ placedAt: later, id: toOrderId('ord_a') }),
  ).toBe(true);
  expect(orderSortKey({ placedAt, id: toOrderId('ord_a') }) < orderSortKey({ placedAt, id: toOrderId('ord_b') })).toBe(
    true,
  );
});
