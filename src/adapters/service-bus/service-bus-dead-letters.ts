import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import Long from 'long';
import type { DeadLetter, DeadLetters, Settled } from '../../application/ports/dead-letters.ts';
import { Unavailable } from '../../domain/errors.ts';
import { deadLetterOf, sequenceOf } from './dead-letter.ts';
import { type HeldMessages, withHeldMessages } from './held-messages.ts';
import { serviceBusCall } from './service-bus-failure.ts';

/** The most that the broker shows at once. */
const PEEK = 250;

const BATCH = 100;

/** Few enough that the work for all of them ends well within their locks. */
const WORKED_AT_ONCE = 25;

/**
 * The most messages locked at the same time to reach one of them, or processed in one call: their
 * locks must not expire meanwhile.
 */
const MOST_HELD = 2_000;

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
    const count = Math.min(left, PEEK);
    const page = await serviceBusCall(() => receiver.peekMessages(count, { fromSequenceNumber: from }));
    yield* page;
    const last = page.at(-1)?.sequenceNumber;
    // A page may have fewer messages than asked for although there are more.
    if (last === undefined || last.equals(Long.MAX_VALUE)) return;
    left -= page.length;
    from = last.add(1);
  }
};

/** How many messages come before this one, at most `MOST_HELD`; undefined if it does not exist. */
const placeOf = async (browser: ServiceBusReceiver, number: Long): Promise<number | undefined> => {
  for await (const found of peekFrom(browser, number, 1)) {
    if (sequenceOf(found) !== number.toString()) return undefined;
    let before = 0;
    for await (const other of peekFrom(browser, Long.ZERO, MOST_HELD)) {
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
  for (let left = before + 1; performance.now() < end && held.size() < MOST_HELD; ) {
    const messages = await held.next(Math.min(Math.max(1, left), BATCH));
    const found = messages.find((message) => sequenceOf(message) === sequenceNumber);
    if (found || messages.length === 0) return found;
    left -= messages.length;
  }
  return undefined;
};

/** The numbers of all current dead letters, up to the limit of one call. */
const snapshot = async (browser: ServiceBusReceiver): Promise<{ numbers: Set<string>; isWhole: boolean }> => {
  const numbers = new Set<string>();
  for await (const message of peekFrom(browser, Long.ZERO, MOST_HELD + 1)) {
    if (numbers.size === MOST_HELD) return { numbers, isWhole: false };
    numbers.add(sequenceOf(message));
  }
  return { numbers, isWhole: true };
};

/** The dead-letter queue of one queue. */
export const serviceBusDeadLetters = (client: ServiceBusClient, queue: string): DeadLetters => {
  const open = () => client.createReceiver(queue, { subQueueType: 'deadLetter' });
  // Peeking needs no lock, so one receiver serves all callers.
  const browser = open();

  return {
    list: async ({ limit, after }) => {
      const last = after === undefined ? undefined : Long.fromString(after);
      if (last?.equals(Long.MAX_VALUE)) return [];
      const letters: DeadLetter[] = [];
      for await (const message of peekFrom(browser, last?.add(1) ?? Long.ZERO, limit))
        letters.push(deadLetterOf(message));
      return letters;
    },

    settle: async (sequenceNumber, work): Promise<Settled> => {
      const number = Long.fromString(sequenceNumber);
      const before = await placeOf(browser, number);
      if (before === undefined) return 'gone';
      if (before >= MOST_HELD) return 'busy';
      return withHeldMessages(open(), async (held) => {
        const message = await lockOne(held, sequenceNumber, before);
        // It may have been removed between the peek and the search.
        if (!message) return (await placeOf(browser, number)) === undefined ? 'gone' : 'busy';
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
      const { numbers, isWhole } = await snapshot(browser);
      const met = new Set<string>();
      let failed = 0;
      if (numbers.size === 0) return { remaining: false };
      await withHeldMessages(open(), async (held) => {
        while (numbers.size > 0 && performance.now() < end && held.size() < 2 * MOST_HELD) {
          const messages = await held.next(Math.min(numbers.size, WORKED_AT_ONCE));
          // A message that comes again has lost its lock. Those that stay would now come again and
          // again.
          if (messages.length === 0 || messages.some((message) => met.has(sequenceOf(message)))) return;
          for (const message of messages) met.add(sequenceOf(message));
          // Messages that died meanwhile stay locked until the end, so that they do not come again.
          const batch = messages.filter((message) => numbers.delete(sequenceOf(message)));
          const done = await work(batch.map(deadLetterOf));
          const named = batch.filter((message) => done.has(sequenceOf(message)));
          const lost = await held.complete(named);
          failed += lost;
          settled?.(named.length - lost);
        }
      });
      return { remaining: !isWhole || numbers.size > 0 || failed > 0 };
    },
  };
};
