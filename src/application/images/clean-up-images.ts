import { Unavailable } from '../../domain/errors.ts';
import { abandonedBefore, type ProductImage } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import { openBookmark } from '../open-bookmark.ts';
import type { BlobPage, ImageKey, Listed, VariantKey } from '../ports/images.ts';
import { finishUpload } from './finish-upload.ts';
import { type Sweep, sweepBlobs } from './sweep-blobs.ts';
import { placeIn, type SweepPlace, textOf } from './sweep-place.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'renderImage' | 'bookmarks' | 'clock' | 'log'>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below the host's limit, which would end the whole process. The next night continues. */
const MOST_MS = 20 * MINUTE;

/** Leaves time for the sweeps: a bad image may take minutes to fail. */
const MOST_MS_FINISHING = 10 * MINUTE;

/**
 * This many failures in a row are not caused by single blobs; nor are this many calls in one step
 * that a service left unanswered.
 */
const MOST_FAILURES = 50;

class BrokenOff extends Error {
  override name = 'BrokenOff';

  constructor(failures: number, last: unknown) {
    super(`${failures} failures in a row. The last one: ${String(last)}`, { cause: last });
  }
}

/** Blobs between two progress lines in the log. */
const PROGRESS = 10_000;

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

    /** If Storage no longer knows the position, the listing starts at the beginning. */
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
