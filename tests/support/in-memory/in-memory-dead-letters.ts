import type { Clock } from '../../../src/application/ports/clock.ts';
import type { DeadLetter, DeadLetters } from '../../../src/application/ports/dead-letters.ts';

export type InMemoryDeadLetters = DeadLetters & {
  /** Adds a message and returns its number. Numbers grow. */
  bury(letter: Partial<DeadLetter>): string;
  /** Until released, others get 'busy' for it or do not see it. */
  hold(sequenceNumber: string): () => void;
  /** From now on, its lock expires before `settleAll` can remove it. */
  loseLock(sequenceNumber: string): void;
};

/** Batches are small, so that a few messages need several. */
const BATCH = 3;

export const inMemoryDeadLetters = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryDeadLetters => {
  const letters = new Map<string, DeadLetter>();
  const held = new Set<string>();
  const lost = new Set<string>();
  // Numbers that a double cannot represent exactly.
  let last = 2n ** 53n;

  const hold = (sequenceNumber: string) => {
    held.add(sequenceNumber);
    return () => void held.delete(sequenceNumber);
  };

  return {
    bury: (letter) => {
      last += 1n;
      const sequenceNumber = String(last);
      letters.set(sequenceNumber, {
        messageId: `message-${sequenceNumber}`,
        reason: 'MaxDeliveryCountExceeded',
        deliveryCount: 10,
        enqueuedAt: clock().toISOString(),
        body: '',
        ...letter,
        sequenceNumber,
      });
      return sequenceNumber;
    },
    hold,
    loseLock: (sequenceNumber) => void lost.add(sequenceNumber),

    list: async ({ limit, after = '-1' }) =>
      [...letters.values()].filter((letter) => BigInt(letter.sequenceNumber) > BigInt(after)).slice(0, limit),

    settle: async (sequenceNumber, work) => {
      const letter = letters.get(sequenceNumber);
      if (!letter) return 'gone';
      if (held.has(sequenceNumber)) return 'busy';
      const letGo = hold(sequenceNumber);
      try {
        await work(letter);
        letters.delete(sequenceNumber);
        return 'settled';
      } finally {
        letGo();
      }
    },

    settleAll: async ({ withinMs, settled }, work) => {
      const end = clock().getTime() + withinMs;
      const free = [...letters.values()].filter((letter) => !held.has(letter.sequenceNumber));
      let remaining = free.length < letters.size;
      const letGo: (() => void)[] = [];
      try {
        for (let from = 0; from < free.length; from += BATCH) {
          if (clock().getTime() >= end) return { remaining: true };
          const batch = free.slice(from, from + BATCH);
          letGo.push(...batch.map((letter) => hold(letter.sequenceNumber)));
          const named = [...(await work(batch))];
          const gone = named.filter((sequenceNumber) => !lost.has(sequenceNumber) && letters.delete(sequenceNumber));
          remaining ||= gone.length < named.length;
          settled?.(gone.length);
        }
        return { remaining };
      } finally {
        for (const one of letGo) one();
      }
    },
  };
};
