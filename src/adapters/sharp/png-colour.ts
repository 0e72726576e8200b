import type { Primaries, Transfer } from './colour-profile.ts';

/** Encoders write the gamma of sRGB as 1 / 2.2, which is only approximate. */
const isAboutSrgb = (gamma: number): boolean => Math.abs(gamma * 2.2 - 1) < 0.05;

export type PngColour = { primaries: Primaries; transfer: Transfer };

/** sRGB and Display P3 by the numbers of ITU-T H.273: primaries, transfer, matrix and range. */
const CODED: Readonly<Record<string, PngColour>> = {
  '1,13,0,1': { primaries: 'srgb', transfer: 'srgb' },
  '12,13,0,1': { primaries: 'p3', transfer: 'srgb' },
};

/** The colours that libvips would ignore. The first of cICP, iCCP, sRGB and gAMA counts. */
export const readPngColour = (bodyOf: (name: string) => Buffer | undefined): PngColour | undefined => {
  const codes = bodyOf('cICP');
  const coded = codes?.length === 4 ? CODED[codes.join()] : undefined;
  if (coded) return coded;
  const body = bodyOf('gAMA');
  if (bodyOf('iCCP') || bodyOf('sRGB') || body?.length !== 4) return undefined;
  const gamma = body.readUInt32BE(0) / 100_000;
  if (gamma < 0.1 || gamma > 10 || isAboutSrgb(gamma)) return undefined;
  return { primaries: 'srgb', transfer: { gamma } };
};
