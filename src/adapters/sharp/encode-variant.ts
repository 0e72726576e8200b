import type { VariantFormat } from '../../domain/image.ts';
import { openPixels, type Pixels } from './sharp-input.ts';

const encoders = {
  webp: (pixels: Pixels) => openPixels(pixels).webp({ quality: 80, effort: 2 }),
  jpeg: (pixels: Pixels) =>
    openPixels(pixels).flatten({ background: '#ffffff' }).jpeg({ quality: 80, optimiseCoding: false }),
} satisfies Record<VariantFormat, unknown>;

/** Raw pixels carry no metadata, so none can get into the result. JPEG has no alpha: there the background is white. */
export const encodeVariant = (pixels: Pixels, format: VariantFormat): Promise<Buffer> =>
  encoders[format](pixels).toBuffer();
