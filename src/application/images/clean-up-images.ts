import { describeError } from '../../domain/describe-error.ts';
import { Unavailable } from '../../domain/errors.ts';
import { abandonmentCutoff } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { BlobPage, ImageKey } from '../ports/images.ts';
import type { Log } from '../ports/telemetry.ts';
import { type CleanUpRun, startCleanUpRun } from './clean-up-run.ts';
import { finishUpload } from './finish-upload.ts';
import { isWasteOriginal, isWasteVariant } from './image-waste.ts';
import { type BlobCounts, type Sweep, sweepBlobs } from './sweep-blobs.ts';
import { formatSweepPosition, isVeryBeginning, parseSweepPosition, type SweepPosition } from './sweep-position.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'bookmarks' | 'clock' | 'log'>;

const MINUTE_MS = 60_000;

/** Below the host's limit, which would end the whole process. The next night continues. */
const MAX_RUN_MS = 20 * MINUTE_MS;

/** Leaves time for the sweeps: a bad image may take minutes to fail. */
const MAX_FINISHING_MS = 10 * MINUTE_MS;

const BLOBS_PER_PROGRESS_LOG = 10_000;

export type CleanUpSummary = {
  /** Uploads that had arrived unnoticed. */
  processed: number;
  /**
   * Images removed from their products, because their upload never came, came late or kept failing.
   */
  dropped: number;
  originalsRemoved: number;
  variantsRemoved: number;
  /** Blobs with names that are not ours. */
  foreign: number;
  failed: number;
  /** True if the run started from a bookmark. `complete` then covers only what came after it. */
  resumed: boolean;
  /** False if time ran out. The next run continues there. */
  complete: boolean;
};

/** Resolves to false if time ran out before the end, to undefined if too many failed. */
const finishAbandonedUploads = (
  deps: Deps,
  { runStep, counts, hasTakenLongerThan }: CleanUpRun,
): Promise<boolean | undefined> => {
  const finish = finishUpload(deps);
  return runStep(async (attempt) => {
    for await (const key of deps.products.listAwaiting(abandonmentCutoff(deps.clock()).toISOString())) {
      await attempt(key, async () => {
        const outcome = await finish(key);
        if (outcome !== 'kept') counts[outcome] += 1;
      });
      if (hasTakenLongerThan(MAX_FINISHING_MS)) return false;
    }
    return true;
  });
};

/** Starts at the beginning if Storage no longer knows the position. */
async function* listFrom<K>(
  list: (from?: string) => AsyncIterable<BlobPage<K>>,
  from: string | undefined,
  log: Log,
): AsyncGenerator<BlobPage<K>> {
  let hasPage = false;
  try {
    for await (const page of list(from)) {
      hasPage = true;
      yield page;
    }
  } catch (error) {
    if (from === undefined || hasPage || error instanceof Unavailable) throw error;
    log.warn('clean_up_begins_anew', { reason: describeError(error) });
    yield* list();
  }
}

/**
 * Sweeps the originals, then the variants. Resolves to where to continue if time ran out. A listing
 * that was broken off by too many failures counts as swept: `throwIfStepFailed` reports it.
 */
const sweepListings = (deps: Deps, run: CleanUpRun) => {
  const { products, images, log } = deps;

  const sweepListing = <K extends ImageKey>(
    count: 'originalsRemoved' | 'variantsRemoved',
    sweep: Sweep<K>,
  ): Promise<string | undefined> =>
    run.runStep(async (attempt) => {
      // The name `seen` is kept for saved queries: without foreign blobs here, with them below.
      const onImplausible = ({ own: seen, withoutProduct }: BlobCounts, reason: string) =>
        log.error('clean_up_braked', { ...run.counts, seen, withoutProduct, reason });
      let listed = 0;
      let loggedAt = 0;
      for await (const page of sweepBlobs(sweep, { products, attempt, onImplausible })) {
        run.counts[count] += page.removed;
        run.counts.foreign += page.foreign;
        listed += page.listed;
        if (listed - loggedAt >= BLOBS_PER_PROGRESS_LOG) {
          loggedAt = listed;
          log.info('clean_up_progress', { seen: listed, [count]: run.counts[count] });
        }
        if (run.hasTakenLongerThan(MAX_RUN_MS)) return page.next;
      }
      return undefined;
    });

  const sweepFrom = ({ sweep, from }: SweepPosition): Promise<string | undefined> =>
    sweep === 'originals'
      ? sweepListing('originalsRemoved', {
          pages: listFrom(images.listOriginals, from, log),
          isWaste: (blob, image) => isWasteOriginal(blob, image, run.startedAt),
          remove: images.removeOriginal,
        })
      : sweepListing('variantsRemoved', {
          pages: listFrom(images.listVariants, from, log),
          isWaste: (blob, image) => isWasteVariant(blob, image, run.startedAt),
          remove: images.removeVariant,
        });

  return async (start: SweepPosition): Promise<SweepPosition | undefined> => {
    const positions: readonly SweepPosition[] = start.sweep === 'originals' ? [start, { sweep: 'variants' }] : [start];
    for (const position of positions) {
      if (run.hasTakenLongerThan(MAX_RUN_MS)) return position;
      const from = await sweepFrom(position);
      if (from !== undefined) return { sweep: position.sweep, from };
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
 * A variant is removed if it is over an hour old and its product, read just before, does not record
 * it. Could a handler record it after that read? A handler writes all variants before it records
 * any, and ends within minutes. So it wrote this one minutes ago at most: either the blob is not
 * over an hour old, or it was written again after it was listed. But only the listed version is
 * removed. No later image can use the variant either, because image ids are never reused.
 */
export const cleanUpImages = (deps: Deps) => async (): Promise<CleanUpSummary> => {
  const run = startCleanUpRun(deps);
  const bookmark = await openBookmark(deps, 'clean-up-images');
  const start = parseSweepPosition(bookmark.place);
  const allFinished = await finishAbandonedUploads(deps, run);
  const rest = await sweepListings(deps, run)(start);
  await bookmark.leave(rest && formatSweepPosition(rest));
  run.throwIfStepFailed();
  return { ...run.counts, resumed: !isVeryBeginning(start), complete: allFinished === true && rest === undefined };
};
