import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';
import { abandonmentCutoff } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { BlobPage, ImageKey } from '../ports/images.ts';
import { type CleanUpRun, startCleanUpRun } from './clean-up-run.ts';
import { finishUpload } from './finish-upload.ts';
import { isWasteOriginal, isWasteVariant } from './image-waste.ts';
import { type Sweep, sweepBlobs } from './sweep-blobs.ts';
import { formatSweepPosition, parseSweepPosition, type SweepPosition } from './sweep-position.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'bookmarks' | 'clock' | 'log'>;

const MINUTE_MS = 60_000;

/** Below the host's limit, which would end the whole process. The next night continues. */
const MAX_RUN_MS = 20 * MINUTE_MS;

/** Leaves time for the sweeps: a bad image may take minutes to fail. */
const MAX_FINISHING_MS = 10 * MINUTE_MS;

const BLOBS_PER_PROGRESS_LOG = 10_000;

export type CleanUpSummary = {
  /** Uploads that had arrived unnoticed and were processed now. */
  processed: number;
  /** Images removed from their products because their upload never came. */
  dropped: number;
  originalsRemoved: number;
  variantsRemoved: number;
  /** Blobs with names that are not ours. They are never touched. */
  foreign: number;
  failed: number;
  /** True if the run continued from a bookmark. `complete` then covers only the rest. */
  resumed: boolean;
  /** False if time ran out before the end. The next run continues there. */
  complete: boolean;
};

/** False if time ran out before the end. */
const finishAbandonedUploads = (deps: Deps) => {
  const finish = finishUpload(deps);

  return async ({ runStep, counts, hasTakenOver }: CleanUpRun): Promise<boolean> => {
    const isDone = await runStep(async (attempt) => {
      for await (const key of deps.products.listAwaiting(abandonmentCutoff(deps.clock()).toISOString())) {
        await attempt(key, async () => {
          const outcome = await finish(key);
          if (outcome !== 'kept') counts[outcome] += 1;
        });
        if (hasTakenOver(MAX_FINISHING_MS)) return false;
      }
      return true;
    });
    return isDone ?? false;
  };
};

/** If Storage no longer knows the position, the listing starts at the beginning. */
async function* listFrom<K>(
  list: (from?: string) => AsyncIterable<BlobPage<K>>,
  from: string | undefined,
  { log }: Deps,
) {
  let isPositionKnown = from === undefined;
  try {
    for await (const page of list(from)) {
      isPositionKnown = true;
      yield page;
    }
  } catch (error) {
    if (isPositionKnown || error instanceof Unavailable) throw error;
    log.warn('clean_up_begins_anew', { reason: describeError(error) });
    yield* list();
  }
}

/** Resolves to the position to continue from if it ran out of time. */
const sweepFrom = (deps: Deps) => {
  const { products, images, log } = deps;

  const sweep = <K extends ImageKey>(
    run: CleanUpRun,
    count: 'originalsRemoved' | 'variantsRemoved',
    blobs: Sweep<K>,
  ): Promise<string | undefined> => {
    let loggedAt = 0;
    return run.runStep((attempt) =>
      sweepBlobs(blobs, {
        products,
        attempt: (productId, work) => attempt({ productId }, work),
        isLate: () => run.hasTakenOver(MAX_RUN_MS),
        onPage: ({ seen, removed, foreign }) => {
          run.counts[count] += removed;
          run.counts.foreign += foreign;
          if (seen - loggedAt < BLOBS_PER_PROGRESS_LOG) return;
          loggedAt = seen;
          log.info('clean_up_progress', { seen, [count]: run.counts[count] });
        },
        onImplausible: (seen, reason) => log.error('clean_up_braked', { ...run.counts, ...seen, reason }),
      }),
    );
  };

  const sweeps = {
    originals: (run: CleanUpRun, from?: string) =>
      sweep(run, 'originalsRemoved', {
        pages: listFrom(images.listOriginals, from, deps),
        isWaste: (blob, image) => isWasteOriginal(blob, image, run.startedAt),
        remove: images.removeOriginal,
      }),
    variants: (run: CleanUpRun, from?: string) =>
      sweep(run, 'variantsRemoved', {
        pages: listFrom(images.listVariants, from, deps),
        isWaste: (blob, image) => isWasteVariant(blob, image, run.startedAt),
        remove: images.removeVariant,
      }),
  };

  return async (start: SweepPosition, run: CleanUpRun): Promise<SweepPosition | undefined> => {
    let position: SweepPosition | undefined = start;
    while (position && !run.hasTakenOver(MAX_RUN_MS)) {
      const { sweep: name, from }: SweepPosition = position;
      const next: string | undefined = await sweeps[name](run, from);
      if (next !== undefined) position = { sweep: name, from: next };
      else position = name === 'originals' ? { sweep: 'variants' } : undefined;
    }
    return position;
  };
};

/**
 * Cleans up after uploads: finishes those that were not completed within a day; removes originals
 * of images that were rejected a week ago or have been gone for a day; removes variants that no
 * product refers to.
 *
 * Idempotent. Safe to run twice, at the same time, and to be stopped anywhere. A step that meets
 * only bad blobs is broken off; the next steps run, and then the run rejects. It rejects at once if
 * a listing fails, a service is down or products seem to be missing (see `sweepBlobs`). A run that
 * is out of time leaves a bookmark: the next one continues there to the end, and the one after that
 * starts at the beginning.
 *
 * # No variant in use is removed
 *
 * A handler ends within minutes and writes every variant before it records any. Suppose that it
 * records them after we have read the product. Then it wrote them minutes ago at most. It cannot
 * have written a blob that we remove, because those are over an hour old. If it overwrites one
 * after the listing, the version changes, and we remove only the version that was listed. What was
 * recorded before, we have read. Image ids are never reused.
 */
export const cleanUpImages = (deps: Deps) => {
  const finishUploads = finishAbandonedUploads(deps);
  const sweep = sweepFrom(deps);

  return async (): Promise<CleanUpSummary> => {
    const run = startCleanUpRun(deps);
    const bookmark = await openBookmark(deps, 'clean-up-images');
    const start = parseSweepPosition(bookmark.place);
    const allFinished = await finishUploads(run);
    const rest = await sweep(start, run);
    await bookmark.leave(rest && formatSweepPosition(rest));
    run.throwIfStepFailed();
    const resumed = formatSweepPosition(start) !== undefined;
    return { ...run.counts, resumed, complete: allFinished && rest === undefined };
  };
};
