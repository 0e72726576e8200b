import sharp, { type ResizeOptions, type Sharp, type SharpOptions } from 'sharp';
import { MAX_PIXELS } from '../../domain/image.ts';

export type Size = { width: number; height: number };

/**
 * 8 bits per channel, sRGB, rows from top to bottom. A fourth channel is alpha, not premultiplied.
 */
export type Pixels = { data: Buffer; width: number; height: number; channels: 3 | 4 };

// Applies to the whole process. File loaders are blocked too, because nothing here reads files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});

// No image comes twice, so the cache of libvips would only hold memory.
sharp.cache(false);

// One thread per image, so that four images at the same time use four threads. On two cores, two
// threads took 106 ms instead of 111 for a 12 MP JPEG, but 337 instead of 301 for a 6 MP PNG: most
// of the work is decoding and encoding, which use one.
sharp.concurrency(1);

/**
 * The slowest images of 50 megapixels take a few seconds. If one takes this long, it was made to,
 * or the machine is overloaded. It counts as a fault.
 */
const MAX_SECONDS = 60;

/** Opens an upload, turned upright, without decoding it. Decoding is given up after a minute. */
export const openOriginal = (
  original: Uint8Array,
  options: Pick<SharpOptions, 'failOn' | 'limitInputPixels' | 'unlimited'>,
): Sharp =>
  sharp(original, { autoOrient: true, limitInputPixels: MAX_PIXELS, ...options }).timeout({ seconds: MAX_SECONDS });

export const openPixels = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

export const readPixels = async (image: Sharp): Promise<Pixels> => {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw new Error(`sRGB pixels have 3 or 4 channels, not ${channels}`);
  return { data, width, height, channels };
};

/** Gives exactly this size; the caller keeps the ratio. Does nothing if the size is the same. */
export const resizeTo = (
  image: Sharp,
  { width, height }: Size,
  options: Pick<ResizeOptions, 'fastShrinkOnLoad'> = {},
): Sharp => image.resize({ ...options, width, height, fit: 'fill' });
