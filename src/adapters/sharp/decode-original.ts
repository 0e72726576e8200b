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
import { countScans } from './jpeg-markers.ts';
import { isPictureFault, isRepairable } from './picture-fault.ts';
import { repairJpeg } from './repair-jpeg.ts';
import { openOriginal, openPixels, type Pixels, readPixels, resizeTo, type Size } from './sharp-input.ts';
import { sniffFormat } from './sniff-format.ts';

/** The size of the upright original, and its pixels at the size of the widest variant. */
export type DecodedOriginal = { width: number; height: number; widest: Pixels };

// Some formats are in memory whole while they are decoded. As many pixels as one picture may have are decoded at a time, in as many
// pictures as that makes; the others wait, and hold nothing but their upload of at most 20 MiB.
const budget = createBudget(MAX_PIXELS);

// Each scan goes over the whole picture, and the decoder heeds no time limit before the last: thousands, each a few bytes, would hold
// a thread for minutes. Progressive pictures have about ten.
const MAX_SCANS = 100;

/**
 * Decodes an upload once. JPEG and WebP decoders shrink on the way, so the whole picture is in memory only where its format forces
 * it. Whether it has too many pixels is decided from the header. Rejects by what is no fault of the picture's, such as decoding that is
 * given up after its time: the machine may only be starved.
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
    if (isPictureFault(error)) return { rejected: 'corrupt' };
    throw error;
  }
};

const decode = async (original: Uint8Array, header: Metadata): Promise<Pixels> => {
  try {
    return await decodeStrictly(original, header);
  } catch (error) {
    if (!isRepairable(error)) throw error;
    return decodeStrictly(repaired(original, error), header);
  }
};

/** Where it cannot be repaired, what the decoder said of the original stands. */
const repaired = (original: Uint8Array, error: unknown): Uint8Array => {
  try {
    return repairJpeg(original);
  } catch {
    throw error;
  }
};

/**
 * Any warning fails: a decoder only warns of data that is missing or damaged, and makes grey of it.
 *
 * JPEG shrinks well on the way out of the decoder. WebP shrinks by mere averages (SSIM .992 to .995 against a full decode): it gets to
 * twice the size, the rest is ours (.998). With alpha it does not shrink at all, since it would mix hidden colours into the edges.
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

/** With a profile, sharp takes 16-bit colours to P3 and leaves them there; all else it takes to sRGB. */
const toSrgb = (picture: Sharp, { space, hasProfile }: Metadata): Sharp =>
  space === 'rgb16' && hasProfile ? picture.withIccProfile('srgb') : picture;

const atMostTwice = (size: Size, original: Size): Size => ({
  width: Math.min(size.width * 2, original.width),
  height: Math.min(size.height * 2, original.height),
});
