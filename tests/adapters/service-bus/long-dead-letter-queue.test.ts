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
  ['2000', 'settled', 20],
  ['2001', 'busy', 0],
])('of two thousand locks at most: message %s is %s, after %i requests for locks', async (number, outcome, count) => {
  const { deadLetters, asked } = openQueue(2_005);
  expect(await deadLetters.settle(number, async () => {})).toBe(outcome);
  expect(asked.lock).toHaveLength(count);
});

test('a search for a letter that somebody else holds ends at two thousand locks', async () => {
  const { deadLetters, dead, locked, asked } = openQueue(2_500);
  const [held = messageOf(0)] = dead.slice(1_499);
  locked.add(held);

  expect(await deadLetters.settle('1500', async () => {})).toBe('busy');
  expect(asked.lock.reduce((sum, count) => sum + count, 0)).toBe(2_000);
});

test('a search ends after 20 seconds', async () => {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const { deadLetters, dead, locked, asked } = openQueue(500, 1);
  const [held = messageOf(0)] = dead.slice(399);
  locked.add(held);
  jest.spyOn(client.createReceiver(QUEUE), 'receiveMessages').mockImplementation(async (count) => {
    now += 5_000;
    asked.lock.push(count);
    return [messageOf(1_000 + now)];
  });

  expect(await deadLetters.settle('400', async () => {})).toBe('busy');
  expect(asked.lock).toHaveLength(4);
});

test('a letter that cannot be removed for a reason other than its lock is a fault', async () => {
  const { deadLetters } = openQueue(1);
  const fault = Object.assign(new Error('no right to listen'), { code: 'UnauthorizedAccess' });
  jest.spyOn(client.createReceiver(QUEUE), 'completeMessage').mockRejectedValue(fault);

  await expect(deadLetters.settle('1', async () => {})).rejects.toBe(fault);
});

test('if there are no letters, nothing is opened to lock them', async () => {
  const { deadLetters } = openQueue(0);
  expect(await deadLetters.settleAll({ withinMs: 60_000 }, async () => new Set())).toEqual({ remaining: false });
  expect(client.createReceiver).toHaveBeenCalledTimes(1);
});

test('no work begins at the very end of the time', async () => {
  jest.spyOn(performance, 'now').mockReturnValue(1_000);
  const { deadLetters, asked } = openQueue(3);

  expect(await deadLetters.settleAll({ withinMs: 0 }, async () => new Set())).toEqual({ remaining: true });
  expect(asked.lock).toEqual([]);
});

test('a letter that comes again among new ones ends the call', async () => {
  const { deadLetters, dead } = openQueue(60);
  const [first, ...others] = dead;
  let batches = 0;
  jest.spyOn(client.createReceiver(QUEUE), 'receiveMessages').mockImplementation(async () => {
    batches += 1;
    return batches === 1 ? dead.slice(0, 25) : [first ?? messageOf(1), ...others.slice(24, 48)];
  });
  const work = jest.fn(async () => new Set<string>());

  expect(await deadLetters.settleAll({ withinMs: 60_000 }, work)).toEqual({ remaining: true });
  expect([batches, work.mock.calls.length]).toEqual([2, 1]);
});

test('letters that arrive meanwhile are held, four thousand at most', async () => {
  const { deadLetters } = openQueue(1);
  let next = 10_000;
  jest.spyOn(client.createReceiver(QUEUE), 'receiveMessages').mockImplementation(async () =>
    Array.from({ length: 25 }, () => {
      next += 1;
      return messageOf(next);
    }),
  );

  expect(await deadLetters.settleAll({ withinMs: 60_000 }, async () => new Set())).toEqual({ remaining: true });
  expect(next).toBe(14_000);
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
