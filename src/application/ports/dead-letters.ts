import type { Origin } from '../../domain/origin.ts';
import type { ImageKey } from './images.ts';

/**
 * A message that the broker moved to the dead-letter queue. Usually it names an order, but anything
 * can be sent there.
 */
export type DeadLetter = {
  /** Decimal digits: the number may exceed 2^53. */
  sequenceNumber: string;
  messageId?: string | undefined;
  /** Why it was dead-lettered, in the broker's own words. */
  reason?: string | undefined;
  description?: string | undefined;
  /** Every search for a message adds 1 to the count of each message that it locked on the way. */
  deliveryCount: number;
  /** When the message was sent, not when it died (ISO 8601 UTC). */
  enqueuedAt: string;
  /** A JSON value, or the text if it is not JSON. */
  body: unknown;
  /** From 1. */
  attempt?: number | undefined;
  /** What the message follows from, if it says so. */
  origin?: Origin | undefined;
};

/** 'gone': no such message (any more). 'busy': it is locked, or too many others lie before it. */
export type Settled = 'settled' | 'gone' | 'busy';

export type DeadLetters = {
  /**
   * At most `limit`, sorted by sequence number, including messages that somebody holds. `after`:
   * the number of the last one of the previous page.
   */
  list(query: { limit: number; after?: string | undefined }): Promise<readonly DeadLetter[]>;
  /**
   * Locks one message, runs `work` and removes the message for good. If `work` rejects or this
   * process dies, the message stays and `work` may run again for it. The broker cannot fetch by
   * number: messages that lie before it are locked on the way and given back.
   */
  settle(sequenceNumber: string, work: (letter: DeadLetter) => Promise<void>): Promise<Settled>;
  /**
   * Goes batch by batch through what was dead when the call began, each message at most once. Locks
   * a batch, runs `work`, and removes the messages whose numbers `work` resolves to; the others
   * stay. A batch is locked for 30 s and no longer, `work` included.
   * Starts no batch after `withinMs`. `remaining`: not all was reached, or not all could be
   * removed.
   * Calls `settled` after each batch with the number of messages removed: fewer than named if locks
   * expired on the way. Those removals stand, even if the call rejects afterwards.
   */
  settleAll(
    options: { withinMs: number; settled?: (count: number) => void },
    work: (batch: readonly DeadLetter[]) => Promise<ReadonlySet<string>>,
  ): Promise<{ remaining: boolean }>;
};

/**
 * Moves the message that the token locks to the dead letters, with its reason and description. Its
 * receiver can no longer settle it. Rejects if the lock is lost: the broker delivers it again.
 */
export type DeadLetterMessage = (lockToken: string, why: { reason: string; description: string }) => Promise<void>;

/** A message of the host's poison queue: the function failed on an upload again and again. */
export type PoisonUpload = {
  id: string;
  enqueuedAt: string;
  /** How often this message itself was received, not how often the upload was tried. */
  deliveryCount: number;
  /** As `DeadLetter.body`. */
  body: unknown;
  /** Absent if the message names no valid upload. */
  image?: ImageKey | undefined;
};

export type PoisonUploads = {
  /** The first 32 that nobody holds, oldest first. A storage queue shows no more. */
  list(): Promise<readonly PoisonUpload[]>;
  /** As `DeadLetters.settle`. */
  settle(id: string, work: (upload: PoisonUpload) => Promise<void>): Promise<Settled>;
};
