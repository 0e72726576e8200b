import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';
import { abandonmentCutoff } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { BlobPage, ImageKey } from '../ports/images.ts';
import { type CleanUpRun, startCleanUpRun } from './clean-up-run.ts';
import { finishUpload } from './finish-upload.ts';
import { isWasteOriginal, isWasteVariant } from './image-waste.ts';
import { type BlobsToSweep, sweepBlobs } from './sweep-blobs.ts';
import { formatSweepPosition, isVeryBeginning, parseSweepPosition, type SweepPosition } from './sweep-position.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'bookmarks' | 'clock' | 'log'>;

const MINUTE_MS = 60_000;

/** Below the host's limit, which would end the whole process. The next night continues. */
const MAX_RUN_MS = 20 * MINUTE_MS;

/** Leaves time for the sweeps: a bad image may take minutes to fail. */
const MAX_FINISHING_MS = 10 * MINUTE_MS;

const BLOBS_PER_PROGRESS_LOG = 10_000;

export type CleanUpSummary = {
  /** Uploads that had arrived unnoticed and have now been processed. */
  processed: number;
  /** Images removed from their products: their upload never came, came too late or kept failing. */
  dropped: number;
  originalsRemoved: number;
  variantsRemoved: number;
  /** Blobs with names that are not ours. They are never touched. */
  foreign: number;
  failed: number;
  /** True if the run started from a bookmark. `complete` then covers only what came after it. */
  resumed: boolean;
  /** False if time ran out. The next run continues there. */
  complete: boolean;
};

/** Resolves to false if time ran out before the end, or too many failed. */
const finishAbandonedUploads = (deps: Deps) => {
  const finish = finishUpload(deps);

  return async ({ runStep, counts, hasTakenLongerThan }: CleanUpRun): Promise<boolean> => {
    const isDone = await runStep(async (attempt) => {
      for await (const key of deps.products.listAwaiting(abandonmentCutoff(deps.clock()).toISOString())) {
        await attempt(key, async () => {
          const outcome = await finish(key);
          if (outcome !== 'kept') counts[outcome] += 1;
        });
        if (hasTakenLongerThan(MAX_FINISHING_MS)) return false;
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
  let mayRestart = from !== undefined;
  try {
    for await (const page of list(from)) {
      mayRestart = false;
      yield page;
    }
  } catch (error) {
    if (!mayRestart || error instanceof Unavailable) throw error;
    log.warn('clean_up_begins_anew', { reason: describeError(error) });
    yield* list();
  }
}

/**
 * Sweeps the originals, then the variants. Resolves to where to continue if time ran out. A listing
 * that was broken off by too many failures counts as swept: `throwIfStepFailed` reports it.
 */
const sweepListings = (deps: Deps) => {
  const { products, images, log } = deps;

  const sweepListing = <K extends ImageKey>(
    run: CleanUpRun,
    count: 'originalsRemoved' | 'variantsRemoved',
    blobs: BlobsToSweep<K>,
  ): Promise<string | undefined> => {
    let loggedAt = 0;
    return run.runStep((attempt) =>
      sweepBlobs(blobs, {
        products,
        attempt,
        isLate: () => run.hasTakenLongerThan(MAX_RUN_MS),
        onPage: ({ removed, foreign }, listed) => {
          run.counts[count] += removed;
          run.counts.foreign += foreign;
          if (listed - loggedAt < BLOBS_PER_PROGRESS_LOG) return;
          loggedAt = listed;
          log.info('clean_up_progress', { seen: listed, [count]: run.counts[count] });
        },
        onImplausible: (counts, reason) => log.error('clean_up_braked', { ...run.counts, ...counts, reason }),
      }),
    );
  };

  const sweepers = {
    originals: (run: CleanUpRun, from?: string) =>
      sweepListing(run, 'originalsRemoved', {
        pages: listFrom(images.listOriginals, from, deps),
        isWaste: (blob, image) => isWasteOriginal(blob, image, run.startedAt),
        remove: images.removeOriginal,
      }),
    variants: (run: CleanUpRun, from?: string) =>
      sweepListing(run, 'variantsRemoved', {
        pages: listFrom(images.listVariants, from, deps),
        isWaste: (blob, image) => isWasteVariant(blob, image, run.startedAt),
        remove: images.removeVariant,
      }),
  };

  return async (start: SweepPosition, run: CleanUpRun): Promise<SweepPosition | undefined> => {
    const positions: readonly SweepPosition[] = start.sweep === 'originals' ? [start, { sweep: 'variants' }] : [start];
    for (const position of positions) {
      if (run.hasTakenLongerThan(MAX_RUN_MS)) return position;
      const next = await sweepers[position.sweep](run, position.from);
      if (next !== undefined) return { sweep: position.sweep, from: next };
    }
    return undefined;
  };
};

/**
 * Cleans up after uploads, in three steps: finishes uploads that were not completed within a day;
 * removes originals of rejected images after a week, and of images that no product has after a day;
 * removes variants that no product refers to after an hour. Blobs are as old as their last write.
 *
 * Idempotent. Safe to run twice, at the same time, and to be stopped anywhere. A step with too many
 * failures is stopped; the next steps run, and then the run rejects. It rejects at once if a
 * listing fails, a service is down or products seem to be missing (see `sweepBlobs`). A run that is
 * out of time leaves a bookmark: the next one continues there to the end, and the one after that
 * starts from the beginning.
 *
 * # No variant in use is removed
 *
 * We read the product, and remove a variant that is over an hour old and not recorded there. Could
 * a handler record it afterwards? A handler writes all variants before it records any, and ends
 * within minutes. So it writes the variant after the listing, or only minutes before: the blob is
 * then not over an hour old, or no longer the version that was listed, and only that version is
 * removed. Nor can a later image use the variant, because image ids are never reused.
 */
export const cleanUpImages = (deps: Deps) => {
  const finishUploads = finishAbandonedUploads(deps);
  const sweep = sweepListings(deps);

  return async (): Promise<CleanUpSummary> => {
    const run = startCleanUpRun(deps);
    const bookmark = await openBookmark(deps, 'clean-up-images');
    const start = parseSweepPosition(bookmark.place);
    const allFinished = await finishUploads(run);
    const rest = await sweep(start, run);
    await bookmark.leave(rest && formatSweepPosition(rest));
    run.throwIfStepFailed();
    return { ...run.counts, resumed: !isVeryBeginning(start), complete: allFinished && rest === undefined };
  };
};
