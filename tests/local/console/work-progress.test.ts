import { describeWork } from '../../../local/console/page/describe-work.ts';
import { formatWhen } from '../../../local/console/page/format.ts';
import { findProgress } from '../../../local/console/work-progress.ts';

const dueSince = '2026-12-01T10:00:00.000Z';
const nextAt = '2026-12-01T10:01:00.000Z';

const reason = 'Cosmos DB is down (batch stock: 503)';

const order = {
  id: 'ord_1',
  status: 'placed',
  items: [],
  currency: 'EUR',
  total: 100,
  placedAt: dueSince,
  due: 'reserve',
  dueSince,
};

const message = (attempt: number, some: object = {}) => ({
  entity: 'process-order',
  sequenceNumber: 1,
  messageId: `ord_1:placed#${attempt}`,
  state: 'scheduled',
  enqueuedAt: '2026-12-01T10:00:30.000Z',
  scheduledFor: nextAt,
  deliveryCount: 0,
  properties: { attempt },
  body: '{"orderId":"ord_1"}',
  ...some,
});

const failure = (attempt: number, some: object = {}) => ({
  time: '2026-12-01T10:00:30.000Z',
  level: 'warning',
  event: 'order_attempt_failed',
  orderId: 'ord_1',
  messageId: 'ord_1:placed',
  attempt,
  maxAttempts: 10,
  reason: 'Unavailable: Cosmos DB is down.',
  operation: 'batch',
  container: 'stock',
  status: 503,
  ...some,
});

test('work that fails says how often, why, and when it will be retried', () => {
  const progress = findProgress(order, { messages: [message(3)], log: [failure(2), failure(3)] });

  expect(progress).toEqual({ failed: 3, most: 10, reason, nextAt });
  expect(describeWork(order, progress)).toEqual({
    what: `reserve: attempt 3 of 10 failed, next at ${formatWhen(nextAt)}`,
    why: reason,
  });
});

test('without the log, the message still says how many attempts have failed', () => {
  const progress = findProgress(order, { messages: [message(2)], log: [] });

  expect(describeWork(order, progress).what).toBe(`reserve: 2 attempts failed, next at ${formatWhen(nextAt)}`);
});

test('of two messages, the one that got furthest counts, with what has failed since it was sent', () => {
  const relayed = message(5, { messageId: 'ord_1:placed:9', scheduledFor: undefined });
  const log = [failure(3, { time: '2026-12-01T10:00:31.000Z' })];

  expect(findProgress(order, { messages: [message(2), relayed], log })).toMatchObject({ failed: 3, nextAt: undefined });
  expect(findProgress(order, { messages: [message(2), relayed], log: [] })).toMatchObject({ failed: 5 });
});

test('a message that was not sent is a failure, too', () => {
  const log = [failure(0, { event: 'order_send_failed', attempt: undefined, maxAttempts: undefined })];

  expect(describeWork(order, findProgress(order, { messages: [], log }))).toEqual({
    what: 'reserve: its message was not sent',
    why: reason,
  });
});

test.each([
  ['of another order', [], [failure(1, { orderId: 'ord_2' })]],
  ['before this work was due', [], [failure(1, { time: '2026-12-01T09:59:59.000Z' })]],
  ['of the message before a retry by staff', [message(0, { messageId: 'f81d', enqueuedAt: nextAt })], [failure(10)]],
  ['that is none', [message(0)], [failure(1, { event: 'order_placed' })]],
])('a failure %s does not count', (_case, messages, log) => {
  const progress = findProgress(order, { messages, log });

  expect(progress).toBeUndefined();
  expect(describeWork(order, progress).what).toBe(`reserve, due since ${formatWhen(dueSince)}`);
});

test('an order that was given up says why, and one that owes nothing says nothing', () => {
  const { due, dueSince: _since, ...done } = order;

  expect(describeWork({ ...order, attention: { reason: 'Tried 10 times.' } }, undefined)).toEqual({
    what: `${due}: given up`,
    why: 'Tried 10 times.',
  });
  expect(findProgress(done, { messages: [message(1)], log: [failure(1)] })).toBeUndefined();
  expect(describeWork(done, undefined)).toEqual({ what: '', why: '' });
});
