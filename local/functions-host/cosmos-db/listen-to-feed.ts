import { randomUUID } from 'node:crypto';
import type { Listener } from '../hosted-function.ts';
import type { Logger } from '../logger.ts';
import { createStoppablePause } from '../stoppable-pause.ts';
import { backOff } from './back-off.ts';
import { openFeed } from './change-feed.ts';
import { chooseLeases } from './choose-leases.ts';
import { type Accounts, connectFeed, type Feed } from './connect-feed.ts';
import { holdLease } from './hold-lease.ts';
import type { Lease } from './lease.ts';
import type { FeedOptions } from './read-options.ts';
import { type Deliver, type RangeReader, readRange } from './read-range.ts';
import { createTrouble } from './trouble.ts';

const FIRST_RETRY_MS = 1000;
const PART = 'leases';

type Options = {
  /** For the log, such as `shop/orders`. */
  path: string;
  accounts: Accounts;
  options: FeedOptions;
  deliver: Deliver;
  /** Called with the number of changes that are not delivered again, although they failed. */
  onSkip: (changes: number) => void;
  logger: Logger;
};

export type FeedListener = Listener & {
  /** What fails now; undefined if all is well. */
  problem: () => string | undefined;
};

/** A feed without checkpoint starts a second early, because its times are whole seconds. */
const startOf = ({ start }: FeedOptions, now: number): Date | 'beginning' =>
  start === 'now' ? new Date(now - 1000) : start;

/**
 * Reads this host's share of the ranges. Failures are logged once and retried with back-off; a
 * range is read as long as its lease lasts, whatever happens to the others.
 */
export const listenToFeed = ({ path, accounts, options, deliver, onSkip, logger }: Options): FeedListener => {
  const name = randomUUID();
  const start = startOf(options, Date.now());
  const trouble = createTrouble(`Reading the changes of ${path}`, logger);
  const standby = createStoppablePause();
  const readers = new Map<string, RangeReader>();
  let feed: Feed | undefined;

  const read = ({ container, rid, ranges, store }: Feed, lease: Lease): void => {
    const range = ranges.get(lease.token);
    if (range === undefined) throw new Error(`Partition range ${lease.token} was split`);
    const held = holdLease({ ...options, lease, store, trouble, onLost: () => reader.stop() });
    const { maxItems, pollMs } = options;
    const open = (continuation: string | undefined) =>
      openFeed({ container, rid, range, continuation, start, maxItems });
    const reader = readRange({ lease: held, open, deliver, onSkip, pollMs, trouble });
    const ended = reader.ended.then(held.release).finally(() => readers.delete(lease.id));
    readers.set(lease.id, { stop: reader.stop, ended });
    if (standby.isStopped()) reader.stop();
  };

  const balance = async (connected: Feed): Promise<void> => {
    const { store } = connected;
    const leases = await standby.orStop(store.list());
    if (leases === undefined) return;
    // The containers were deleted, or the server was restarted without its data.
    if (leases.length === 0) throw new Error(`There are no leases for ${path}`);
    // A container that was created again has other leases.
    const ids = new Set(leases.map(({ id }) => id));
    for (const [id, reader] of readers) if (!ids.has(id)) reader.stop();
    const held = new Set(readers.keys());
    for (const lease of chooseLeases(leases, { name, held }, Date.now() - options.expirationMs)) {
      if (standby.isStopped()) return;
      const taken = readers.has(lease.id) ? undefined : await store.update(lease, { owner: name });
      if (taken !== undefined) read(connected, taken);
    }
  };

  const loop = async (): Promise<void> => {
    for (let failures = 0; !standby.isStopped(); ) {
      try {
        if (trouble.reason() !== undefined) feed = undefined;
        feed ??= await standby.orStop(connectFeed(accounts, options));
        if (feed === undefined) return;
        await balance(feed);
        trouble.works(PART);
        failures = 0;
        await standby.pause(options.acquireMs);
      } catch (error) {
        trouble.failed(PART, error);
        failures += 1;
        await standby.pause(backOff(FIRST_RETRY_MS, failures));
      }
    }
  };
  const ended = loop();

  return {
    problem: trouble.reason,
    stop: async () => {
      standby.stop();
      for (const reader of readers.values()) reader.stop();
    },
    close: async () => {
      const release = () => Promise.all([...readers.values()].map((reader) => reader.ended));
      // A request about leases that hangs must not keep the ones that are held.
      await Promise.all([release(), ended.then(release)]);
      accounts.source.dispose();
      accounts.leases.dispose();
    },
  };
};
