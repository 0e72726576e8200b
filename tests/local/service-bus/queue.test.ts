import { createDispatcher } from '../../../local/service-bus/dispatcher.ts';
import { cancelScheduled, stopQueue, take } from '../../../local/service-bus/queue.ts';
import {
  countMessages,
  loseLock,
  peek,
  receiveDeferred,
  renewLock,
  settle,
} from '../../../local/service-bus/settlement.ts';
import { queueStage } from './queue-stage.ts';

const abandon = { kind: 'abandon', changes: new Map() } as const;
const defer = { kind: 'defer', changes: new Map() } as const;
const complete = { kind: 'complete' } as const;
const deadLetter = (reason: string) =>
  ({ kind: 'deadLetter', changes: new Map(), reason: { reason, description: undefined } }) as const;

describe('locks', () => {
  test('a locked message is not handed out again until its lock ends, and then with a higher delivery count', () => {
    const { clock, queue, send, lock } = queueStage();
    send('m');
    const { message } = lock();

    expect(message.deliveryCount).toBe(0);

    clock.advance(29_999);
    expect(take(queue, 'peekLock')).toBeUndefined();

    clock.advance(1);
    expect(lock().message).toMatchObject({ content: { messageId: 'm' }, deliveryCount: 1 });
  });

  test('nothing can be done with a lost lock', () => {
    const { clock, queue, send, lock } = queueStage();
    send('m');
    const { token } = lock();
    clock.advance(30_000);

    expect(settle(queue, token, complete)).toBe('lock-lost');
    expect(renewLock(queue, token)).toBeUndefined();
    expect(countMessages(queue)).toMatchObject({ active: 1, locked: 0 });
  });

  test('a lock ends on time even when the timer is late', () => {
    const { clock, queue, send, lock } = queueStage();
    send('m');
    const { token } = lock();
    stopQueue(queue);
    clock.advance(30_000);

    expect(settle(queue, token, complete)).toBe('lock-lost');
  });

  test('a renewed lock lasts its full duration again', () => {
    const { clock, queue, send, lock } = queueStage();
    send('renewed');
    send('not renewed');
    const { token } = lock();
    lock();
    clock.advance(20_000);

    expect(renewLock(queue, token)).toBe(clock.now() + 30_000);

    clock.advance(29_999);
    expect(lock().message.content.messageId).toBe('not renewed');
    expect(settle(queue, token, complete)).toBe('settled');
  });

  test('a lock that is taken away makes the message available at once', () => {
    const { queue, send, lock } = queueStage();
    send('m');
    const { token } = lock();
    loseLock(queue, token);

    expect(settle(queue, token, complete)).toBe('lock-lost');
    expect(lock().message.deliveryCount).toBe(1);
  });

  test('a released message comes again as if it had not been delivered', () => {
    const { queue, send, lock } = queueStage({ maxDeliveryCount: 1 });
    send('a');

    settle(queue, lock().token, { kind: 'release' });

    expect(lock().message).toMatchObject({ content: { messageId: 'a' }, deliveryCount: 0 });
  });

  test('an abandoned message keeps its place', () => {
    const { queue, send, lock } = queueStage();
    for (const id of ['a', 'b', 'c']) send(id);
    const first = lock();
    lock();
    settle(queue, first.token, abandon);

    expect(lock().message.content.messageId).toBe('a');
    expect(lock().message.content.messageId).toBe('c');
  });

  test('the last delivery that fails makes a dead letter', () => {
    const { clock, queue, deadLetters, send, lock } = queueStage({ maxDeliveryCount: 3 });
    send('m');
    settle(queue, lock().token, abandon);
    lock();
    clock.advance(30_000);
    settle(queue, lock().token, abandon);

    expect(countMessages(queue)).toEqual({ active: 0, locked: 0, scheduled: 0, deferred: 0, deadLettered: 1 });
    expect(lock(deadLetters).message).toMatchObject({
      deliveryCount: 3,
      deadLetter: {
        reason: 'MaxDeliveryCountExceeded',
        description: 'Message could not be consumed after 3 delivery attempts.',
      },
    });
  });

  test('a dead letter is delivered as often as it takes, and cannot be dead-lettered', () => {
    const { deadLetters, queue, send, lock } = queueStage({ maxDeliveryCount: 1 });
    send('m');
    settle(queue, lock().token, deadLetter('Bad'));
    for (let round = 0; round < 20; round += 1) settle(deadLetters, lock(deadLetters).token, abandon);
    const { token } = lock(deadLetters);

    expect(settle(deadLetters, token, deadLetter('Worse'))).toBe('not-allowed');
    expect(settle(deadLetters, token, complete)).toBe('settled');
    expect(countMessages(queue).deadLettered).toBe(0);
  });
});

