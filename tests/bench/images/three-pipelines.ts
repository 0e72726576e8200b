import sharp, { type Sharp } from 'sharp';
import type { RenderedVariant } from '../../../src/application/ports/images.ts';
import { type VariantFormat, variantFormats, variantWidths } from '../../../src/domain/image.ts';

// Same as ours: one thread per image, no cache.
sharp.concurrency(1);
sharp.cache(false);

type Encoders = Record<VariantFormat, (small: Sharp) => Sharp>;

/** sharp's defaults. */
export const defaults: Encoders = {
  webp: (small) => small.webp({ quality: 80 }),
  jpeg: (small) => small.jpeg({ quality: 80 }),
};

/** Our settings, so that the remaining gain is that of decoding once. */
export const same: Encoders = {
  webp: (small) => small.webp({ quality: 82, effort: 1 }),
  jpeg: (small) => small.jpeg({ quality: 80, optimiseCoding: false }),
};

/** The first version one would write: a pipeline from the original for every width and format. */
export const threePipelines =
  (encoders: Encoders) =>
  async (
    original: Uint8Array,
    write: (variant: Pick<RenderedVariant, 'name' | 'format' | 'bytes'>) => Promise<void>,
  ): Promise<void> => {
    for (const name of variantWidths) {
      for (const format of variantFormats) {
        const small = sharp(original).rotate().resize({ width: name, withoutEnlargement: true });
        const flat = format === 'jpeg' ? small.flatten({ background: '#ffffff' }) : small;
        await write({ name, format, bytes: await encoders[format](flat).toBuffer() });
      }
    }
  };
