import sharp, { type ResizeOptions, type Sharp, type SharpOptions } from 'sharp';
import { MAX_PIXELS } from '../../domain/image.ts';

export type Size = { width: number; height: number };

/** 8 bits a channel, sRGB, rows from top to bottom; a fourth channel is alpha, not premultiplied. */
export type Pixels = { data: Buffer; width: number; height: number; channels: 3 | 4 };

// Holds for the whole process. The loaders of files are blocked too: nothing here reads one.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});

// No picture comes twice: what libvips would cache is only memory held.
sharp.cache(false);

// One thread a picture, so that four pictures at once are four threads. With two threads of two cores a 12 MP JPEG took 106 ms
// instead of 111, but a 6 MP PNG 337 instead of 301: decoding and encoding, most of the work, stay on one.
sharp.concurrency(1);

/** The slowest pictures of 50 megapixels take a few seconds. One that takes this long is made to, or the machine is starved: a fault. */
const MOST_SECONDS = 60;

/** Opens what was uploaded, turned upright. Nothing is decoded yet; decoding is given up after a minute. */
export const openOriginal = (original: Uint8Array, options: Pick<SharpOptions, 'failOn' | 'limitInputPixels'>): Sharp =>
  sharp(original, { autoOrient: true, limitInputPixels: MAX_PIXELS, ...options }).timeout({ seconds: MOST_SECONDS });

export const openPixels = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

export const readPixels = async (picture: Sharp): Promise<Pixels> => {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw new Error(`sRGB pixels have 3 or 4 channels, not ${channels}`);
  return { data, width, height, channels };
};

/** Gives exactly this size; the caller keeps the ratio. Without effect where the picture has that size already. */
export const resizeTo = (
  picture: Sharp,
  { width, height }: Size,
  options: Pick<ResizeOptions, 'fastShrinkOnLoad'> = {},
): Sharp => picture.resize({ ...options, width, height, fit: 'fill' });
