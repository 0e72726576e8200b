import sharp from 'sharp';
import type { RenderedVariant } from '../../../src/application/ports/images.ts';
import { variantFormats, variantWidths } from '../../../src/domain/image.ts';

// As ours: one thread a picture, nothing kept.
sharp.concurrency(1);
sharp.cache(false);

/** What one would write first: a pipeline from the original for every width and format, with the qualities and efforts of ours. */
export const threePipelines = async (
  original: Uint8Array,
  write: (variant: Pick<RenderedVariant, 'name' | 'format' | 'bytes'>) => Promise<void>,
): Promise<void> => {
  for (const name of variantWidths) {
    for (const format of variantFormats) {
      const small = sharp(original).rotate().resize({ width: name, withoutEnlargement: true });
      const encoded =
        format === 'webp'
          ? small.webp({ quality: 80, effort: 2 })
          : small.flatten({ background: '#ffffff' }).jpeg({ quality: 80, optimiseCoding: false });
      await write({ name, format, bytes: await encoded.toBuffer() });
    }
  }
};
