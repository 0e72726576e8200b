import type { Finding } from '../../domain/reconciliation.ts';
import type { Capabilities } from '../capabilities.ts';
import { eachBounded, inChunks } from '../each-bounded.ts';

type Deps = Pick<Capabilities, 'clock' | 'log' | 'pause'>;

/**
 * The longest time that a replica is assumed to lag. Replicas of a region lag by milliseconds, and
 * the client sends session tokens. This is generous, and only waited for if something seems odd.
 */
export const LAG_MS = 3000;

/** Items checked at the same time: the shop's own traffic goes first. */
const CONCURRENCY = 8;
const CHUNK = 200;
/** Second looks that are collected before one wait serves them all. */
const MAX_SUSPECTS = 1000;
export const MAX_FINDINGS = 1000;
/** This many failures in a row are no coincidence. */
const MAX_FAILURES = 20;
const PROGRESS_MS = 30_000;
/**
 * No item is started after this long: the host ends a function after 30 minutes, and everything
 * else in the process with it. Second looks get a little longer.
 */
export const RUN_MS = 20 * 60_000;
const SECOND_LOOKS_MS = 5 * 60_000;

export type Pass = 'reservations' | 'orders' | 'levels' | 'products';

export type Reconciliation = {
  /** How many of each were checked. */
  checked: Record<Pass, number>;
  repaired: { reservations: number; availability: number };
  /** The first thousand; `found` counts them all. */
  findings: readonly Finding[];
  found: number;
  /** Odd, but changed too fast to be sure. They are checked again the next night. */
  busy: number;
  /** Items that could not be read. */
  skipped: number;
  /** Passes that broke off, and why. The next night starts them again. */
  broken: readonly { pass: Pass | 'second looks'; reason: string }[];
};

type Ids = { productId?: string; orderId?: string };
type Look = () => Promise<void>;

/**
 * One run: its counts, and the second looks that are still open.
 *
 * A replica may lag, so one look proves nothing. `lookAgain` puts an item off by at least `LAG_MS`.
 * The next read is then at least as new as everything that the look before had seen: the reads of a
 * chain of looks are in true order. Each chain says what it needs to be sure. The limits above
 * bound the memory.
 */
export const startRun = ({ clock, log, pause }: Deps) => {
  const checked: Record<Pass, number> = { reservations: 0, orders: 0, levels: 0, products: 0 };
  const repaired = { reservations: 0, availability: 0 };
  const findings: Finding[] = [];
  const broken: { pass: Pass | 'second looks'; reason: string }[] = [];
  const counts = { found: 0, busy: 0, skipped: 0 };
  let suspects: { ids: Ids; look: Look }[] = [];
  let failures = 0;
  const start = clock().getTime();
  let told = start;

  const inTime = (ms: number): void => {
    if (clock().getTime() - start >= ms) throw new Error(`out of time after ${ms / 60_000} minutes`);
  };

  /** One item that cannot be checked must not stop the others. */
  const attempt = async (ids: Ids, look: Look): Promise<void> => {
    try {
      await look();
      failures = 0;
    } catch (error) {
      counts.skipped += 1;
      failures += 1;
      log.warn('reconcile_skipped', { ...ids, reason: String(error) });
      if (failures >= MAX_FAILURES) throw error;
    }
  };

  const takeSecondLooks = async (): Promise<void> => {
    while (suspects.length > 0) {
      inTime(RUN_MS + SECOND_LOOKS_MS);
      const looks = suspects;
      suspects = [];
      await pause(LAG_MS);
      await eachBounded(looks, CONCURRENCY, async ({ ids, look }) => {
        inTime(RUN_MS + SECOND_LOOKS_MS);
        await attempt(ids, look);
      });
    }
  };

  const guarded = async (pass: Pass | 'second looks', work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures = 0;
      broken.push({ pass, reason: String(error) });
    }
  };

  const tellProgress = (): void => {
    const now = clock().getTime();
    if (now - told < PROGRESS_MS) return;
    told = now;
    log.info('reconcile_progress', { ...checked, found: counts.found });
  };

  return {
    /** Checks every item of the stream, a bounded part at a time. */
    sweep: <T>(pass: Pass, items: AsyncIterable<T>, idsOf: (item: T) => Ids, look: (item: T) => Promise<void>) =>
      guarded(pass, async () => {
        inTime(RUN_MS);
        for await (const chunk of inChunks(items, CHUNK)) {
          await eachBounded(chunk, CONCURRENCY, async (item) => {
            inTime(RUN_MS);
            await attempt(idsOf(item), async () => {
              await look(item);
              checked[pass] += 1;
            });
          });
          tellProgress();
          if (suspects.length >= MAX_SUSPECTS) await takeSecondLooks();
        }
      }),

    /** Runs the look after the longest possible lag. */
    lookAgain: (ids: Ids, look: Look): void => {
      suspects.push({ ids, look });
    },

    report: (finding: Finding): void => {
      counts.found += 1;
      if (findings.length < MAX_FINDINGS) findings.push(finding);
      log.warn('reconcile_finding', { ...finding });
    },

    repaired: (what: keyof typeof repaired, fields: Ids & { quantity?: number; band?: string }): void => {
      repaired[what] += 1;
      log.info('reconcile_repaired', { what, ...fields });
    },

    busy: (ids: Ids): void => {
      counts.busy += 1;
      log.info('reconcile_busy', ids);
    },

    async finish(): Promise<Reconciliation> {
      await guarded('second looks', takeSecondLooks);
      return { checked, repaired, findings, ...counts, broken };
    },
  };
};

export type Run = ReturnType<typeof startRun>;
