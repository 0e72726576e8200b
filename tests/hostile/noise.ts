import sharp, { type Sharp } from 'sharp';
import type { Size } from '../adapters/sharp/test-images.ts';

/** An image in which each value differs from grey by chance, by up to `most`. */
export const noise = ({ width, height }: Size, most: number, channels: 3 | 4 = 3): Sharp => {
  const data = Buffer.alloc(width * height * channels);
  let state = 12_345;
  for (let at = 0; at < data.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    data[at] = 128 + ((state >>> 0) % (2 * most + 1)) - most;
  }
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
};
