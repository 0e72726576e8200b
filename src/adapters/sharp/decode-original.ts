import type { Metadata, Sharp } from 'sharp';
import {
  MAX_PIXELS,
  MAX_SIDE,
  MAX_UPLOAD_BYTES,
  type RejectionReason,
  variantSize,
  variantWidths,
} from '../../domain/image.ts';
import { createBudget } from './create-budget.ts';
import { isImageFault, isRepairable } from './image-fault.ts';
import { countScans } from './jpeg-markers.ts';
import { repairJpeg } from './repair-jpeg.ts';
import { openOriginal, openPixels, type Pixels, readPixels, resizeTo, type Size } from './sharp-input.ts';
import { sniffFormat } from './sniff-format.ts';

/** The size of the upright original, and its pixels at the size of the widest variant. */
type DecodedOriginal = { width: number; height: number; widest: Pixels };

// Some formats are whole in memory while they are decoded. Together, all images being decoded have
// at most as many pixels as one image may have; others wait and hold only their upload of at most
// 20 MiB.
const budget = createBudget(MAX_PIXELS);

// Each scan goes over the whole image, and the decoder checks its time limit only after the last
// one. A few kilobytes of scans could hold a thread for minutes. Progressive JPEGs have about ten.
const MAX_SCANS = 100;

/**
 * Decodes an upload once. JPEG and WebP decoders shrink while they decode, so the whole image is in
 * memory only if its format needs that. The header is enough to reject an image with too many
 * pixels.
 * Rejects if the image is not at fault, for example if decoding takes too long: the machine may be
 * overloaded.
 */
export const decodeOriginal = async (
  original: Uint8Array,
): Promise<DecodedOriginal | { rejected: RejectionReason }> => {
  if (original.byteLength > MAX_UPLOAD_BYTES) return { rejected: 'too_large' };
  const format = sniffFormat(original);
  if (!format) return { rejected: 'unsupported_format' };
  if (format === 'jpeg' && countScans(original) > MAX_SCANS) return { rejected: 'too_complex' };
  try {
    const header = await openOriginal(original, { limitInputPixels: false }).metadata();
    const { width, height } = header.autoOrient;
    if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) return { rejected: 'too_many_pixels' };
    return { width, height, widest: await budget.run(width * height, () => decode(original, header)) };
  } catch (error) {
    if (isImageFault(error)) return { rejected: 'corrupt' };
    throw error;
  }
};

const decode = async (original: Uint8Array, header: Metadata): Promise<Pixels> => {
  try {
    return await decodeStrictly(original, header);
  } catch (error) {
    if (!isRepairable(error)) throw error;
    return decodeStrictly(repair(original, error), header);
  }
};

/** If it cannot be repaired, the decoder's error about the original stands. */
const repair = (original: Uint8Array, error: unknown): Uint8Array => {
  try {
    return repairJpeg(original);
  } catch {
    throw error;
  }
};

/**
 * Any warning fails: a decoder only warns about missing or damaged data, and fills it with grey.
 *
 * JPEG shrinks well while it is decoded. WebP only averages (SSIM .992 to .995 against a full
 * decode), so the decoder shrinks to twice the size and we do the rest (.998). WebP with alpha is
 * decoded in full, because averaging would mix hidden colours into the edges.
 */
const decodeStrictly = async (original: Uint8Array, header: Metadata): Promise<Pixels> => {
  const upright = toSrgb(openOriginal(original, { failOn: 'warning' }), header);
  const size = variantSize(header.autoOrient, variantWidths[0]);
  if (header.format !== 'webp') return readPixels(resizeTo(upright, size));
  if (header.hasAlpha) return readPixels(resizeTo(upright, size, { fastShrinkOnLoad: false }));
  return readPixels(
    resizeTo(openPixels(await readPixels(resizeTo(upright, atMostTwice(size, header.autoOrient)))), size),
  );
};

/** sharp converts 16-bit images with a profile to P3 and stops there. All others become sRGB. */
const toSrgb = (image: Sharp, { space, hasProfile }: Metadata): Sharp =>
  space === 'rgb16' && hasProfile ? image.withIccProfile('srgb') : image;

const atMostTwice = (size: Size, original: Size): Size => ({
  width: Math.min(size.width * 2, original.width),
  height: Math.min(size.height * 2, original.height),
});
