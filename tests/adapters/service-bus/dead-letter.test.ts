import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';
import { deadLetterOf, sequenceOf } from '../../../src/adapters/service-bus/dead-letter.ts';

/** As the client passes a message on. */
const received = (fields: object): ServiceBusReceivedMessage =>
  Object.assign(Object.create(null), { sequenceNumber: Long.fromNumber(7), body: 'x' }, fields);

test('a message of which little is known is still a dead letter', () => {
  expect(deadLetterOf(received({}))).toEqual({
    sequenceNumber: '7',
    messageId: undefined,
    reason: undefined,
    description: undefined,
    deliveryCount: 0,
    enqueuedAt: '1970-01-01T00:00:00.000Z',
    body: 'x',
    attempt: undefined,
  });
});

test('what the broker knows is passed on', () => {
  const enqueuedTimeUtc = new Date('2026-03-01T10:00:00Z');
  const known = { messageId: 12, deadLetterReason: 'r', deadLetterErrorDescription: 'd', deliveryCount: 3 };

  expect(deadLetterOf(received({ ...known, enqueuedTimeUtc }))).toMatchObject({
    messageId: '12',
    reason: 'r',
    description: 'd',
    deliveryCount: 3,
    enqueuedAt: '2026-03-01T10:00:00.000Z',
  });
});

test.each([
  [{ a: [1, null] }, { a: [1, null] }],
  [Buffer.from('{"a": 1}'), '{"a": 1}'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [undefined, ''],
  [null, ''],
  [10n, '10'],
])('a body of %p becomes %p', (body, expected) => {
  expect(deadLetterOf(received({ body })).body).toEqual(expected);
});

test.each([
  [4, 5],
  [0, 1],
  ['12', 13],
  ['123456789', 123_456_790],
  ['1234567890', undefined],
  ['1x', undefined],
  ['x1', undefined],
  ['', undefined],
  [-1, undefined],
  [1.5, undefined],
  [true, undefined],
  [new Date(1), undefined],
])('the attempt %p of a message, from 0, is attempt %p of the dead letter, from 1', (attempt, expected) => {
  expect(deadLetterOf(received({ applicationProperties: { attempt } })).attempt).toBe(expected);
});

test('a message without a number is a fault', () => {
  expect(() => sequenceOf(received({ sequenceNumber: undefined }))).toThrow('without a sequence number');
});
