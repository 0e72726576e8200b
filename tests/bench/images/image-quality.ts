import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { variantFormats, variantWidths } from '../../../src/domain/image.ts';
import { readLuma } from '../../support/read-luma.ts';
import { type Raster, ssim } from '../../support/similarity.ts';

/** Decoded completely, then reduced with Lanczos: the best possible result before encoding. */
export const bestOf = async (original: Buffer): Promise<ReadonlyMap<number, Raster>> => {
  const whole = await sharp(original, { autoOrient: true }).png({ compressionLevel: 1 }).toBuffer();
  const rasters = new Map<number, Raster>();
  for (const width of variantWidths) rasters.set(width, await readLuma(sharp(whole).resize({ width })));
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
      found.set(name, ssim(await readLuma(sharp(await readFile(join(folder, name)))), raster));
    }
  }
  return found;
};
