import fc from 'fast-check';
import { cancelScheduled, type Message, type Storable, take } from '../../../local/service-bus/queue.ts';
import {
  countMessages,
  type Disposition,
  loseLock,
  receiveDeferred,
  renewLock,
  settle,
} from '../../../local/service-bus/settlement.ts';
import { type QueueStage, queueStage } from './queue-stage.ts';

type Step =
  | { do: 'send'; id: number; after: number | undefined }
  | {
      do: 'take' | 'takeDeadLetter' | 'delete';
      settle: 'complete' | 'abandon' | 'defer' | 'deadLetter' | 'hold' | 'lose';
    }
  | { do: 'late'; pick: number; settle: 'complete' | 'abandon' | 'renew' }
  | { do: 'cancel'; pick: number }
  | { do: 'deferred'; pick: number }
  | { do: 'advance'; ms: number };

const settlements = fc.constantFrom('complete', 'abandon', 'defer', 'deadLetter', 'hold', 'lose');

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('send' as const),
    id: fc.nat(12),
    after: fc.option(fc.constantFrom(100, 5_000, 40_000), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom('take', 'takeDeadLetter', 'delete'), settle: settlements }),
  fc.record({
    do: fc.constant('late' as const),
    pick: fc.nat(30),
    settle: fc.constantFrom('complete', 'abandon', 'renew'),
  }),
  fc.record({ do: fc.constantFrom('cancel', 'deferred'), pick: fc.nat(30) }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(50, 6_000, 30_000, 600_000) }),
);

/** Tracks each stored message by its first number. */
type Books = {
  stage: QueueStage;
  stored: Set<number>;
  finished: Set<number>;
  tokens: string[];
};

const disposition = (kind: 'complete' | 'abandon' | 'defer' | 'deadLetter'): Disposition => {
  if (kind === 'complete') return { kind };
  if (kind === 'deadLetter') return { kind, changes: new Map(), reason: { reason: 'r', description: undefined } };
  return { kind, changes: new Map() };
};

const finish = ({ finished }: Books, message: Message<Storable> | undefined): void => {
  if (!message) throw new Error('a settled message must be known');
  if (finished.has(message.enqueuedSequence)) throw new Error('a message was finished twice');
  finished.add(message.enqueuedSequence);
};

const send = ({ stage, stored }: Books, id: number, after: number | undefined): void => {
  const number = stage.send(`m${id}`, after === undefined ? {} : { after });
  if (stage.queue.messages.has(number)) stored.add(number);
};

const takeOne = (
  books: Books,
  { do: what, settle: how }: Extract<Step, { do: 'take' | 'takeDeadLetter' | 'delete' }>,
) => {
  const { stage, tokens } = books;
  const queue = what === 'takeDeadLetter' ? stage.deadLetters : stage.queue;
  const message = take(queue, what === 'delete' ? 'receiveAndDelete' : 'peekLock');
  if (!message) return;
  if (!message.lock) return finish(books, message);
  const { token } = message.lock;
  if (tokens.includes(token)) throw new Error('a token was handed out twice');
  tokens.push(token);
  if (how === 'hold') return;
  if (how === 'lose') return loseLock(queue, token);
  const result = settle(queue, token, disposition(how));
  const allowed = !(how === 'deadLetter' && what === 'takeDeadLetter');
  expect(result).toBe(allowed ? 'settled' : 'not-allowed');
  if (how === 'complete') finish(books, message);
};

const settleLate = (books: Books, token: string | undefined, how: 'complete' | 'abandon' | 'renew'): void => {
  if (token === undefined) return;
  for (const queue of [books.stage.queue, books.stage.deadLetters]) {
    const message = queue.locks.get(token);
    if (how === 'renew') renewLock(queue, token);
    else if (settle(queue, token, disposition(how)) === 'settled' && how === 'complete') finish(books, message);
  }
};

const pickFrom = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(items.length, 1)];

const run = (books: Books, taken: Step): void => {
  const { stage } = books;
  const { queue } = stage;
  const withState = (state: string): Message<Storable>[] =>
    [...queue.messages.values()].filter((message) => message.state === state && !message.lock);
  if (taken.do === 'send') send(books, taken.id, taken.after);
  else if (taken.do === 'advance') stage.clock.advance(taken.ms);
  else if (taken.do === 'late') settleLate(books, pickFrom(books.tokens, taken.pick), taken.settle);
  else if (taken.do === 'cancel') {
    const message = pickFrom(withState('scheduled'), taken.pick);
    if (message && cancelScheduled(queue, [message.sequence])) finish(books, message);
  } else if (taken.do === 'deferred') {
    const message = pickFrom(withState('deferred'), taken.pick);
    const [received] = (message && receiveDeferred(queue, [message.sequence], 'peekLock')) ?? [];
    if (received?.lock) books.tokens.push(received.lock.token);
  } else takeOne(books, taken);
};

const check = ({ stage, stored, finished }: Books): void => {
  const { queue, deadLetters } = stage;
  const present = [...queue.messages.values(), ...deadLetters.messages.values()];
  const living = [...stored].filter((number) => !finished.has(number)).sort((a, b) => a - b);
  // A dead letter keeps the number under which it was first stored.
  expect(present.map(({ enqueuedSequence }) => enqueuedSequence).sort((a, b) => a - b)).toEqual(living);
  const { active, locked, scheduled, deferred } = countMessages(queue);
  expect(active + locked + scheduled + deferred).toBe(queue.messages.size);
  const numbers = [...queue.messages.values()].map(({ sequence }) => sequence);
  expect(numbers).toEqual([...queue.messages.keys()]);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
};

test('no sequence of operations loses a message or doubles one', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, detectsDuplicates) => {
      const stage = queueStage({ maxDeliveryCount: 3, duplicateWindowMs: detectsDuplicates ? 600_000 : undefined });
      const books: Books = { stage, stored: new Set(), finished: new Set(), tokens: [] };
      for (const taken of steps) {
        run(books, taken);
        check(books);
      }
      // In the end, everything that is neither deferred nor finished can be received.
      stage.clock.advance(600_000);
      for (const queue of [stage.queue, stage.deadLetters]) while (take(queue, 'receiveAndDelete')) {}

      expect([...stage.queue.messages.values()].every(({ state }) => state === 'deferred')).toBe(true);
      expect(stage.deadLetters.messages.size - countMessages(stage.deadLetters).deferred).toBe(0);
    }),
    { numRuns: 400 },
  );
});
