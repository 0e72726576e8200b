import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Due, OrderStatus } from '../../src/domain/order.ts';
import { countUnits, findContradictions, findingCodes, judgeReservation } from '../../src/domain/reconciliation.ts';
import type { Reservation } from '../../src/domain/stock.ts';
import { toProductId } from '../support/ids.ts';

const items = [
  { productId: toProductId('mug'), quantity: 2 },
  { productId: toProductId('tea'), quantity: 1 },
  { productId: toProductId('mug'), quantity: 3 },
];
const order = (status: OrderStatus, due?: Due) => ({
  status,
  items,
  ...(due && { debt: { due, since: '2026-03-01T12:00:00.000Z' } }),
});
const held = (quantity: number): Reservation => ({ quantity, state: 'held' });
const released: Reservation = { quantity: 5, state: 'released' };
const settled: Reservation = { quantity: 5, state: 'settled' };

test('the units of a product are those of all its lines, and of no other', () => {
  expect(['mug', 'tea', 'cup'].map((productId) => countUnits({ items }, toProductId(productId)))).toEqual([5, 1, 0]);
});

test.each([
  ['held for an order that is placed', held(5), order('placed', 'reserve'), 'fine'],
  ['held for an order that is confirmed', held(5), order('confirmed'), 'fine'],
  ['held for an order that was cancelled', held(5), order('cancelled', 'release'), 'give_back'],
  ['held for an order that was rejected', held(5), order('rejected'), 'give_back'],
  ['held for an order whose shipping is still to be booked', held(5), order('shipped', 'settle'), 'fine'],
  ['held after shipping', held(5), order('shipped'), { code: 'held_after_shipping', expected: 0, found: 5 }],
  ['held in another quantity', held(4), order('confirmed'), { code: 'other_quantity', expected: 5, found: 4 }],
  ['held for no order', held(5), undefined, { code: 'order_missing', expected: 0, found: 5 }],
  [
    'released for a confirmed order',
    released,
    order('confirmed'),
    { code: 'reservation_missing', expected: 5, found: 0 },
  ],
  [
    'settled for a confirmed order',
    settled,
    order('confirmed'),
    { code: 'reservation_missing', expected: 5, found: 0 },
  ],
  [
    'absent for a confirmed order',
    undefined,
    order('confirmed'),
    { code: 'reservation_missing', expected: 5, found: 0 },
  ],
  ['released for an order that was cancelled', released, order('cancelled'), 'fine'],
  ['settled for an order that was shipped', settled, order('shipped'), 'fine'],
  ['absent for an order that is placed', undefined, order('placed', 'reserve'), 'fine'],
  ['absent, and so is the order', undefined, undefined, 'fine'],
])('a reservation %s', (_, reservation, claim, verdict) => {
  expect(judgeReservation(toProductId('mug'), reservation, claim)).toEqual(verdict);
});

test('what is held of a product that the order does not have is not on the order', () => {
  expect(judgeReservation(toProductId('cup'), held(5), order('confirmed'))).toEqual({
    code: 'not_on_order',
    expected: 0,
    found: 5,
  });
  expect(judgeReservation(toProductId('cup'), undefined, order('confirmed'))).toBe('fine');
});

test.each([
  [{ received: 9, shipped: 2, available: 3, held: 4 }, []],
  [{ received: 0, shipped: 0, available: 0, held: 0 }, []],
  [{ received: 9, shipped: 2, available: 3, held: 5 }, [{ code: 'level_unbalanced', expected: 7, found: 8 }]],
  [{ received: 3, shipped: 0, available: -1, held: 4 }, [{ code: 'level_negative', expected: 0, found: -1 }]],
  [{ received: 3, shipped: 0, available: 5, held: -2 }, [{ code: 'level_negative', expected: 0, found: -2 }]],
  [{ received: 3, shipped: -4, available: 3, held: 4 }, [{ code: 'level_negative', expected: 0, found: -4 }]],
  [
    { received: -3, shipped: 0, available: 0, held: 0 },
    [
      { code: 'level_unbalanced', expected: -3, found: 0 },
      { code: 'level_negative', expected: 0, found: -3 },
    ],
  ],
])('the level %j contradicts itself in these ways: %j', (level, oddities) => {
  expect(findContradictions(level)).toEqual(oddities);
});

test('operators find every code that a run may report on the page about it', () => {
  const page = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  expect(findingCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
