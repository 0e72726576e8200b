import type { ImageKey } from './images.ts';

/** An order message that the broker gave up on, or what was sent in place of one. */
export type DeadLetter = {
  /** Decimal digits: the number may exceed 2^53. */
  sequenceNumber: string;
  messageId?: string;
  /** Why it is here, in the broker's own words. */
  reason?: string;
  description?: string;
  /** Every look for a message adds 1 to those that it had to lock on its way. */
  deliveryCount: number;
  /** When the message was sent, not when it died (ISO 8601 UTC). */
  enqueuedAt: string;
  /** A JSON value; text where it was none. */
  body: unknown;
  attempt?: number;
  session?: string;
};

/** 'gone': there is no such message (any more). 'busy': somebody else holds it, or it lies behind too many others to get at. */
export type Settled = 'settled' | 'gone' | 'busy';

export type DeadLetters = {
  /** In the order of their numbers, at most `limit`, also those that somebody holds; `after`: the number of the last one of the page before. */
  list(query: { limit: number; after?: string }): Promise<readonly DeadLetter[]>;
  /**
   * Locks one message, runs `work` and removes the message for good. It stays where `work` rejects, or this process dies: then `work` may
   * run again for it. The broker cannot fetch by number: what lies before it is locked on the way and given back.
   */
  settle(sequenceNumber: string, work: (letter: DeadLetter) => Promise<void>): Promise<Settled>;
  /**
   * Locks what was dead when the call began, a batch after the other, each message at most once, and removes those of a batch whose numbers
   * `work` resolves to; the others stay. Starts no batch after `withinMs`. `remaining`: not all of it was met, or not all could be removed.
   * `settled` is told, batch by batch, how many are gone: fewer than named where locks ended on the way, since a batch is locked for 30 s
   * and no longer, `work` included. What it was told stands, also where the call rejects afterwards.
   */
  settleAll(
    options: { withinMs: number; settled?: (count: number) => void },
    work: (batch: readonly DeadLetter[]) => Promise<ReadonlySet<string>>,
  ): Promise<{ remaining: boolean }>;
};

/** A message of the host: the function threw at an upload again and again. */
export type PoisonUpload = {
  id: string;
  enqueuedAt: string;
  /** How often the message itself was taken; not how often the upload was tried. */
  deliveryCount: number;
  /** As `DeadLetter.body`. */
  body: unknown;
  /** Absent where the message names no upload of ours. */
  image?: ImageKey;
};

export type PoisonUploads = {
  /** The first 32 that nobody holds, oldest first: a storage queue shows no more. */
  list(): Promise<readonly PoisonUpload[]>;
  /** As `DeadLetters.settle`. */
  settle(id: string, work: (upload: PoisonUpload) => Promise<void>): Promise<Settled>;
};
