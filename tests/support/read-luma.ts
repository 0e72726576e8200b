import type { Sharp } from 'sharp';
import type { Raster } from './similarity.ts';

/** The brightness of each pixel, on which structural similarity is defined. */
export const readLuma = async (image: Sharp): Promise<Raster> => {
  const { data, info } = await image
    .flatten({ background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};
