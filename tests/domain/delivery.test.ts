import {
  deliver,
  giveUp,
  isDue,
  isSuccess,
  makeDue,
  newDelivery,
  putOff,
  recordFailure,
} from '../../src/domain/delivery.ts';
import { toEndpointId } from '../support/ids.ts';
import { sampleEvent } from '../support/webhook-shop.ts';

const now = '2026-03-01T12:00:00.000Z';
const delivery = newDelivery(toEndpointId('whe_a'), sampleEvent(), now);
const attempt = { at: now, ms: 250, status: 500, answer: 'oops' };

test('a new delivery is due at once', () => {
  expect(delivery).toMatchObject({ status: 'pending', nextAt: now, createdAt: now, attempts: [] });
  expect(isDue(delivery, new Date(now))).toBe(true);
});

test('a clock that is up to a second behind that of the broker makes no difference', () => {
  expect(isDue(delivery, new Date('2026-03-01T11:59:59.000Z'))).toBe(true);
  expect(isDue(delivery, new Date('2026-03-01T11:59:58.999Z'))).toBe(false);
});

test('what is delivered or has failed is not due', () => {
  expect(isDue(deliver(delivery, attempt), new Date(now))).toBe(false);
  expect(isDue(giveUp(delivery, now), new Date(now))).toBe(false);
});

test.each([
  [199, false],
  [200, true],
  [204, true],
  [299, true],
  [300, false],
  [500, false],
])('an answer of %i: a success is %s', (status, success) => {
  expect(isSuccess({ status, answer: '' })).toBe(success);
});

test('no answer is no success', () => {
  expect(isSuccess({ error: 'timeout' })).toBe(false);
});

test('the wait begins when the attempt has ended', () => {
  expect(recordFailure(delivery, attempt, 5_000)).toEqual({
    ...delivery,
    attempts: [attempt],
    nextAt: '2026-03-01T12:00:05.250Z',
  });
});

test('without another attempt, the delivery has failed', () => {
  const failed = recordFailure(delivery, attempt, undefined);

  expect(failed).toMatchObject({ status: 'failed', failedAt: '2026-03-01T12:00:00.250Z', attempts: [attempt] });
  expect(failed).not.toHaveProperty('nextAt');
});

test('a delivery that has failed is delivered all the same', () => {
  const delivered = deliver(giveUp(delivery, now), attempt);

  expect(delivered).toMatchObject({ status: 'delivered', deliveredAt: '2026-03-01T12:00:00.250Z' });
  expect(delivered).not.toHaveProperty('failedAt');
});

test('putting it off is no attempt', () => {
  const until = '2026-03-01T12:00:30.000Z';
  expect(putOff(delivery, new Date(until))).toEqual({ ...delivery, nextAt: until });
});

test('one that has failed can be made due again', () => {
  const due = makeDue(giveUp(delivery, now), '2026-03-05T00:00:00.000Z');

  expect(due).toEqual({ ...delivery, nextAt: '2026-03-05T00:00:00.000Z' });
});

test('the newest twenty attempts are kept', () => {
  const many = Array.from({ length: 25 }, (_, n) => ({ ...attempt, ms: n }));
  const last = many.reduce((before, next) => makeDue(recordFailure(before, next, undefined), now), delivery);

  expect(last.attempts.map(({ ms }) => ms)).toEqual(many.slice(5).map(({ ms }) => ms));
});
