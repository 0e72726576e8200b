import sharp from 'sharp';
import { renderImage } from '../../../src/adapters/sharp/render-image.ts';
import type { RenderedVariant } from '../../../src/application/ports/images.ts';
import type { RenderedImage, VariantFormat, VariantWidth } from '../../../src/domain/image.ts';
import type { Raster } from '../../support/similarity.ts';

export type Rendered = RenderedImage & {
  variants: readonly RenderedVariant[];
  variant(name: VariantWidth, format: VariantFormat): RenderedVariant;
};

/** Renders a valid image. Throws if it is rejected. */
export const render = async (original: Uint8Array): Promise<Rendered> => {
  const variants: RenderedVariant[] = [];
  const outcome = await renderImage(original, async (variant) => {
    variants.push(variant);
  });
  if ('rejected' in outcome) throw new Error(`rejected: ${outcome.rejected}`);
  const variant = (name: VariantWidth, format: VariantFormat): RenderedVariant => {
    const found = variants.find((candidate) => candidate.name === name && candidate.format === format);
    if (!found) throw new Error(`no variant ${name}.${format}`);
    return found;
  };
  return { ...outcome, variants, variant };
};

/** The reason why an image is rejected. Checks that nothing was written. */
export const rejectionOf = async (original: Uint8Array): Promise<string> => {
  let writes = 0;
  const outcome = await renderImage(original, async () => {
    writes += 1;
  });
  if (!('rejected' in outcome)) throw new Error('rendered');
  if (writes > 0) throw new Error(`${outcome.rejected}, after ${writes} writes`);
  return outcome.rejected;
};

export const decode = async (bytes: Uint8Array): Promise<Raster> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

/** The colour at a position given as fractions of width and height. */
export const colourAt = ({ data, width, height, channels }: Raster, u: number, v: number): number[] => {
  const pixel = Math.floor(v * height) * width + Math.floor(u * width);
  return [...data.subarray(pixel * channels, (pixel + 1) * channels)];
};

/** The largest difference of a channel between two colours. */
export const colourDistance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(Math.abs(a.length - b.length) * 255, ...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));
