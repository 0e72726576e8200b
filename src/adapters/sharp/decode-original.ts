import type { Metadata, Sharp, SharpOptions } from 'sharp';
import {
  MAX_PIXELS,
  MAX_SIDE,
  MAX_UPLOAD_BYTES,
  type RejectionReason,
  variantSize,
  variantWidths,
} from '../../domain/image.ts';
import { createBudget } from './create-budget.ts';
import { encodingCost } from './estimate-cost.ts';
import { isMachineFault, messageOf } from './machine-fault.ts';
import { MAX_COST } from './max-cost.ts';
import { type PreparedUpload, prepareUpload } from './prepare-upload.ts';
import { openOriginal, openPixels, type Pixels, readPixels, resizeTo, type Size } from './sharp-input.ts';
import { sniffFormat } from './sniff-format.ts';

/** The size of the upright original, and its pixels at the size of the widest variant. */
type DecodedOriginal = { width: number; height: number; widest: Pixels };

// Some formats are whole in memory while they are decoded. Together, all images being decoded have
// at most as many pixels as one image may have; others wait and hold only their upload of at most
// 20 MiB.
const budget = createBudget(MAX_PIXELS);

/**
 * Decodes an upload once. JPEG and WebP decoders shrink while they decode, so the whole image is in
 * memory only if its format needs that. Headers are enough to reject an image that has too many
 * pixels or would cost too much. An error of the decoder counts as the file's fault. A known fault
 * of the machine rejects instead, so that the host tries again.
 */
export const decodeOriginal = async (
  original: Uint8Array,
): Promise<DecodedOriginal | { rejected: RejectionReason }> => {
  if (original.byteLength > MAX_UPLOAD_BYTES) return { rejected: 'too_large' };
  const format = sniffFormat(original);
  if (!format) return { rejected: 'unsupported_format' };
  try {
    const upload = prepareUpload[format](original);
    return 'rejected' in upload ? upload : await decodeWithinLimits(upload);
  } catch (error) {
    if (isMachineFault(error)) throw error;
    return { rejected: 'corrupt' };
  }
};

const decodeWithinLimits = async (upload: PreparedUpload): Promise<DecodedOriginal | { rejected: RejectionReason }> => {
  const header = await openOriginal(upload.bytes, { limitInputPixels: false }).metadata();
  const { width, height } = header.autoOrient;
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) return { rejected: 'too_many_pixels' };
  const [decoding, encoding] = [upload.decodingCost(header), encodingCost(header)];
  if (decoding + encoding > MAX_COST) return { rejected: 'too_complex' };
  const tries = (MAX_COST - encoding) / decoding;
  return { width, height, widest: await budget.run(width * height, () => decode(upload, header, tries)) };
};

type Tolerance = Pick<SharpOptions, 'failOn' | 'unlimited'>;

const strictly: Tolerance = { failOn: 'warning' };

/** Without `unlimited`, many warnings are an error. For JPEG, it lifts no other limit. */
const tolerantly: Tolerance = { failOn: 'error', unlimited: true };

/**
 * Any warning is an error, except one about stray bytes. A file with such bytes, or without an end
 * marker, is decoded again with bait: the pixels are the same only if none is missing.
 */
const decode = async (upload: PreparedUpload, header: Metadata, tries: number): Promise<Pixels> => {
  const { bytes, hasEnd = true, bait } = upload;
  const strict = await decodePixels(bytes, header, strictly).catch((error: unknown) => {
    if (isAboutStrayBytes(error)) return undefined;
    throw error;
  });
  if (strict && hasEnd) return strict;
  const baited = tries < 3 ? undefined : bait?.(bytes);
  if (!baited) throw new Error('The file is too large to find out whether pixels are missing.');
  const pixels = strict ?? (await decodePixels(bytes, header, tolerantly));
  const { data } = await decodePixels(baited, header, tolerantly);
  if (!pixels.data.equals(data)) throw new Error('Pixels are missing.');
  return pixels;
};

const isAboutStrayBytes = (error: unknown): boolean =>
  /^(VipsJpeg: Corrupt JPEG data: \d+ extraneous bytes before marker 0x[\da-f]{2}\s*)+$/.test(messageOf(error));

/**
 * A decoder warns about missing or damaged data, which it fills with grey.
 *
 * JPEG shrinks well while it is decoded. WebP only averages (SSIM .992 to .995 against a full
 * decode), so the decoder shrinks to twice the size and we do the rest (.998). WebP with alpha is
 * decoded in full, because averaging would mix hidden colours into the edges.
 */
const decodePixels = async (original: Uint8Array, header: Metadata, tolerance: Tolerance): Promise<Pixels> => {
  const upright = toSrgb(openOriginal(original, tolerance), header);
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
