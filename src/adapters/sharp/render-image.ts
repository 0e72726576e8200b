import type { RenderImage } from '../../application/ports/images.ts';
import { type VariantWidth, variantFormats, variantSize, variantWidths } from '../../domain/image.ts';
import { decodeOriginal } from './decode-original.ts';
import { encodeVariant } from './encode-variant.ts';
import { placeholderOf } from './placeholder.ts';
import { openPixels, readPixels, resizeTo, type Size } from './sharp-input.ts';

const hasSize = (pixels: Size, { width, height }: Size): boolean => pixels.width === width && pixels.height === height;

/** All sizes, widest first, with their names: a small original has one size for several names. */
const sizesOf = (original: Size): { size: Size; names: VariantWidth[] }[] => {
  const sizes: { size: Size; names: VariantWidth[] }[] = [];
  for (const name of variantWidths) {
    const size = variantSize(original, name);
    const last = sizes.at(-1);
    if (last && hasSize(last.size, size)) last.names.push(name);
    else sizes.push({ size, names: [name] });
  }
  return sizes;
};

/** Decodes once and makes all sizes from the widest. A rejected original writes nothing. */
export const renderImage: RenderImage = async (original, write) => {
  const decoded = await decodeOriginal(original);
  if ('rejected' in decoded) return decoded;

  const { width, height, widest } = decoded;
  let smallest = widest;
  for (const { size, names } of sizesOf(decoded)) {
    smallest = hasSize(widest, size) ? widest : await readPixels(resizeTo(openPixels(widest), size));
    for (const format of variantFormats) {
      const bytes = await encodeVariant(smallest, format);
      for (const name of names) await write({ name, ...size, format, bytes });
    }
  }
  return { width, height, placeholder: await placeholderOf(smallest) };
};
