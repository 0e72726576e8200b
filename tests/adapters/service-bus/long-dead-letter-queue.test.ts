import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';
import { serviceBusClient } from '../../../src/adapters/service-bus/service-bus-client.ts';
import { serviceBusDeadLetters } from '../../../src/adapters/service-bus/service-bus-dead-letters.ts';
import { QUEUE } from './service-bus-for-tests.ts';

let client: ServiceBusClient;

beforeEach(async () => {
  const connectionString = 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=none;SharedAccessKey=bm9uZQ==';
  client = (await serviceBusClient({ connectionString })).current();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await client.close();
});

const messageOf = (n: number): ServiceBusReceivedMessage =>
  Object.assign(Object.create(null), { sequenceNumber: Long.fromNumber(n), body: n });

/** A queue of `length` dead letters whose client shows and locks at most `page` at a time. */
const openQueue = (length: number, page = Number.POSITIVE_INFINITY) => {
  const dead = Array.from({ length }, (_, n) => messageOf(n + 1));
  const locked = new Set<ServiceBusReceivedMessage>();
  const asked: { peek: number[]; lock: number[] } = { peek: [], lock: [] };
  const receiver = client.createReceiver(QUEUE, { subQueueType: 'deadLetter' });
  jest.spyOn(client, 'createReceiver').mockReturnValue(receiver);
  jest.spyOn(receiver, 'close').mockResolvedValue();
  jest.spyOn(receiver, 'peekMessages').mockImplementation(async (count, { fromSequenceNumber } = {}) => {
    asked.peek.push(count);
    const from = fromSequenceNumber ?? Long.ZERO;
    return dead.filter(({ sequenceNumber }) => sequenceNumber?.gte(from)).slice(0, Math.min(count, page));
  });
  jest.spyOn(receiver, 'receiveMessages').mockImplementation(async (count) => {
    asked.lock.push(count);
    const messages = dead.filter((message) => !locked.has(message)).slice(0, Math.min(count, page));
    for (const message of messages) locked.add(message);
    return messages;
  });
  jest.spyOn(receiver, 'completeMessage').mockImplementation(async (message) => {
    dead.splice(dead.indexOf(message), 1);
  });
  jest.spyOn(receiver, 'abandonMessage').mockImplementation(async (message) => {
    locked.delete(message);
  });
  return { deadLetters: serviceBusDeadLetters({ current: () => client }, QUEUE), dead, locked, asked };
};

const numbersOf = (letters: readonly { sequenceNumber: string }[]) =>
  letters.map(({ sequenceNumber }) => +sequenceNumber);

test('a list goes on where a page ended, however short the page is, and asks for no more than is left', async () => {
  const { deadLetters, asked } = openQueue(600, 100);
  const letters = await deadLetters.list({ limit: 300 });

  expect(numbersOf(letters)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  expect(asked.peek).toEqual([250, 200, 100]);
});

test('a list after a number starts with the next one', async () => {
  const { deadLetters } = openQueue(9);
  expect(numbersOf(await deadLetters.list({ limit: 3, after: '4' }))).toEqual([5, 6, 7]);
});

test('one that lies deep is found by locking those before it, a hundred at a time, and they are given back', async () => {
  const { deadLetters, dead, locked, asked } = openQueue(260);
  let seen: unknown;
  const settled = await deadLetters.settle('240', async ({ body }) => {
    seen = body;
  });

  expect([settled, seen]).toEqual(['settled', 240]);
  expect(asked.lock).toEqual([100, 100, 40]);
  expect(dead).toHaveLength(259);
  expect([...locked].filter((message) => dead.includes(message))).toEqual([]);
});

test.each([
  ['2000', 'settled'],
  ['2001', 'busy'],
])('of two thousand locks at most: message %s is %s', async (number, outcome) => {
  const { deadLetters } = openQueue(2_005);
  expect(await deadLetters.settle(number, async () => {})).toBe(outcome);
});

test.each([
  [2_000, false],
  [2_001, true],
])('all of %d at once, two thousand at most, in batches of 25; some remain: %p', async (length, remaining) => {
  const { deadLetters, dead, asked } = openQueue(length);
  const batches: number[] = [];
  const outcome = await deadLetters.settleAll({ withinMs: 60_000 }, async (batch) => {
    batches.push(batch.length);
    return new Set(batch.map(({ sequenceNumber }) => sequenceNumber));
  });

  expect(outcome).toEqual({ remaining });
  expect(batches).toEqual(Array.from({ length: 80 }, () => 25));
  expect(asked.lock).toEqual(batches);
  expect(dead).toHaveLength(length - 2_000);
});

test('the last batch locks no more than are left', async () => {
  const { deadLetters, asked } = openQueue(30);
  await deadLetters.settleAll({ withinMs: 60_000 }, async () => new Set());
  expect(asked.lock).toEqual([25, 5]);
});

test('one that vanishes while it is looked for is gone', async () => {
  const { deadLetters, dead } = openQueue(3);
  const receiver = client.createReceiver(QUEUE);
  jest.spyOn(receiver, 'receiveMessages').mockImplementation(async () => {
    dead.splice(1, 1);
    return [];
  });
  const work = jest.fn();

  expect(await deadLetters.settle('2', work)).toBe('gone');
  expect(work).not.toHaveBeenCalled();
});
