import { Unavailable } from '../../domain/errors.ts';
import { abandonedBefore, type ProductImage } from '../../domain/image.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { Bookmarks } from '../ports/bookmarks.ts';
import type { BlobPage, ImageKey, Listed, VariantKey } from '../ports/images.ts';
import { finishUpload } from './finish-upload.ts';
import type { ProcessUploadDeps } from './process-upload.ts';
import { type Sweep, sweepBlobs } from './sweep-blobs.ts';
import { placeIn, type SweepPlace, textOf } from './sweep-place.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below the host's limit, which would end whatever else runs in the process. The next night goes on from there. */
const MOST_MS = 20 * MINUTE;

/** Bad pictures must not cost the sweeps their time: each may take minutes to fail. */
const MOST_MS_FINISHING = 10 * MINUTE;

/** So many in a row, or so many times in one step that a service did not answer, is no bad blob. */
const MOST_FAILURES = 50;

class BrokenOff extends Error {
  override name = 'BrokenOff';

  constructor(failures: number, last: unknown) {
    super(`${failures} failures in a row, the last of them: ${String(last)}`, { cause: last });
  }
}

/** Blobs between two lines of the log. */
const PROGRESS = 10_000;

export type CleanUpSummary = {
  /** Uploads that were completed after all. */
  processed: number;
  /** Images taken off their products: nobody completed them. */
  dropped: number;
  originalsRemoved: number;
  variantsRemoved: number;
  /** Blobs of other names, left alone. */
  foreign: number;
  failed: number;
  /** True where there was a bookmark to go on from: then `complete` is of the rest alone. */
  resumed: boolean;
  /** False where time was up before the end, which the next run goes on to. */
  complete: boolean;
};

/**
 * Tidies up after uploads: ends those that were never completed within a day, removes originals of images rejected a week ago or gone
 * for a day, and variants that no product refers to. Idempotent; safe to run twice, at once, and to be ended anywhere. Ends, and
 * rejects, where a listing fails, products seem to be missing (see `sweepBlobs`) or a service is down. A step that only meets bad blobs
 * breaks off; the next ones run, then it rejects. A run that time ends leaves a bookmark, from which the next one goes on to the end;
 * the one after that begins at the front.
 *
 * No living variant is removed. A handler ends within minutes and writes every variant before it records any. So one that records
 * after we read the product has written after that blob, which is over an hour old, was listed: as another version than the one
 * that we remove. And what was recorded before, we read: an id of an image is never given again.
 */
export const cleanUpImages = (deps: ProcessUploadDeps & { bookmarks: Bookmarks }) => {
  const { products, images, clock, log } = deps;
  const finish = finishUpload(deps);

  return async (): Promise<CleanUpSummary> => {
    const started = clock().getTime();
    const summary = { processed: 0, dropped: 0, originalsRemoved: 0, variantsRemoved: 0, foreign: 0, failed: 0 };
    const isLate = (most = MOST_MS): boolean => clock().getTime() - started > most;
    let complete = true;
    const ageOf = ({ lastModified }: Listed<unknown>): number => started - lastModified.getTime();

    let failures = { inARow: 0, unavailable: 0 };
    const attempt = async (fields: { productId: string; imageId?: string }, work: () => Promise<void>) => {
      try {
        await work();
        failures.inARow = 0;
      } catch (error) {
        summary.failed += 1;
        failures.inARow += 1;
        log.warn('clean_up_failed', { ...fields, reason: String(error) });
        if (error instanceof Unavailable) {
          failures.unavailable += 1;
          if (failures.unavailable >= MOST_FAILURES) throw error;
        }
        if (failures.inARow >= MOST_FAILURES) throw new BrokenOff(MOST_FAILURES, error);
      }
    };

    const finishUploads = async (): Promise<void> => {
      for await (const key of products.listAwaiting(abandonedBefore(clock()).toISOString())) {
        await attempt(key, async () => {
          const outcome = await finish(key);
          if (outcome !== 'kept') summary[outcome] += 1;
        });
        if (isLate(MOST_MS_FINISHING)) {
          complete = false;
          return;
        }
      }
    };

    const sweep = <K extends ImageKey>(
      count: 'originalsRemoved' | 'variantsRemoved',
      what: Sweep<K>,
    ): Promise<string | undefined> => {
      let told = 0;
      return sweepBlobs(what, {
        products,
        attempt: (productId, work) => attempt({ productId }, work),
        isLate: () => isLate(),
        onPage: ({ seen, removed, foreign }) => {
          summary[count] += removed;
          summary.foreign += foreign;
          if (seen - told < PROGRESS) return;
          told = seen;
          log.info('clean_up_progress', { seen, [count]: summary[count] });
        },
        onBrake: (counts, reason) => log.error('clean_up_braked', { ...summary, ...counts, reason }),
      });
    };

    const isOriginalWaste = (blob: Listed<ImageKey>, image: ProductImage | undefined): boolean =>
      image ? image.status === 'rejected' && ageOf(blob) > 7 * DAY : ageOf(blob) > DAY;

    const isVariantWaste = (blob: Listed<VariantKey>, image: ProductImage | undefined): boolean =>
      ageOf(blob) > HOUR &&
      !image?.variants.some(({ name, format }) => name === blob.key.name && format === blob.key.format);

    /** From the front where Storage does not know the place any more. */
    async function* pagesFrom<K>(list: (from?: string) => AsyncIterable<BlobPage<K>>, from: string | undefined) {
      let begun = from === undefined;
      try {
        for await (const page of list(from)) {
          begun = true;
          yield page;
        }
      } catch (error) {
        if (begun || error instanceof Unavailable) throw error;
        log.warn('clean_up_begins_anew', { reason: String(error) });
        yield* list();
      }
    }

    const sweeps = {
      originals: (from?: string) =>
        sweep('originalsRemoved', {
          pages: pagesFrom(images.listOriginals, from),
          isWaste: isOriginalWaste,
          remove: images.removeOriginal,
        }),
      variants: (from?: string) =>
        sweep('variantsRemoved', {
          pages: pagesFrom(images.listVariants, from),
          isWaste: isVariantWaste,
          remove: images.removeVariant,
        }),
    };

    let brokenOff: BrokenOff | undefined;
    const step = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      failures = { inARow: 0, unavailable: 0 };
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof BrokenOff)) throw error;
        brokenOff ??= error;
        log.error('clean_up_broken_off', { ...summary, reason: error.message });
        return undefined;
      }
    };

    const bookmark = await openBookmark(deps, 'clean-up-images');
    await step(finishUploads);
    let place: SweepPlace | undefined = placeIn(bookmark.place);
    const resumed = textOf(place) !== undefined;
    while (place && !isLate()) {
      const { sweep: name, from }: SweepPlace = place;
      const next: string | undefined = await step(() => sweeps[name](from));
      if (next !== undefined) place = { sweep: name, from: next };
      else place = name === 'originals' ? { sweep: 'variants' } : undefined;
    }
    await bookmark.leave(place && textOf(place));
    if (brokenOff) throw brokenOff;
    return { ...summary, resumed, complete: complete && place === undefined };
  };
};
