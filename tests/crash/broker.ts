import type { ServiceBusMessage } from '@azure/service-bus';
import type { VirtualClock } from './virtual-clock.ts';

// The same as the queue's settings in Azure and on the laptop.
const DUPLICATE_WINDOW_MS = 10 * 60_000;
export const LOCK_MS = 30_000;
const MAX_DELIVERIES = 10;

/** A message in the broker. The holder of its lock has the same object as `lock`. */
export type Brokered<C = ServiceBusMessage> = {
  readonly content: C;
  readonly sequence: number;
  readonly enqueuedAt: number;
  readonly visibleAt: number;
  /** Deliveries that failed. */
  failures: number;
  lock: Lock | undefined;
};

/** Renewed while its holder is alive; then it lasts until `until`. */
export type Lock = { until: number };

type BrokerStats = { duplicatesSwallowed: number; deadLetters: number; lockLosses: number };

/** A queue with peek-lock, scheduled messages, silent duplicate detection and a delivery limit. */
export const broker = <C extends ServiceBusMessage>(
  clock: VirtualClock,
  stats: BrokerStats,
  note: (text: string) => void,
) => {
  let messages: Brokered<C>[] = [];
  const dead: Brokered<C>[] = [];
  const seen = new Map<string, number>();
  let sequence = 0;

  const put = (content: C, visibleAt: number): void => {
    const id = String(content.messageId);
    const last = seen.get(id);
    if (last !== undefined && clock.ms() - last < DUPLICATE_WINDOW_MS) {
      stats.duplicatesSwallowed += 1;
      note(`broker swallows duplicate ${id}`);
      return;
    }
    seen.set(id, clock.ms());
    messages.push({ content, sequence: ++sequence, enqueuedAt: clock.ms(), visibleAt, failures: 0, lock: undefined });
  };

  const remove = (message: Brokered<C>): void => {
    messages = messages.filter((other) => other !== message);
  };

  const bury = (message: Brokered<C>): void => {
    message.lock = undefined;
    remove(message);
    dead.push(message);
    stats.deadLetters += 1;
    note(`broker dead-letters ${String(message.content.messageId)}`);
  };

  const giveBack = (message: Brokered<C>): void => {
    message.lock = undefined;
    message.failures += 1;
    if (message.failures >= MAX_DELIVERIES) bury(message);
  };

  return {
    dead,
    /** Delivered from `visibleAt` on. */
    put,
    /** Loses a message that it has accepted. */
    lose: remove,
    all: (): readonly Brokered<C>[] => messages,
    isEmpty: () => messages.length === 0,
    /** Messages that can be delivered now, oldest first. */
    available: (): Brokered<C>[] => {
      for (const message of messages) {
        if (message.lock && message.lock.until <= clock.ms()) giveBack(message);
      }
      return messages.filter(({ lock, visibleAt }) => !lock && visibleAt <= clock.ms());
    },
    locked: (): Brokered<C>[] => messages.filter(({ lock }) => lock?.until === Number.POSITIVE_INFINITY),
    /** When something changes by itself: a scheduled message becomes due or a lock ends. */
    nextChange: (): number =>
      messages.reduce((soonest, { lock, visibleAt }) => {
        const at = lock ? lock.until : visibleAt;
        return at > clock.ms() ? Math.min(soonest, at) : soonest;
      }, Number.POSITIVE_INFINITY),
    take: (message: Brokered<C>): Lock => {
      const lock = { until: Number.POSITIVE_INFINITY };
      message.lock = lock;
      return lock;
    },
    /** The holder is gone or stalled: the lock is no longer renewed. */
    orphan: (lock: Lock): void => {
      lock.until = clock.ms() + LOCK_MS;
    },
    /** Neither has an effect if the lock is lost. */
    complete: (message: Brokered<C>, lock: Lock): void => {
      if (message.lock === lock) remove(message);
    },
    abandon: (message: Brokered<C>, lock: Lock): void => {
      if (message.lock === lock) giveBack(message);
    },
    /** Throws if the lock is lost. */
    deadLetter: (message: Brokered<C>, lock: Lock): void => {
      if (message.lock !== lock) throw new Error('The lock is lost.');
      bury(message);
    },
    loseLock: (message: Brokered<C>): void => {
      stats.lockLosses += 1;
      giveBack(message);
    },
  };
};
