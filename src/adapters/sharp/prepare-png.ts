import { crc32, deflateSync } from 'node:zlib';
import { greyProfile, rgbProfile } from './colour-profile.ts';
import { type PngColour, readPngColour } from './png-colour.ts';

/** What comes before the pixels: the first chunk of each name that is read, and where all end. */
type Head = { chunks: ReadonlyMap<string, Buffer>; end: number };

const FIRST_CHUNK = 33;

/** What a decoder needs before the pixels: profile, palette, alpha, orientation, in this order. */
const NEEDED = ['iCCP', 'PLTE', 'tRNS', 'eXIf'];

/** Chunks that say what the colours mean. Decoders ignore them after a palette. */
const COLOUR = ['cICP', 'iCCP', 'sRGB', 'gAMA'];

const isRead = (name: string, chunks: Head['chunks']): boolean =>
  COLOUR.includes(name) ? !chunks.has('PLTE') : NEEDED.includes(name);

const isCritical = (letter: number): boolean => (letter & 0x20) === 0;

/** Ends at the pixels, at an unknown critical chunk, or where the file is cut off. */
const readHead = (png: Buffer): Head => {
  const chunks = new Map<string, Buffer>();
  let start = FIRST_CHUNK;
  while (start + 12 <= png.length) {
    const name = png.toString('latin1', start + 4, start + 8);
    const end = start + 12 + png.readUInt32BE(start);
    if (end > png.length || (isCritical(png[start + 4] ?? 0) && name !== 'PLTE')) break;
    if (!chunks.has(name) && isRead(name, chunks)) chunks.set(name, png.subarray(start, end));
    start = end;
  }
  return { chunks, end: start };
};

const createChunk = (name: string, body: Buffer): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(name, 'latin1'), body, Buffer.alloc(4)]);
  bytes.writeUInt32BE(body.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
};

const isGrey = (png: Buffer): boolean => png[25] === 0 || png[25] === 4;

const createProfile = (png: Buffer, { primaries, transfer }: PngColour): Buffer => {
  const profile = isGrey(png) ? greyProfile(transfer) : rgbProfile(primaries, transfer);
  return createChunk('iCCP', Buffer.concat([Buffer.from('x\0\0', 'latin1'), deflateSync(profile)]));
};

/**
 * The same PNG. Before the pixels, it has only the chunks that they depend on: a decoder would
 * unpack texts to gigabytes, and spend seconds on a million chunks. A profile replaces what libvips
 * would ignore: a gamma unlike that of sRGB, and the codes of sRGB and Display P3.
 */
export const preparePng = (original: Uint8Array): Uint8Array => {
  const png = Buffer.from(original.buffer, original.byteOffset, original.length);
  const { chunks, end } = readHead(png);
  const colour = readPngColour((name) => chunks.get(name)?.subarray(8, -4));
  const needed = new Map(chunks);
  if (colour) needed.set('iCCP', createProfile(png, colour));
  return Buffer.concat([
    png.subarray(0, FIRST_CHUNK),
    ...NEEDED.flatMap((name) => needed.get(name) ?? []),
    png.subarray(end),
  ]);
};