describe('duplicate detection', () => {
  const stage = () => queueStage({ duplicateWindowMs: 600_000 });

  test('the same id within the window is dropped, even if the first message was completed long ago', () => {
    const { clock, queue, send, lock, ids } = stage();
    send('m');
    settle(queue, lock().token, complete);
    clock.advance(599_999);
    send('m');

    expect(ids()).toEqual([]);

    clock.advance(1);
    send('m');
    expect(ids()).toEqual(['m']);
  });

  test('the window counts from the message that was stored, not from those that were dropped', () => {
    const { clock, send, ids } = stage();
    send('m');
    clock.advance(400_000);
    send('m');
    clock.advance(200_000);
    send('m');

    expect(ids()).toEqual(['m', 'm']);
  });

  test('scheduled messages take part', () => {
    const { send, ids } = stage();
    send('m', { after: 1_000 });
    send('m');
    send('m', { after: 5_000 });

    expect(ids()).toEqual(['m']);
  });

  test('without it every message is stored', () => {
    const { send, ids } = queueStage();
    send('m');
    send('m');

    expect(ids()).toEqual(['m', 'm']);
  });
});

describe('scheduled messages', () => {
  test('come when it is time, at the end of the queue and under a new number', () => {
    const { clock, queue, send, lock } = queueStage();
    const number = send('later', { after: 10_000 });
    send('now');

    expect(lock().message.content.messageId).toBe('now');

    clock.advance(9_999);
    expect(take(queue, 'peekLock')).toBeUndefined();

    clock.advance(1);
    const { message } = lock();

    expect(message).toMatchObject({
      content: { messageId: 'later' },
      enqueuedSequence: number,
      enqueuedAt: clock.now(),
    });
    expect(message.sequence).toBeGreaterThan(number + 1);
  });

  test('come in the order of their times, whatever the order they were sent in', () => {
    const { clock, send, lock } = queueStage();
    send('second', { after: 20_000 });
    send('first', { after: 10_000 });
    send('third', { after: 30_000 });

    for (const id of ['first', 'second', 'third']) {
      clock.advance(10_000);
      expect(lock().message.content.messageId).toBe(id);
    }
  });

  test('for the past come at once', () => {
    const { send, lock } = queueStage();
    send('m', { after: -1_000 });
    expect(lock().message.state).toBe('active');
  });

  test('can be cancelled until they come, all or none', () => {
    const { clock, queue, send, ids } = queueStage();
    const first = send('first', { after: 1_000 });
    const second = send('second', { after: 2_000 });
    const active = send('active');

    expect(cancelScheduled(queue, [first, active])).toBe(false);
    expect(cancelScheduled(queue, [first])).toBe(true);
    expect(cancelScheduled(queue, [first])).toBe(false);

    clock.advance(5_000);
    expect(ids()).toEqual(['active', 'second']);
    expect(cancelScheduled(queue, [second])).toBe(false);
  });
});

