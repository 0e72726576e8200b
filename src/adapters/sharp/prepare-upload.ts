import type { Metadata } from 'sharp';
import type { RejectionReason } from '../../domain/image.ts';
import { baitJpeg } from './bait-jpeg.ts';
import { jpegDecoding, pngDecoding, webpDecoding } from './estimate-cost.ts';
import { inspectJpeg, isSupported } from './inspect-jpeg.ts';
import { hasTooManyFrames } from './inspect-webp.ts';
import { preparePng } from './prepare-png.ts';
import { repairJpeg } from './repair-jpeg.ts';
import type { sniffFormat } from './sniff-format.ts';

/**
 * `bytes`: the upload, or a repaired copy. `hasEnd`: whether the upload has an end marker. `bait`:
 * see `baitJpeg`. Only JPEG needs these two.
 */
export type PreparedUpload = {
  bytes: Uint8Array;
  decodingCost: (header: Metadata) => number;
  hasEnd?: boolean;
  bait?: (bytes: Uint8Array) => Uint8Array | undefined;
};

type Format = NonNullable<ReturnType<typeof sniffFormat>>;

const prepareJpeg = (original: Uint8Array): PreparedUpload | { rejected: RejectionReason } => {
  const inspected = inspectJpeg(original);
  if (inspected.frame && !isSupported(inspected.frame)) return { rejected: 'unsupported_format' };
  if (inspected.scanCost === Number.POSITIVE_INFINITY) return { rejected: 'too_complex' };
  const bytes = repairJpeg(original, inspected);
  const { hasEnd } = inspected;
  return { bytes, decodingCost: (header) => jpegDecoding(header, inspected, bytes.length), hasEnd, bait: baitJpeg };
};

/** Inspects and repairs an upload before a decoder sees it. */
export const prepareUpload: Readonly<
  Record<Format, (original: Uint8Array) => PreparedUpload | { rejected: RejectionReason }>
> = {
  jpeg: prepareJpeg,
  png: (original) => ({ bytes: preparePng(original), decodingCost: pngDecoding }),
  webp: (original) =>
    hasTooManyFrames(original) ? { rejected: 'too_complex' } : { bytes: original, decodingCost: webpDecoding },
};
