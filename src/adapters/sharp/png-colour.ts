import { crc32, deflateSync } from 'node:zlib';
import { greyProfile, type Primaries, rgbProfile, type Transfer } from './colour-profile.ts';
import { editBytes } from './edit-bytes.ts';

type Chunk = { name: string; start: number; end: number; body: Buffer };

/** They say what the samples mean, and come before the palette and the pixels. */
const COLOUR_CHUNKS = ['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM'];

const FIRST_CHUNK = 33;

/** A PNG has a handful of chunks there; over a million fit into an upload. */
const MAX_CHUNKS = 1_000;

/** The first colour chunk of each name. */
const readColourChunks = (png: Buffer): Chunk[] => {
  const chunks: Chunk[] = [];
  let start = FIRST_CHUNK;
  for (let count = 0; count < MAX_CHUNKS && start + 12 <= png.length; count += 1) {
    const name = png.toString('latin1', start + 4, start + 8);
    const end = start + 12 + png.readUInt32BE(start);
    if (name === 'PLTE' || name === 'IDAT' || end > png.length) break;
    if (COLOUR_CHUNKS.includes(name)) chunks.push({ name, start, end, body: png.subarray(start + 8, end - 4) });
    start = end;
  }
  return chunks;
};

const chunk = (name: string, body: Buffer): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name, 'latin1'), body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(body.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
};

/** Encoders write the gamma of sRGB as 1 / 2.2, which it is only about. */
const isAboutSrgb = (gamma: number): boolean => Math.abs(gamma * 2.2 - 1) < 0.05;

type Colour = { primaries: Primaries; transfer: Transfer };

/** sRGB and Display P3 by the numbers of ITU-T H.273: primaries, transfer, matrix and range. */
const CODED: Readonly<Record<string, Colour>> = {
  '1,13,0,1': { primaries: 'srgb', transfer: 'srgb' },
  '12,13,0,1': { primaries: 'p3', transfer: 'srgb' },
};

/** What libvips would ignore. The first of these chunks counts: cICP, iCCP, sRGB, gAMA. */
const readColour = (chunks: readonly Chunk[]): Colour | undefined => {
  const find = (name: string) => chunks.find((each) => each.name === name)?.body;
  const coded = CODED[find('cICP')?.join() ?? ''];
  if (coded) return coded;
  const body = find('gAMA');
  if (find('iCCP') || find('sRGB') || body?.length !== 4) return undefined;
  const gamma = body.readUInt32BE(0) / 100_000;
  if (gamma < 0.1 || gamma > 10 || isAboutSrgb(gamma)) return undefined;
  return { primaries: 'srgb', transfer: { gamma } };
};

const isGrey = (png: Buffer): boolean => png[25] === 0 || png[25] === 4;

const toProfile = (png: Buffer, { primaries, transfer }: Colour): Buffer =>
  isGrey(png) ? greyProfile(transfer) : rgbProfile(primaries, transfer);

/**
 * The same PNG with a colour profile in place of what libvips would ignore: a gamma unlike that of
 * sRGB, and the codes of sRGB and Display P3. Other codes, and primaries without a profile, have no
 * effect.
 */
export const embedPngProfile = (original: Uint8Array): Uint8Array => {
  const png = Buffer.from(original.buffer, original.byteOffset, original.length);
  const chunks = readColourChunks(png);
  const colour = readColour(chunks);
  if (!colour) return original;
  const edit = editBytes(png);
  const profile = Buffer.concat([Buffer.from('x\0\0', 'latin1'), deflateSync(toProfile(png, colour))]);
  edit.replace(FIRST_CHUNK, FIRST_CHUNK, chunk('iCCP', profile));
  for (const { start, end } of chunks) edit.replace(start, end);
  return edit.join();
};
