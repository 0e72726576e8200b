import type { FailOnOptions, Metadata } from 'sharp';
import { MAX_PIXELS, MAX_UPLOAD_BYTES, type RejectionReason, variantSize, variantWidths } from '../../domain/image.ts';
import { isHarmlessWarning, isPictureFault } from './picture-fault.ts';
import { openOriginal, type Pixels, readPixels, resizeTo } from './sharp-input.ts';
import { sniffFormat } from './sniff-format.ts';

/** The size of the upright original, and its pixels at the size of the widest variant. */
export type DecodedOriginal = { width: number; height: number; widest: Pixels };

/**
 * Decodes an upload once. JPEG and WebP decoders shrink on the way, so the whole picture is never in memory unless its format forces
 * it. Whether it has too many pixels is decided from the header.
 */
export const decodeOriginal = async (
  original: Uint8Array,
): Promise<DecodedOriginal | { rejected: RejectionReason }> => {
  if (original.byteLength > MAX_UPLOAD_BYTES) return { rejected: 'too_large' };
  if (!sniffFormat(original)) return { rejected: 'unsupported_format' };
  try {
    const header = await openOriginal(original, { limitInputPixels: false }).metadata();
    const { width, height } = header.autoOrient;
    if (width * height > MAX_PIXELS) return { rejected: 'too_many_pixels' };
    return { width, height, widest: await decode(original, header) };
  } catch (error) {
    if (isPictureFault(error)) return { rejected: 'corrupt' };
    throw error;
  }
};

const decode = async (original: Uint8Array, header: Metadata): Promise<Pixels> => {
  try {
    return await decodeStrictly(original, header, 'warning');
  } catch (error) {
    if (!isHarmlessWarning(error)) throw error;
    return decodeStrictly(original, header, 'error');
  }
};

const decodeStrictly = (original: Uint8Array, header: Metadata, failOn: FailOnOptions): Promise<Pixels> => {
  // A WebP decoder that shrinks mixes the colours hidden under full transparency into the edges.
  const fastShrinkOnLoad = !(header.format === 'webp' && header.hasAlpha);
  const size = variantSize(header.autoOrient, variantWidths[0]);
  const upright = resizeTo(openOriginal(original, { failOn }), size, { fastShrinkOnLoad });
  // With a profile, sharp takes 16-bit colours to P3 and leaves them there.
  const leftInP3 = header.space === 'rgb16' && header.hasProfile;
  return readPixels(leftInP3 ? upright.withIccProfile('srgb') : upright);
};
