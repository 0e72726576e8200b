import type { Metadata } from 'sharp';
import { variantSize, variantWidths } from '../../domain/image.ts';
import type { InspectedJpeg } from './inspect-jpeg.ts';

// The most that an image should cost, in ns of CPU time on a slow core. Measured, not proven.

const pixelsOf = ({ width, height }: { width: number; height: number }): number => width * height;

/** Noise costs most, above all in an alpha channel, which WebP keeps without loss. */
export const encodingCost = ({ autoOrient, hasAlpha }: Metadata): number => {
  const sizes = new Map(
    variantWidths.map((name) => [variantSize(autoOrient, name).width, variantSize(autoOrient, name)]),
  );
  const pixels = [...sizes.values()].reduce((sum, size) => sum + pixelsOf(size), 0);
  return pixels * (hasAlpha ? 220 : 100);
};

/** Profiles may hold tables for every colour. */
const profileCost = ({ hasProfile, space }: Metadata): number => (hasProfile || space === 'cmyk' ? 30 : 0);

export const pngDecoding = (header: Metadata): number => {
  const bytes = header.channels * (header.depth === 'ushort' ? 2 : 1);
  return pixelsOf(header) * (8 + bytes * (header.isProgressive ? 8 : 5) + profileCost(header));
};

/** Without alpha, the decoder shrinks before anything else is done with the pixels. */
export const webpDecoding = (header: Metadata): number => {
  const shrunk = 4 * pixelsOf(variantSize(header.autoOrient, variantWidths[0]));
  return header.hasAlpha
    ? pixelsOf(header) * (30 + profileCost(header))
    : pixelsOf(header) * 25 + Math.min(pixelsOf(header), shrunk) * profileCost(header);
};

/** The decoder shrinks by 2, 4 or 8 before anything else is done with the pixels. */
const shrinkOnLoad = ({ autoOrient }: Metadata): number => {
  const ratio = autoOrient.width / variantSize(autoOrient, variantWidths[0]).width;
  return [8, 4, 2].find((factor) => factor <= ratio) ?? 1;
};

export const jpegDecoding = (header: Metadata, { frame, scanCost }: InspectedJpeg, bytes: number): number => {
  const blocks = frame?.components.reduce((sum, component) => sum + component.blocks, 0) ?? 0;
  const pixels = pixelsOf(header) / shrinkOnLoad(header) ** 2;
  return scanCost + blocks * 150 + bytes * 25 + pixels * (20 + profileCost(header));
};
