import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { createHeap, type Heap } from './heap.ts';

export type QueueSettings = {
  lockDurationMs: number;
  /** Deliveries before a message is dead-lettered; infinite in a dead-letter queue. */
  maxDeliveryCount: number;
  /** The longest life of a message; infinite if there is no limit. */
  timeToLiveMs: number;
  deadLetterExpired: boolean;
  /** Absent: no duplicate detection. */
  duplicateWindowMs: number | undefined;
};

/** What the queue needs to know of a message. The rest is up to whoever stores it. */
export type Storable = {
  messageId: string | undefined;
  timeToLiveMs: number | undefined;
};

/** Application properties set on abandon, defer and dead-letter, encoded. */
export type Changes = ReadonlyMap<string, Buffer>;

export type DeadLetterReason = {
  reason: string | undefined;
  description: string | undefined;
};

export type Message<C> = {
  readonly content: C;
  sequence: number;
  enqueuedSequence: number;
  enqueuedAt: number;
  readonly timeToLiveMs: number;
  expiresAt: number;
  /** Deliveries that failed. */
  deliveryCount: number;
  state: 'active' | 'scheduled' | 'deferred' | 'gone';
  readonly scheduledFor: number | undefined;
  lock: { readonly token: string; until: number } | undefined;
  changes: Changes;
  deadLetter: DeadLetterReason | undefined;
};

export type Queue<C extends Storable> = {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  /** Absent in a dead-letter queue. */
  readonly deadLetters: Queue<C> | undefined;
  /** By sequence number, which is the order of insertion. */
  readonly messages: Map<number, Message<C>>;
  /** Unlocked active messages by sequence number, and some that are gone. */
  readonly active: Heap<Message<C>>;
  readonly scheduled: Heap<Message<C>>;
  readonly expiring: Heap<Message<C>>;
  /** By token, in order of expiry. */
  readonly locks: Map<string, Message<C>>;
  /** When each message id was last accepted, oldest first. */
  readonly history: Map<string, number>;
  nextSequence: number;
  alarm: { at: number; cancel: () => void } | undefined;
  /** Called when a message becomes available. */
  onAvailable: () => void;
};

export const createQueue = <C extends Storable>(
  name: string,
  settings: QueueSettings,
  clock: Clock,
  deadLetters?: Queue<C>,
): Queue<C> => ({
  name,
  settings,
  clock,
  deadLetters,
  messages: new Map(),
  active: createHeap((a, b) => a.sequence < b.sequence),
  scheduled: createHeap((a, b) => dueAt(a) < dueAt(b) || (dueAt(a) === dueAt(b) && a.sequence < b.sequence)),
  expiring: createHeap((a, b) => a.expiresAt < b.expiresAt),
  locks: new Map(),
  history: new Map(),
  nextSequence: 1,
  alarm: undefined,
  onAvailable: () => {},
});

const dueAt = (message: { scheduledFor: number | undefined }): number => message.scheduledFor ?? 0;

export const isExpired = <C extends Storable>(queue: Queue<C>, message: Message<C>): boolean =>
  message.expiresAt <= queue.clock.now();

const isDuplicate = <C extends Storable>(queue: Queue<C>, id: string | undefined): boolean => {
  const windowMs = queue.settings.duplicateWindowMs;
  if (windowMs === undefined || id === undefined) return false;
  const now = queue.clock.now();
  for (const [known, at] of queue.history) {
    if (at + windowMs > now) break;
    queue.history.delete(known);
  }
  if (queue.history.has(id)) return true;
  queue.history.set(id, now);
  return false;
};

/**
 * Stores a message, for now or for later, and returns its sequence number. A duplicate is dropped:
 * it gets a number like any other, which belongs to no message. `enqueuedSequence` is the number it
 * has in the topic that it comes from.
 */
export const enqueue = <C extends Storable>(
  queue: Queue<C>,
  content: C,
  scheduledFor?: number,
  enqueuedSequence?: number,
): number => {
  const sequence = queue.nextSequence;
  queue.nextSequence += 1;
  if (isDuplicate(queue, content.messageId)) return sequence;
  const now = queue.clock.now();
  const isScheduled = scheduledFor !== undefined && scheduledFor > now;
  const message: Message<C> = {
    content,
    sequence,
    enqueuedSequence: enqueuedSequence ?? sequence,
    enqueuedAt: now,
    timeToLiveMs: Math.min(content.timeToLiveMs ?? Number.POSITIVE_INFINITY, queue.settings.timeToLiveMs),
    expiresAt: Number.POSITIVE_INFINITY,
    deliveryCount: 0,
    state: isScheduled ? 'scheduled' : 'active',
    scheduledFor,
    lock: undefined,
    changes: new Map(),
    deadLetter: undefined,
  };
  queue.messages.set(sequence, message);
  if (isScheduled) queue.scheduled.push(message);
  else makeAvailable(queue, message);
  setAlarm(queue);
  return sequence;
};

const makeAvailable = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  message.enqueuedAt = queue.clock.now();
  message.expiresAt = message.enqueuedAt + message.timeToLiveMs;
  if (message.expiresAt < Number.POSITIVE_INFINITY) queue.expiring.push(message);
  queue.active.push(message);
  compact(queue);
  queue.onAvailable();
};

// Received messages would stay in `expiring` until their time to live ends, expired ones in
// `active` until somebody receives.
const compact = <C extends Storable>(queue: Queue<C>): void => {
  for (const heap of [queue.active, queue.expiring]) {
    if (heap.size() > 2 * queue.messages.size + 1_000) heap.retain(({ state }) => state !== 'gone');
  }
};

