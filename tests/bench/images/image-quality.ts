import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { variantFormats, variantWidths } from '../../../src/domain/image.ts';
import { type Raster, ssim } from '../../support/similarity.ts';

const luma = async (picture: Sharp): Promise<Raster> => {
  const { data, info } = await picture
    .flatten({ background: 'white' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

/** Decoded completely, then reduced with Lanczos: the best possible result before encoding. */
export const bestOf = async (original: Buffer): Promise<ReadonlyMap<number, Raster>> => {
  const whole = await sharp(original, { autoOrient: true }).png({ compressionLevel: 1 }).toBuffer();
  const rasters = new Map<number, Raster>();
  for (const width of variantWidths) rasters.set(width, await luma(sharp(whole).resize({ width })));
  return rasters;
};

/**
 * How similar each variant in a folder is to the best: structural similarity of the luma, by file
 * name.
 */
export const likeness = async (folder: string, best: ReadonlyMap<number, Raster>): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  for (const [width, raster] of best) {
    for (const format of variantFormats) {
      const name = `${width}.${format}`;
      found.set(name, ssim(await luma(sharp(await readFile(join(folder, name)))), raster));
    }
  }
  return found;
};
