import { abandonedBefore, type ProductImage } from '../domain/image.ts';
import { finishUpload } from './finish-upload.ts';
import type { ImageKey, Listed, VariantKey } from './ports.ts';
import type { ProcessUploadDeps } from './process-upload.ts';
import { type Sweep, sweepBlobs } from './sweep-blobs.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below the host's limit, which would end whatever else runs in the process. The rest is left to the next night. */
const MOST_MS = 20 * MINUTE;

/** More than that is no bad blob but a service that is down. */
const MOST_FAILURES = 50;

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
  /** False where time was up before the end. */
  complete: boolean;
};

/**
 * Tidies up after uploads: ends those that were never completed within a day, removes originals of images rejected a week ago or gone
 * for a day, and variants that no product refers to. Idempotent; safe to run twice, at once, and to be ended anywhere. Rejects where
 * a listing fails, or much else.
 *
 * No living variant is removed. A handler ends within minutes and writes every variant before it records any. So one that records
 * after we read the product has written after that blob, which is over an hour old, was listed: as another version than the one
 * that we remove. And what was recorded before, we read: an id of an image is never given again.
 */
export const cleanUpImages = (deps: ProcessUploadDeps) => {
  const { products, images, clock, log } = deps;
  const finish = finishUpload(deps);

  return async (): Promise<CleanUpSummary> => {
    const started = clock().getTime();
    const summary = { processed: 0, dropped: 0, originalsRemoved: 0, variantsRemoved: 0, foreign: 0, failed: 0 };
    const isLate = (): boolean => clock().getTime() - started > MOST_MS;
    const ageOf = ({ lastModified }: Listed<unknown>): number => started - lastModified.getTime();

    const attempt = async (fields: { productId: string; imageId?: string }, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        summary.failed += 1;
        log.warn('clean_up_failed', { ...fields, reason: String(error) });
        if (summary.failed > MOST_FAILURES) throw error;
      }
    };

    const finishUploads = async (): Promise<void> => {
      for await (const key of products.listAwaiting(abandonedBefore(clock()).toISOString())) {
        await attempt(key, async () => {
          const outcome = await finish(key);
          if (outcome !== 'kept') summary[outcome] += 1;
        });
        if (isLate()) return;
      }
    };

    const sweep = <K extends ImageKey>(
      count: 'originalsRemoved' | 'variantsRemoved',
      what: Sweep<K>,
    ): Promise<void> => {
      let told = 0;
      return sweepBlobs(what, {
        products,
        attempt: (productId, work) => attempt({ productId }, work),
        isLate,
        onPage: ({ seen, removed, foreign }) => {
          summary[count] += removed;
          summary.foreign += foreign;
          if (seen - told < PROGRESS) return;
          told = seen;
          log.info('clean_up_progress', { seen, [count]: summary[count] });
        },
      });
    };

    const isOriginalWaste = (blob: Listed<ImageKey>, image: ProductImage | undefined): boolean =>
      image ? image.status === 'rejected' && ageOf(blob) > 7 * DAY : ageOf(blob) > DAY;

    const isVariantWaste = (blob: Listed<VariantKey>, image: ProductImage | undefined): boolean =>
      ageOf(blob) > HOUR &&
      !image?.variants.some(({ name, format }) => name === blob.key.name && format === blob.key.format);

    const steps = [
      finishUploads,
      () =>
        sweep('originalsRemoved', {
          pages: images.listOriginals(),
          isWaste: isOriginalWaste,
          remove: images.removeOriginal,
        }),
      () =>
        sweep('variantsRemoved', {
          pages: images.listVariants(),
          isWaste: isVariantWaste,
          remove: images.removeVariant,
        }),
    ];
    for (const step of steps) {
      if (!isLate()) await step();
    }
    return { ...summary, complete: !isLate() };
  };
};
