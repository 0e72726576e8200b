import type { DeadLetter, DeadLetters } from '../../src/application/ports/dead-letters.ts';
import { sampleMessage } from './order-queue-contract.ts';

export type DeadLettersUnderTest = {
  deadLetters: DeadLetters;
  /** Creates dead letters with these bodies, in order. Resolves once they are there. */
  bury(bodies: readonly unknown[]): Promise<void>;
  /** Locks everything as somebody else. Resolves to a function that unlocks it. */
  holdAll(): Promise<() => Promise<void>>;
  /** A number that no dead letter has, greater than all existing ones. */
  none: string;
};

const numbers = (letters: readonly DeadLetter[]): string[] => letters.map(({ sequenceNumber }) => sequenceNumber);

/**
 * What every implementation of `DeadLetters` does. `make` runs once per test and returns an empty
 * queue.
 */
export const describeDeadLetters = (
  name: string,
  make: () => DeadLettersUnderTest | Promise<DeadLettersUnderTest>,
): void => {
  describe(`DeadLetters: ${name}`, () => {
    let made: DeadLettersUnderTest;
    let deadLetters: DeadLetters;

    beforeEach(async () => {
      made = await make();
      deadLetters = made.deadLetters;
    });

    const all = () => deadLetters.list({ limit: 1000 });

    const bury = async (count: number): Promise<string[]> => {
      await made.bury(Array.from({ length: count }, (_, n) => ({ n })));
      return numbers(await all());
    };

    const first = async (): Promise<DeadLetter> => {
      const [letter] = await all();
      if (!letter) throw new Error('There is no dead letter.');
      return letter;
    };

    describe('list', () => {
      test('is empty if there are none', async () => {
        expect(await all()).toEqual([]);
      });

      test('returns what the broker and the message say', async () => {
        const { orderId } = sampleMessage();
        await made.bury([{ orderId }]);
        expect(await all()).toEqual([
          expect.objectContaining({
            sequenceNumber: expect.stringMatching(/^\d+$/),
            messageId: expect.any(String),
            reason: expect.any(String),
            deliveryCount: expect.any(Number),
            enqueuedAt: expect.stringMatching(/^\d{4}-.*Z$/),
            body: { orderId },
          }),
        ]);
      });

      test('returns bodies of any kind', async () => {
        const bodies = ['text', { a: [1, null, 'x'] }, 7, ''];
        await made.bury(bodies);
        expect((await all()).map(({ body }) => body)).toEqual(bodies);
      });

      test('pages in the order of the numbers, and takes nothing', async () => {
        const there = await bury(5);
        expect(there).toHaveLength(5);
        expect(there.map(BigInt)).toEqual(there.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1)));
        const one = numbers(await deadLetters.list({ limit: 2 }));
        const two = numbers(await deadLetters.list({ limit: 2, after: one.at(-1) ?? '' }));
        const three = numbers(await deadLetters.list({ limit: 2, after: two.at(-1) ?? '' }));
        expect([...one, ...two, ...three]).toEqual(there);
        expect(await deadLetters.list({ limit: 2, after: there.at(-1) ?? '' })).toEqual([]);
        expect(numbers(await all())).toEqual(there);
      });

      test('goes on after a number that is gone, and ends after the greatest that there can be', async () => {
        const [a = '', b = '', c] = await bury(3);
        await deadLetters.settle(b, async () => {});
        expect(numbers(await deadLetters.list({ limit: 9, after: b }))).toEqual([c]);
        expect(numbers(await deadLetters.list({ limit: 9, after: a }))).toEqual([c]);
        expect(await deadLetters.list({ limit: 9, after: String(2n ** 63n - 1n) })).toEqual([]);
        expect(await deadLetters.list({ limit: 9, after: String(2n ** 62n) })).toEqual([]);
      });

      test('includes what somebody else holds', async () => {
        const there = await bury(2);
        const giveBack = await made.holdAll();
        expect(numbers(await all())).toEqual(there);
        await giveBack();
      });
    });

    describe('settle', () => {
      test('removes the one, once its work is done, and leaves the others free', async () => {
        const [a = '', b = '', c = ''] = await bury(3);
        let seen: DeadLetter | undefined;
        const settled = await deadLetters.settle(b, async (letter) => {
          seen = letter;
          expect(numbers(await all())).toContain(b);
        });
        expect(settled).toBe('settled');
        expect(seen).toMatchObject({ sequenceNumber: b, body: { n: 1 } });
        expect(numbers(await all())).toEqual([a, c]);
        for (const other of [c, a]) expect(await deadLetters.settle(other, async () => {})).toBe('settled');
        expect(await all()).toEqual([]);
      });

      test('is gone if there is none, or no longer one', async () => {
        const [only = ''] = await bury(1);
        const work = jest.fn(async () => {});
        expect(await deadLetters.settle(made.none, work)).toBe('gone');
        expect(await deadLetters.settle('0', work)).toBe('gone');
        expect(await deadLetters.settle(String(2n ** 63n - 1n), work)).toBe('gone');
        expect(work).not.toHaveBeenCalled();
        await deadLetters.settle(only, work);
        expect(await deadLetters.settle(only, work)).toBe('gone');
        expect(work).toHaveBeenCalledTimes(1);
      });

      test('gives the message back if its work fails', async () => {
        const [only = ''] = await bury(1);
        const failing = deadLetters.settle(only, () => Promise.reject(new Error('no')));
        await expect(failing).rejects.toThrow('no');
        expect((await first()).sequenceNumber).toBe(only);
        expect(await deadLetters.settle(only, async () => {})).toBe('settled');
      });

      test('is busy while somebody else holds it', async () => {
        const [, second = ''] = await bury(2);
        const giveBack = await made.holdAll();
        const work = jest.fn(async () => {});
        expect(await deadLetters.settle(second, work)).toBe('busy');
        expect(work).not.toHaveBeenCalled();
        await giveBack();
        expect(await deadLetters.settle(second, work)).toBe('settled');
      });

      test('of one by two at once does the work once', async () => {
        const [only = ''] = await bury(1);
        const work = jest.fn(async () => {});
        const outcomes = await Promise.all([deadLetters.settle(only, work), deadLetters.settle(only, work)]);
        expect(outcomes).toContain('settled');
        expect(work).toHaveBeenCalledTimes(1);
        expect(await all()).toEqual([]);
      });
    });

    describe('settleAll', () => {
      const withinMs = 20_000;

      test('meets each once and removes what its work names', async () => {
        const there = await bury(7);
        const met: string[] = [];
        let gone = 0;
        const settled = (count: number) => {
          gone += count;
        };
        const outcome = await deadLetters.settleAll({ withinMs, settled }, async (batch) => {
          met.push(...numbers(batch));
          return new Set(numbers(batch).filter((number) => there.indexOf(number) % 2 === 0));
        });
        expect(met.toSorted()).toEqual(there.toSorted());
        expect(outcome).toEqual({ remaining: false });
        expect(gone).toBe(4);
        expect(numbers(await all())).toEqual(there.filter((_, n) => n % 2 === 1));
      });

      test('resolves at once if there is nothing', async () => {
        expect(await deadLetters.settleAll({ withinMs }, async () => new Set())).toEqual({ remaining: false });
      });

      test('does not touch what is dead-lettered meanwhile', async () => {
        const there = await bury(3);
        const met: string[] = [];
        await deadLetters.settleAll({ withinMs }, async (batch) => {
          if (met.length === 0) await made.bury([{ late: true }]);
          met.push(...numbers(batch));
          return new Set(numbers(batch));
        });
        expect(met.toSorted()).toEqual(there.toSorted());
        expect((await all()).map(({ body }) => body)).toEqual([{ late: true }]);
        expect(await deadLetters.settle((await first()).sequenceNumber, async () => {})).toBe('settled');
      });

      test('gives everything back if its work fails', async () => {
        const there = await bury(3);
        const failing = deadLetters.settleAll({ withinMs }, () => Promise.reject(new Error('no')));
        await expect(failing).rejects.toThrow('no');
        expect(numbers(await all())).toEqual(there);
        for (const one of there) expect(await deadLetters.settle(one, async () => {})).toBe('settled');
      });

      test('says that there is more if somebody holds some, or its time is up', async () => {
        const there = await bury(2);
        const giveBack = await made.holdAll();
        const work = jest.fn(async () => new Set<string>());
        expect(await deadLetters.settleAll({ withinMs }, work)).toEqual({ remaining: true });
        await giveBack();
        expect(await deadLetters.settleAll({ withinMs: 0 }, work)).toEqual({ remaining: true });
        expect(work).not.toHaveBeenCalled();
        expect(numbers(await all())).toEqual(there);
      });
    });
  });
};
