import {
  type Changes,
  type DeadLetterReason,
  giveBack,
  hand,
  isExpired,
  type Message,
  moveToDeadLetters,
  type Queue,
  type ReceiveMode,
  release,
  remove,
  type Storable,
} from './queue.ts';

export type Disposition =
  | { kind: 'complete' }
  /** Returns a message that no handler saw: it does not count as a delivery. */
  | { kind: 'release' }
  | { kind: 'abandon'; changes: Changes }
  | { kind: 'defer'; changes: Changes }
  | { kind: 'deadLetter'; changes: Changes; reason: DeadLetterReason };

export type SettleResult = 'settled' | 'lock-lost' | 'not-allowed';

const findLocked = <C extends Storable>(queue: Queue<C>, token: string): Message<C> | undefined => {
  const message = queue.locks.get(token);
  // The timer that ends locks may be late.
  if (!message?.lock || message.lock.until > queue.clock.now()) return message;
  release(queue, message);
  return undefined;
};

/** Settles the message that the token locks. `not-allowed` for a dead letter: it stays locked. */
export const settle = <C extends Storable>(queue: Queue<C>, token: string, how: Disposition): SettleResult => {
  const message = findLocked(queue, token);
  if (!message) return 'lock-lost';
  if (how.kind === 'deadLetter' && !queue.deadLetters) return 'not-allowed';
  if ('changes' in how && how.changes.size > 0) message.changes = new Map([...message.changes, ...how.changes]);
  if (how.kind === 'complete') remove(queue, message);
  else if (how.kind === 'release') giveBack(queue, message);
  else if (how.kind === 'abandon') release(queue, message);
  else if (how.kind === 'deadLetter') moveToDeadLetters(queue, message, how.reason);
  else {
    queue.locks.delete(token);
    message.lock = undefined;
    message.state = 'deferred';
  }
  return 'settled';
};

/** Extends the lock by its full duration and returns its end; undefined if the lock is lost. */
export const renewLock = <C extends Storable>(queue: Queue<C>, token: string): number | undefined => {
  const message = findLocked(queue, token);
  if (!message?.lock) return undefined;
  message.lock.until = queue.clock.now() + queue.settings.lockDurationMs;
  // Moves it to the end, in order of expiry: all locks of a queue last equally long.
  queue.locks.delete(token);
  queue.locks.set(token, message);
  return message.lock.until;
};

/** Ends a lock early. */
export const loseLock = <C extends Storable>(queue: Queue<C>, token: string): void => {
  const message = queue.locks.get(token);
  if (message) release(queue, message);
};

/** Deferred messages by number, all or none. Undefined if one is not deferred here or is locked. */
export const receiveDeferred = <C extends Storable>(
  queue: Queue<C>,
  sequences: readonly number[],
  mode: ReceiveMode,
): Message<C>[] | undefined => {
  const found: Message<C>[] = [];
  for (const sequence of new Set(sequences)) {
    const message = queue.messages.get(sequence);
    if (message?.state !== 'deferred' || message.lock) return undefined;
    found.push(message);
  }
  return found.map((message) => hand(queue, message, mode));
};

/** Up to `count` messages from a sequence number on, in any state, locked ones included. */
export const peek = <C extends Storable>(queue: Queue<C>, from: number | bigint, count: number): Message<C>[] => {
  const found: Message<C>[] = [];
  for (const message of queue.messages.values()) {
    if (found.length >= count) break;
    if (message.sequence < from) continue;
    if (message.state === 'active' && !message.lock && isExpired(queue, message)) continue;
    found.push(message);
  }
  return found;
};

export type QueueCounts = {
  active: number;
  locked: number;
  scheduled: number;
  deferred: number;
  deadLettered: number;
};

/** Counts each message once: a locked one only as locked. Dead letters include locked ones. */
export const countMessages = <C extends Storable>(queue: Queue<C>): QueueCounts => {
  const counts = {
    active: 0,
    locked: 0,
    scheduled: 0,
    deferred: 0,
    deadLettered: queue.deadLetters?.messages.size ?? 0,
  };
  for (const { lock, state } of queue.messages.values()) {
    if (lock) counts.locked += 1;
    else if (state !== 'gone') counts[state] += 1;
  }
  return counts;
};
