import { eachBounded, splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { collectResults, type Ids, type Pass, type ResultCollector, type Step } from './reconciliation-results.ts';

type Deps = Pick<Capabilities, 'clock' | 'log' | 'pause'>;

/** Generous: replicas of a region lag by milliseconds. Only waited for if something seems odd. */
export const MAX_LAG_MS = 3000;

/** Items checked at the same time: the shop's own traffic goes first. */
const CONCURRENCY = 8;
const MAX_CHUNK = 200;
/** Second looks that are collected before one wait serves them all. */
const MAX_SECOND_LOOKS = 1000;
/** This many failures in a row are no coincidence. */
const MAX_FAILURES = 20;
const PROGRESS_EVERY_MS = 30_000;
/** No item is started after this long: the host ends the whole process after 30 minutes. */
export const MAX_RUN_MS = 20 * 60_000;
const MAX_RUN_WITH_SECOND_LOOKS_MS = MAX_RUN_MS + 5 * 60_000;

type Look = () => Promise<void>;

/** A look that fails is skipped; many in a row reject. */
const skipFailures = ({ reportSkipped }: ResultCollector) => {
  let failuresInARow = 0;

  return {
    attempt: async (ids: Ids, look: Look): Promise<void> => {
      try {
        await look();
        failuresInARow = 0;
      } catch (error) {
        failuresInARow += 1;
        reportSkipped(ids, error);
        if (failuresInARow >= MAX_FAILURES) throw error;
      }
    },
    startOver: (): void => {
      failuresInARow = 0;
    },
  };
};

const progressLogger = ({ clock }: Deps, collector: ResultCollector) => {
  let loggedAt = clock().getTime();
  return (): void => {
    const now = clock().getTime();
    if (now - loggedAt < PROGRESS_EVERY_MS) return;
    loggedAt = now;
    collector.logProgress();
  };
};

/** Looks that wait for the longest possible lag. One wait serves all that are waiting. */
const collectSecondLooks = ({ pause }: Deps, take: (ids: Ids, look: Look) => Promise<void>) => {
  let waiting: { ids: Ids; look: Look }[] = [];

  return {
    add: (ids: Ids, look: Look): void => {
      waiting.push({ ids, look });
    },
    isFull: (): boolean => waiting.length >= MAX_SECOND_LOOKS,
    takeAll: async (assertInTime: () => void): Promise<void> => {
      while (waiting.length > 0) {
        assertInTime();
        const looks = waiting;
        waiting = [];
        await pause(MAX_LAG_MS);
        await eachBounded(looks, CONCURRENCY, async ({ ids, look }) => {
          assertInTime();
          await take(ids, look);
        });
      }
    },
  };
};

/**
 * One run: its results, and the second looks that are still open.
 *
 * A replica may lag, so one look proves nothing. `lookAgain` puts an item off by at least
 * `MAX_LAG_MS`. The next read is then at least as new as everything that the look before had seen:
 * the reads of a chain of looks are in true order. Each chain says what it needs to be sure. The
 * limits above bound the memory.
 */
export const startReconciliation = (deps: Deps) => {
  const startedAt = deps.clock().getTime();
  const collector = collectResults(deps);
  const { attempt, startOver } = skipFailures(collector);
  const secondLooks = collectSecondLooks(deps, attempt);
  const logProgress = progressLogger(deps, collector);

  const assertInTime = (limitMs: number): void => {
    if (deps.clock().getTime() - startedAt >= limitMs) throw new Error(`out of time after ${limitMs / 60_000} minutes`);
  };

  const takeSecondLooks = (): Promise<void> => secondLooks.takeAll(() => assertInTime(MAX_RUN_WITH_SECOND_LOOKS_MS));

  /** A step that breaks off does not stop the next one. */
  const runStep = async (step: Step, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      startOver();
      collector.reportBroken(step, error);
    }
  };

  const lookAgain = <S>(ids: Ids, state: S, look: (state: S) => Promise<S | 'done'>): void =>
    secondLooks.add(ids, async () => {
      const next = await look(state);
      if (next !== 'done') lookAgain(ids, next, look);
    });

  return {
    ...collector,

    checkEach: <T>(pass: Pass, items: AsyncIterable<T>, idsOf: (item: T) => Ids, check: (item: T) => Promise<void>) =>
      runStep(pass, async () => {
        assertInTime(MAX_RUN_MS);
        for await (const chunk of splitIntoChunks(items, MAX_CHUNK)) {
          await eachBounded(chunk, CONCURRENCY, async (item) => {
            assertInTime(MAX_RUN_MS);
            await attempt(idsOf(item), async () => {
              await check(item);
              collector.countChecked(pass);
            });
          });
          logProgress();
          if (secondLooks.isFull()) await takeSecondLooks();
        }
      }),

    /** Runs the look after the longest possible lag, and again with each state it resolves to. */
    lookAgain,

    takeLastLooks: (): Promise<void> => runStep('second looks', takeSecondLooks),
  };
};

export type ReconciliationRun = ReturnType<typeof startReconciliation>;