/** Enqueues a scheduled message that is due: at the end, under a new number. */
const activate = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  queue.messages.delete(message.sequence);
  message.sequence = queue.nextSequence;
  queue.nextSequence += 1;
  message.state = 'active';
  queue.messages.set(message.sequence, message);
  makeAvailable(queue, message);
};

/** Cancels scheduled messages, all or none: false if one of them is not scheduled here. */
export const cancelScheduled = <C extends Storable>(queue: Queue<C>, sequences: readonly number[]): boolean => {
  const found = sequences.map((sequence) => queue.messages.get(sequence));
  if (!found.every((message) => message?.state === 'scheduled')) return false;
  for (const message of found) if (message) remove(queue, message);
  queue.scheduled.retain(({ state }) => state !== 'gone');
  return true;
};

export const remove = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  unlock(queue, message);
  message.state = 'gone';
  queue.messages.delete(message.sequence);
};

const unlock = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  if (message.lock) queue.locks.delete(message.lock.token);
  message.lock = undefined;
};

/** The next message for a receiver: locked, or removed if the receiver deletes what it receives. */
export const take = <C extends Storable>(queue: Queue<C>, mode: ReceiveMode): Message<C> | undefined => {
  for (;;) {
    const message = queue.active.pop();
    if (!message) return undefined;
    if (message.state === 'gone') continue;
    if (isExpired(queue, message)) expire(queue, message);
    else return hand(queue, message, mode);
  }
};

export type ReceiveMode = 'peekLock' | 'receiveAndDelete';

export const hand = <C extends Storable>(queue: Queue<C>, message: Message<C>, mode: ReceiveMode): Message<C> => {
  if (mode === 'receiveAndDelete') remove(queue, message);
  else {
    const token = randomUUID();
    message.lock = { token, until: queue.clock.now() + queue.settings.lockDurationMs };
    queue.locks.set(token, message);
    setAlarm(queue);
  }
  return message;
};

/** Gives a locked message back and counts a failed delivery. */
export const release = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  message.deliveryCount += 1;
  const { maxDeliveryCount } = queue.settings;
  if (message.deliveryCount < maxDeliveryCount) {
    giveBack(queue, message);
    return;
  }
  const description = `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`;
  moveToDeadLetters(queue, message, { reason: 'MaxDeliveryCountExceeded', description });
};

/** Gives a locked message back as if it had not been delivered. */
export const giveBack = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  unlock(queue, message);
  if (message.state !== 'active') return;
  if (isExpired(queue, message)) expire(queue, message);
  else {
    queue.active.push(message);
    queue.onAvailable();
  }
};

const expire = <C extends Storable>(queue: Queue<C>, message: Message<C>): void => {
  const description = 'The message expired and was dead lettered.';
  if (!queue.settings.deadLetterExpired) remove(queue, message);
  else moveToDeadLetters(queue, message, { reason: 'TTLExpiredException', description });
};

export const moveToDeadLetters = <C extends Storable>(
  queue: Queue<C>,
  message: Message<C>,
  deadLetter: DeadLetterReason,
): void => {
  const { deadLetters } = queue;
  if (!deadLetters) throw new Error(`${queue.name} has no dead-letter queue.`);
  remove(queue, message);
  const sequence = deadLetters.nextSequence;
  deadLetters.nextSequence += 1;
  const moved: Message<C> = {
    ...message,
    sequence,
    state: 'active',
    expiresAt: Number.POSITIVE_INFINITY,
    lock: undefined,
    deadLetter,
  };
  deadLetters.messages.set(sequence, moved);
  deadLetters.active.push(moved);
  deadLetters.onAvailable();
};

const nextAlarm = <C extends Storable>(queue: Queue<C>): number => {
  const [firstLocked] = queue.locks.values();
  return Math.min(
    firstLocked?.lock?.until ?? Number.POSITIVE_INFINITY,
    queue.scheduled.peek()?.scheduledFor ?? Number.POSITIVE_INFINITY,
    queue.expiring.peek()?.expiresAt ?? Number.POSITIVE_INFINITY,
  );
};

const setAlarm = <C extends Storable>(queue: Queue<C>): void => {
  const at = nextAlarm(queue);
  if (at === Number.POSITIVE_INFINITY || (queue.alarm && queue.alarm.at <= at)) return;
  queue.alarm?.cancel();
  const ring = (): void => {
    queue.alarm = undefined;
    doWhatIsDue(queue);
    setAlarm(queue);
  };
  queue.alarm = { at, cancel: queue.clock.after(at - queue.clock.now(), ring) };
};

/** Ends locks, activates scheduled messages and drops expired ones whose time has come. */
const doWhatIsDue = <C extends Storable>(queue: Queue<C>): void => {
  const now = queue.clock.now();
  for (const message of queue.locks.values()) {
    if (!message.lock || message.lock.until > now) break;
    release(queue, message);
  }
  while ((queue.scheduled.peek()?.scheduledFor ?? Number.POSITIVE_INFINITY) <= now) {
    const message = queue.scheduled.pop();
    if (message?.state === 'scheduled') activate(queue, message);
  }
  while ((queue.expiring.peek()?.expiresAt ?? Number.POSITIVE_INFINITY) <= now) {
    const message = queue.expiring.pop();
    // A lock protects from expiry until it ends, and a deferred message never expires.
    if (message?.state === 'active' && !message.lock) expire(queue, message);
  }
  compact(queue);
};

/** Stops the queue's timer. */
export const stopQueue = <C extends Storable>(queue: Queue<C>): void => {
  queue.alarm?.cancel();
  queue.alarm = undefined;
};
