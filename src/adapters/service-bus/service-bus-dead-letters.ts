import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';
import type { DeadLetter, DeadLetters, Settled } from '../../application/ports/dead-letters.ts';
import { Unavailable } from '../../domain/errors.ts';
import { deadLetterOf, sequenceOf } from './dead-letter.ts';
import { type HeldMessages, withHeldMessages } from './held-messages.ts';
import { perClient } from './per-client.ts';
import type { ServiceBus } from './self-renewing-client.ts';
import { serviceBusCall } from './service-bus-failure.ts';

/** The most that the broker shows at once. */
const MAX_PEEKED = 250;

const MAX_LOCKED = 100;

/** Few enough that the work for all of them ends well within their locks. */
const MAX_WORKED_ON = 25;

/** The most messages locked at once. More could not be processed before their locks expire. */
const MAX_HELD = 2_000;

/** The longest search for one message; well within a lock. */
const SEARCH_MS = 20_000;

/** From a sequence number on, until the broker shows no more. */
const peekFrom = async function* (
  receiver: ServiceBusReceiver,
  start: Long,
  most: number,
): AsyncGenerator<ServiceBusReceivedMessage> {
  let from = start;
  for (let left = most; left > 0; ) {
    const count = Math.min(left, MAX_PEEKED);
    const page = await serviceBusCall(() => receiver.peekMessages(count, { fromSequenceNumber: from }));
    yield* page;
    const last = page.at(-1)?.sequenceNumber;
    // A page may have fewer messages than asked for although there are more.
    if (last === undefined || last.equals(Long.MAX_VALUE)) return;
    left -= page.length;
    from = last.add(1);
  }
};

/** How many messages come before this one, at most `MAX_HELD`; undefined if it does not exist. */
const countBefore = async (browser: ServiceBusReceiver, number: Long): Promise<number | undefined> => {
  for await (const found of peekFrom(browser, number, 1)) {
    if (sequenceOf(found) !== number.toString()) return undefined;
    let before = 0;
    for await (const other of peekFrom(browser, Long.ZERO, MAX_HELD)) {
      if (other.sequenceNumber?.greaterThanOrEqual(number)) break;
      before += 1;
    }
    return before;
  }
  return undefined;
};

const lockOne = async (
  held: HeldMessages,
  sequenceNumber: string,
  before: number,
): Promise<ServiceBusReceivedMessage | undefined> => {
  const end = performance.now() + SEARCH_MS;
  for (let left = before + 1; performance.now() < end && held.size() < MAX_HELD; ) {
    const messages = await held.next(Math.min(Math.max(1, left), MAX_LOCKED));
    const found = messages.find((message) => sequenceOf(message) === sequenceNumber);
    if (found || messages.length === 0) return found;
    left -= messages.length;
  }
  return undefined;
};

/** What is dead now, up to the limit of one call. */
const takeSnapshot = async (browser: ServiceBusReceiver) => {
  const found: string[] = [];
  for await (const message of peekFrom(browser, Long.ZERO, MAX_HELD + 1)) found.push(sequenceOf(message));
  const numbers = new Set(found.slice(0, MAX_HELD));
  return {
    isWhole: found.length <= MAX_HELD,
    size: () => numbers.size,
    /**
     * Takes those of the messages that are in the snapshot out of it. Each is taken once: a message
     * that loses its lock comes twice, even within one batch.
     */
    takeFromSnapshot: (messages: readonly ServiceBusReceivedMessage[]) => {
      const taken: ServiceBusReceivedMessage[] = [];
      for (const message of messages) {
        if (numbers.delete(sequenceOf(message))) taken.push(message);
      }
      return taken;
    },
  };
};

/**
 * Locks messages that are not in `seen`, and adds them to it. None if a message comes again: it has
 * lost its lock, and those that stay would now come again and again.
 */
const lockUnseen = async (held: HeldMessages, count: number, seen: Set<string>) => {
  const messages = await held.next(count);
  const numbers = messages.map(sequenceOf);
  if (numbers.some((number) => seen.has(number))) return [];
  for (const number of numbers) seen.add(number);
  return messages;
};

/** The dead-letter queue of one queue. */
export const serviceBusDeadLetters = ({ current }: Pick<ServiceBus, 'current'>, queue: string): DeadLetters => {
  const open = () => current().createReceiver(queue, { subQueueType: 'deadLetter' });
  // Peeking needs no lock, so one receiver serves all callers.
  const browser = perClient(current, open);

  return {
    list: async ({ limit, after }) => {
      const last = after === undefined ? undefined : Long.fromString(after);
      if (last?.equals(Long.MAX_VALUE)) return [];
      const letters: DeadLetter[] = [];
      for await (const message of peekFrom(browser(), last?.add(1) ?? Long.ZERO, limit))
        letters.push(deadLetterOf(message));
      return letters;
    },

    settle: async (sequenceNumber, work): Promise<Settled> => {
      const number = Long.fromString(sequenceNumber);
      const before = await countBefore(browser(), number);
      if (before === undefined) return 'gone';
      if (before >= MAX_HELD) return 'busy';
      return withHeldMessages(open(), async (held) => {
        const message = await lockOne(held, sequenceNumber, before);
        // It may have been removed between the peek and the search.
        if (!message) return (await countBefore(browser(), number)) === undefined ? 'gone' : 'busy';
        await work(deadLetterOf(message));
        if ((await held.complete([message])) > 0) {
          throw new Unavailable('service-bus', {
            cause: new Error(`The lock of dead letter ${sequenceNumber} was lost.`),
          });
        }
        return 'settled';
      });
    },

    settleAll: async ({ withinMs, settled }, work) => {
      const end = performance.now() + withinMs;
      const { isWhole, size, takeFromSnapshot } = await takeSnapshot(browser());
      if (size() === 0) return { remaining: false };
      const seen = new Set<string>();
      let lost = 0;
      await withHeldMessages(open(), async (held) => {
        while (size() > 0 && performance.now() < end && held.size() < 2 * MAX_HELD) {
          const messages = await lockUnseen(held, Math.min(size(), MAX_WORKED_ON), seen);
          if (messages.length === 0) return;
          // Messages that died meanwhile stay locked until the end, so that they do not come again.
          const batch = takeFromSnapshot(messages);
          const done = await work(batch.map(deadLetterOf));
          const removable = batch.filter((message) => done.has(sequenceOf(message)));
          const lostNow = await held.complete(removable);
          lost += lostNow;
          settled?.(removable.length - lostNow);
        }
      });
      return { remaining: !isWhole || size() > 0 || lost > 0 };
    },
  };
};
