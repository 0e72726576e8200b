import { describeFailure } from '../../domain/describe-failure.ts';
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

type Deps = Pick<
  Capabilities,
  'products' | 'images' | 'renderImage' | 'bookmarks' | 'clock' | 'pause' | 'random' | 'log'
>;

const MINUTE_MS = 60_000;

/** Below the host's limit, which would end the whole process. The next night continues. */
const MAX_RUN_MS = 20 * MINUTE_MS;

/** Leaves time for the sweeps: a bad image may take minutes to fail. */
const MAX_FINISHING_MS = 10 * MINUTE_MS;

const BLOBS_PER_PROGRESS_LOG = 10_000;

export type CleanUpSummary = CleanUpRun['counts'] & {
  /** True if the run started from a bookmark. `complete` then covers only what came after it. */
  resumed: boolean;
  /** False if time ran out, for the uploads or for the sweeps. */
  complete: boolean;
};

const finishAbandonedUploads = (
  deps: Deps,
  { runStep, counts, hasTakenLongerThan }: CleanUpRun,
): Promise<'ended' | 'out_of_time' | 'broke_off'> => {
  const finish = finishUpload(deps);
  return runStep(async (tryItem) => {
    for await (const key of deps.products.listAwaiting(abandonmentCutoff(deps.clock()).toISOString())) {
      await tryItem(key, async () => {
        const outcome = await finish(key);
        if (outcome !== 'not_abandoned') counts[outcome] += 1;
      });
      if (hasTakenLongerThan(MAX_FINISHING_MS)) return 'out_of_time';
    }
    return 'ended';
  });
};

/** Starts at the beginning if Storage no longer knows the position (see `Images.listOriginals`). */
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
    const isUnknownPosition = from !== undefined && !hasPage && !(error instanceof Unavailable);
    if (!isUnknownPosition) throw error;
    log.warn('clean_up_begins_anew', { ...describeFailure(error) });
    yield* list();
  }
}

/** How a sweep of one listing ended. If time ran out, the next run continues at `from`. */
type SweepEnd = 'ended' | 'broke_off' | { from: string };

const sweepListing = <K extends ImageKey>(
  { products, log }: Deps,
  { runStep, counts, hasTakenLongerThan }: CleanUpRun,
  countName: 'originalsRemoved' | 'variantsRemoved',
  sweep: Sweep<K>,
): Promise<SweepEnd> =>
  runStep(async (tryItem) => {
    const onImplausible = ({ own, withoutProduct }: BlobCounts, reason: string) =>
      // An old name, which an alert and saved queries use.
      log.error('clean_up_braked', { ...counts, seen: own, withoutProduct, reason });
    let listed = 0;
    let loggedAt = 0;
    for await (const page of sweepBlobs(sweep, { products, tryItem, onImplausible })) {
      counts[countName] += page.removed;
      counts.foreign += page.foreign;
      listed += page.listed;
      if (listed - loggedAt >= BLOBS_PER_PROGRESS_LOG) {
        loggedAt = listed;
        log.info('clean_up_progress', { seen: listed, [countName]: counts[countName] });
      }
      if (page.next !== undefined && hasTakenLongerThan(MAX_RUN_MS)) return { from: page.next };
    }
    return 'ended';
  });

const sweepFrom = ({ listing, from }: SweepPosition, deps: Deps, run: CleanUpRun): Promise<SweepEnd> => {
  const { images, log } = deps;
  return listing === 'originals'
    ? sweepListing(deps, run, 'originalsRemoved', {
        pages: listFrom(images.listOriginals, from, log),
        isWaste: (blob, image) => isWasteOriginal(blob, image, run.startedAt),
        remove: images.removeOriginal,
      })
    : sweepListing(deps, run, 'variantsRemoved', {
        pages: listFrom(images.listVariants, from, log),
        isWaste: (blob, image) => isWasteVariant(blob, image, run.startedAt),
        remove: images.removeVariant,
      });
};

/** Sweeps originals, then variants. Resolves to where to continue if time ran out. */
const sweepListings = async (start: SweepPosition, deps: Deps, run: CleanUpRun): Promise<SweepPosition | undefined> => {
  const positions: SweepPosition[] = start.listing === 'originals' ? [start, { listing: 'variants' }] : [start];
  for (const position of positions) {
    if (run.hasTakenLongerThan(MAX_RUN_MS)) return position;
    const end = await sweepFrom(position, deps, run);
    if (typeof end === 'object') return { listing: position.listing, from: end.from };
    // If it broke off, the next listing is still swept. The run rejects at its end.
  }
  return undefined;
};

/**
 * Finishes abandoned uploads, then removes the originals and variants that are waste.
 *
 * Idempotent. Safe to run twice, at the same time, and to be stopped anywhere.
 *
 * A step with too many failures in a row is stopped; the next steps run, and then the run rejects.
 * It rejects without the next steps if a listing fails, if products seem to be missing (see
 * `sweepBlobs`), or if a service is down (see `openFailureBudget`). If time runs out during a
 * sweep, the run leaves a bookmark: the next run continues there to the end, and the one after that
 * starts from the beginning.
 *
 * # No variant in use is removed
 *
 * Could a variant be removed just before a handler adds it to its product? No. That handler would
 * still be running when `removeWaste` reads the product. A handler runs for at most 30 minutes
 * (host.json), so the variant would be under 30 minutes old at that read. But only variants that
 * were over an hour old when the run began, before that read, are removed. A variant that is
 * written again after it was listed is a new version, and only the listed version is removed.
 *
 * # No original that is needed is removed
 *
 * `addImage` returns the URL of an upload only after the image is on the product. So if the image
 * of an original is not there, it was deleted, and its id is never used again. If the upload of a
 * rejected image is replayed, its original is written again. That newer version is not removed.
 */
export const cleanUpImages = (deps: Deps) => async (): Promise<CleanUpSummary> => {
  const run = startCleanUpRun(deps);
  const bookmark = await openBookmark(deps, 'clean-up-images');
  const start = parseSweepPosition(bookmark.place);
  const finishing = await finishAbandonedUploads(deps, run);
  const continueAt = await sweepListings(start, deps, run);
  // If the sweep of originals broke off and that of variants ran out of time, the next run starts
  // at the variants, and the one after that sweeps the originals again.
  await bookmark.leave(continueAt && formatSweepPosition(continueAt));
  run.throwIfStepBrokeOff();
  return {
    ...run.counts,
    resumed: !isVeryBeginning(start),
    complete: finishing === 'ended' && continueAt === undefined,
  };
};