describe('time to live', () => {
  test('an expired message is dropped', () => {
    const { clock, queue, send, ids } = queueStage();
    send('m', { ttl: 1_000 });
    clock.advance(1_000);

    expect(ids()).toEqual([]);
    expect(countMessages(queue).deadLettered).toBe(0);
  });

  test('an expired message is dead-lettered if the queue says so, and does not expire there', () => {
    const { clock, queue, deadLetters, send, lock } = queueStage({ deadLetterExpired: true });
    send('m', { ttl: 1_000 });
    clock.advance(1_000_000_000);

    expect(take(queue, 'peekLock')).toBeUndefined();
    expect(deadLetters.messages.size).toBe(1);
    expect(lock(deadLetters).message.deadLetter?.reason).toBe('TTLExpiredException');
  });

  test('the queue bounds what the sender asks for', () => {
    const { clock, send, ids } = queueStage({ timeToLiveMs: 5_000 });
    send('longer', { ttl: 60_000 });
    send('silent');
    clock.advance(5_000);

    expect(ids()).toEqual([]);
  });

  test('counts from the time a scheduled message comes', () => {
    const { clock, send, ids } = queueStage();
    send('m', { after: 10_000, ttl: 1_000 });
    clock.advance(10_999);

    expect(ids()).toEqual(['m']);

    clock.advance(1);
    expect(ids()).toEqual([]);
  });

  test('does not end while the message is locked, but with the lock', () => {
    const { clock, queue, send, lock } = queueStage();
    send('completed', { ttl: 1_000 });
    send('abandoned', { ttl: 1_000 });
    const first = lock();
    const second = lock();
    clock.advance(2_000);

    expect(settle(queue, first.token, complete)).toBe('settled');

    settle(queue, second.token, abandon);
    expect(countMessages(queue)).toMatchObject({ active: 0, deadLettered: 0 });
  });

  test('messages that were completed do not pile up until their time is over', () => {
    const { queue, send } = queueStage({ timeToLiveMs: 1_209_600_000 });
    for (let index = 0; index < 10_000; index += 1) {
      send(`m${index}`);
      take(queue, 'receiveAndDelete');
    }
    expect(queue.expiring.size()).toBeLessThan(2_000);
  });

  test('messages that expired do not pile up if nobody receives', () => {
    const { clock, queue, send } = queueStage({ timeToLiveMs: 1_000 });
    for (let index = 0; index < 10_000; index += 1) {
      send(`m${index}`);
      clock.advance(1);
    }

    expect(queue.messages.size).toBeLessThan(1_001);
    expect(queue.active.size()).toBeLessThan(4_000);

    clock.advance(1_000);
    expect(queue.active.size()).toBeLessThan(1_001);
  });
});

describe('deferred messages', () => {
  test('come only when asked for by number, and stay deferred when they are given back', () => {
    const { clock, queue, send, lock } = queueStage();
    const number = send('m');
    settle(queue, lock().token, defer);

    expect(take(queue, 'peekLock')).toBeUndefined();
    expect(receiveDeferred(queue, [number], 'peekLock')).toHaveLength(1);
    expect(receiveDeferred(queue, [number], 'peekLock')).toBeUndefined();

    clock.advance(30_000);
    const [message] = receiveDeferred(queue, [number], 'peekLock') ?? [];

    expect(message?.deliveryCount).toBe(1);
    expect(settle(queue, message?.lock?.token ?? '', complete)).toBe('settled');
    expect(queue.messages.size).toBe(0);
  });

  test('are handed out all or none', () => {
    const { queue, send, lock } = queueStage();
    const number = send('m');
    settle(queue, lock().token, defer);

    expect(receiveDeferred(queue, [number, 99], 'receiveAndDelete')).toBeUndefined();
    expect(countMessages(queue).deferred).toBe(1);
  });
});

test('a peek sees every message in the order of numbers, whatever its state', () => {
  const { queue, send, lock } = queueStage();
  const scheduled = send('scheduled', { after: 1_000 });
  send('locked');
  send('deferred');
  send('active');
  lock();
  settle(queue, lock().token, defer);

  expect(peek(queue, 1, 10).map(({ content }) => content.messageId)).toEqual([
    'scheduled',
    'locked',
    'deferred',
    'active',
  ]);
  expect(peek(queue, scheduled + 1, 2).map(({ content }) => content.messageId)).toEqual(['locked', 'deferred']);
});

test('receivers get messages in turns, each no more than it has room for', () => {
  const { queue, send } = queueStage();
  const dispatcher = createDispatcher(queue);
  const got: Record<string, string[]> = { a: [], b: [] };
  const receiver = (name: string, capacity: number) => ({
    mode: 'peekLock' as const,
    room: () => capacity - (got[name]?.length ?? 0),
    deliver: ({ content }: { content: { messageId: string | undefined } }) => got[name]?.push(content.messageId ?? ''),
  });
  dispatcher.attach(receiver('a', 2));
  const detach = dispatcher.attach(receiver('b', 4));
  for (const id of ['1', '2', '3', '4', '5']) send(id);

  expect(got).toEqual({ a: ['1', '3'], b: ['2', '4', '5'] });

  detach();
  send('6');

  expect(got.b).toHaveLength(3);
  expect(countMessages(queue)).toMatchObject({ active: 1, locked: 5 });
});

test('a delivery that makes a message available does not start another inside', () => {
  const { queue, send } = queueStage({ maxDeliveryCount: 5 });
  let depth = 0;
  const depths: number[] = [];
  createDispatcher(queue).attach({
    mode: 'peekLock',
    room: () => 1,
    deliver({ lock }) {
      depth += 1;
      depths.push(depth);
      loseLock(queue, lock?.token ?? '');
      depth -= 1;
    },
  });
  send('m');

  expect(depths).toEqual([1, 1, 1, 1, 1]);
});
