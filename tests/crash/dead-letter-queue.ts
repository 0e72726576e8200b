import type { DeadLetter, DeadLetters } from '../../src/application/ports/dead-letters.ts';
import type { Brokered } from './broker.ts';
import type { OrderEnvelope } from './order-broker.ts';

const letterOf = ({ content, failures, sequence, enqueuedAt }: Brokered<OrderEnvelope>): DeadLetter => ({
  sequenceNumber: String(sequence),
  messageId: String(content.messageId),
  reason: 'MaxDeliveryCountExceeded',
  deliveryCount: failures,
  enqueuedAt: new Date(enqueuedAt).toISOString(),
  body: content.body,
});

/** The dead letters. There are no locks here, so two operators may replay the same message. */
export const deadLetterQueue = (dead: Brokered<OrderEnvelope>[]): DeadLetters => {
  const remove = (sequenceNumbers: ReadonlySet<string>): void => {
    const left = dead.filter(({ sequence }) => !sequenceNumbers.has(String(sequence)));
    dead.splice(0, dead.length, ...left);
  };
  return {
    list: async ({ limit, after = '0' }) =>
      dead
        .filter(({ sequence }) => sequence > Number(after))
        .slice(0, limit)
        .map(letterOf),
    settle: async (sequenceNumber, work) => {
      const letter = dead.find(({ sequence }) => String(sequence) === sequenceNumber);
      if (!letter) return 'gone';
      await work(letterOf(letter));
      remove(new Set([sequenceNumber]));
      return 'settled';
    },
    settleAll: async ({ settled }, work) => {
      if (dead.length === 0) return { remaining: false };
      const before = dead.length;
      remove(await work(dead.map(letterOf)));
      settled?.(before - dead.length);
      return { remaining: false };
    },
  };
};
