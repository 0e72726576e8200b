import {
  customerTagOf,
  customerTagOfOrder,
  keyedOrderId,
  ORDER_ID,
  orderIdIn,
  timedOrderId,
} from '../../src/domain/order-id.ts';
import { toCustomerId } from '../support/ids.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const entropy = Buffer.alloc(10, 7);
const id = timedOrderId(toCustomerId('alice'), now, entropy);

test('the id of a key is the same in every release: a repeated request must find its order', () => {
  expect(keyedOrderId(toCustomerId('alice'), 'key-1')).toBe('ord_5fc0dibv1o0au6gv_9aeasmvjimtc09q2dmlp7ijtgo');
});

test('customers and keys that are the same text when joined give different ids', () => {
  const ids = [
    keyedOrderId(toCustomerId('ab'), 'c'),
    keyedOrderId(toCustomerId('a'), 'bc'),
    keyedOrderId(toCustomerId('1:a'), 'b'),
    keyedOrderId(toCustomerId(''), 'abc'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  // The customer decides whether the partition is the same. The suffix must always differ.
  expect(new Set(ids.map((each) => each.slice(21))).size).toBe(ids.length);
});

test('a later id of a customer sorts after an earlier one, whatever its entropy', () => {
  const earlier = timedOrderId(toCustomerId('alice'), now, Buffer.alloc(10, 255));
  const later = timedOrderId(toCustomerId('alice'), new Date(now.getTime() + 1), Buffer.alloc(10, 0));
  expect(earlier < later).toBe(true);
});

test('two ids of one millisecond differ by their entropy, of which ten bytes count', () => {
  expect(timedOrderId(toCustomerId('alice'), now, Buffer.alloc(10, 8))).not.toBe(id);
  expect(timedOrderId(toCustomerId('alice'), now, Buffer.alloc(12, 7))).toBe(id);
});

test('every id is an order id and names the partition of its customer', () => {
  for (const each of [id, keyedOrderId(toCustomerId('alice'), 'key-1')]) {
    expect(each).toMatch(ORDER_ID);
    expect(customerTagOfOrder(each)).toBe(customerTagOf(toCustomerId('alice')));
  }
});

test.each([
  [{ orderId: id }, id],
  [{ orderId: id, more: 1 }, id],
  [{ orderId: `x${id}` }, undefined],
  [{ orderId: `${id}x` }, undefined],
  [{ orderId: [id] }, undefined],
  [{ orderId: 7 }, undefined],
  [{}, undefined],
  [null, undefined],
  [undefined, undefined],
  [id, undefined],
])('the body %j names the order %j', (body, expected) => {
  expect(orderIdIn(body)).toBe(expected);
});
