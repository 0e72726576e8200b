import type { Finding } from '../../domain/reconciliation.ts';
import { eachBounded, inChunks } from '../each-bounded.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/telemetry.ts';

export type RunDeps = { clock: Clock; log: Log; pause: (milliseconds: number) => Promise<void> };

/**
 * The most that a replica is taken to lag behind. Replicas of a region lag by milliseconds, and the client carries session tokens;
 * this is generous, and is only waited for when something seems odd.
 */
export const LAG_MS = 3000;

/** Point reads at a time: the shop's own traffic goes first. */
const CONCURRENCY = 8;
const CHUNK = 200;
/** Second looks that are put off together: one wait serves them all. */
const MAX_SUSPECTS = 1000;
export const MAX_FINDINGS = 1000;
/** So many failures in a row are no accident any more. */
const MAX_FAILURES = 20;
const PROGRESS_MS = 30_000;
/**
 * After so long no further item is looked at: the host ends a function after half an hour, together with whatever else the process is
 * doing. What was put off still gets its second looks, for a while.
 */
export const RUN_MS = 20 * 60_000;
const SECOND_LOOKS_MS = 5 * 60_000;

export type Pass = 'reservations' | 'orders' | 'levels' | 'products';

export type Reconciliation = {
  /** How many of each were looked at. */
  checked: Record<Pass, number>;
  repaired: { reservations: number; availability: number };
  /** The first thousand; `found` counts them all. */
  findings: readonly Finding[];
  found: number;
  /** Odd, but changing too fast to be sure: looked at again next night. */
  busy: number;
  /** Could not be looked at. */
  skipped: number;
  /** Passes that broke off, and why: what they had not come to is looked at next night. */
  broken: readonly { pass: Pass | 'second looks'; reason: string }[];
};

type Ids = { productId?: string; orderId?: string };
type Look = () => Promise<void>;

/**
 * One run: what it has counted, and the looks it still owes.
 *
 * A replica may lag, so one look proves nothing: what seems odd is put off by `lookAgain`, at least `LAG_MS`. Then what is read is at
 * least as new as anything that the look before had seen, so that a chain of looks puts reads into an order that also holds in truth.
 * What each chain needs to be sure is said where it is made. Memory is bounded by the limits above.
 */
export const startRun = ({ clock, log, pause }: RunDeps) => {
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

  /** One thing that cannot be looked at must not keep the rest from being looked at. */
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
    /** Looks at everything that the stream brings, a bounded part at a time. */
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

    /** Takes the look once every lag is over. */
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
