import sharp from 'sharp';
import { scene } from '../adapters/sharp/test-images.ts';
import type { Chance } from './chance.ts';
import type { Original } from './originals.ts';

const text = (content: string): Buffer => Buffer.from(content, 'latin1');

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>';
const ZIP = Buffer.concat([text('PK\x05\x06'), Buffer.alloc(18)]);

const signatures: readonly [Buffer, ...Buffer[]] = [
  text('BM\x3e\0\0\0\0\0\0\0\x3e\0\0\0\x28\0\0\0'),
  text('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0'),
  text('\xff\x0a\xfa\x1f\x41'),
  text('\0\0\0\x0cJXL \r\n\x87\n'),
  text('\0\0\0\x0cjP  \r\n\x87\n'),
  text('v/1\x01\x02\0\0\0'),
  text('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n'),
  text('P6\n2 2\n255\n123412341234'),
  text('Pf\n2 2\n-1.0\n1234567890123456'),
  text('\xb6\xa6\xf2\x08'),
  text('SIMPLE  =                    T'),
  text('#!/usr/bin/env node\n'),
  text('MATLAB 5.0 MAT-file'),
  text('push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 "|id"\npop graphic-context'),
];

/** Files of formats that are not decoded. They are real if sharp can write the format. */
export const drawOthers = async (): Promise<readonly [Buffer, ...Buffer[]]> => {
  const image = () => scene({ width: 60, height: 40 });
  const svg = text(SVG);
  return [
    await image().gif().toBuffer(),
    await image().tiff().toBuffer(),
    await image().tiff({ compression: 'jpeg' }).toBuffer(),
    await image().avif({ effort: 0 }).toBuffer(),
    svg,
    text(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${SVG}`),
    text('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n'),
    text('%!PS-Adobe-3.0 EPSF-3.0\n'),
    ZIP,
    text('<!doctype html><script>alert(1)</script>'),
    Buffer.alloc(0),
    Buffer.alloc(4096),
    ...signatures,
  ];
};

const magic: Readonly<Record<Original['format'], Buffer>> = {
  jpeg: text('\xff\xd8\xff\xe0'),
  png: text('\x89PNG\r\n\x1a\n'),
  webp: text('RIFF\x40\0\0\0WEBPVP8 '),
};

/** Another format: unchanged, behind the signature of an image, or with garbage. */
export const otherFormat = ({ format }: Original, chance: Chance, others: readonly [Buffer, ...Buffer[]]): Buffer => {
  const other = chance.pick(others);
  const kind = chance.below(3);
  if (kind === 0) return other;
  if (kind === 1) return Buffer.concat([magic[format], other]);
  return Buffer.concat([other, chance.bytes(chance.below(500))]);
};

/** An image that is also another kind of file. */
export const polyglot = ({ bytes }: Original, chance: Chance, others: readonly [Buffer, ...Buffer[]]): Buffer => {
  const other = chance.pick(others);
  const kind = chance.below(3);
  if (kind === 0) return Buffer.concat([bytes, other]);
  if (kind === 1) return Buffer.concat([other, bytes]);
  const at = chance.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), other, bytes.subarray(at)]);
};

/** Formats that should not be decoded but that this process decodes, by name. */
export const decodersAtWork = async (): Promise<string[]> => {
  const image = () => scene({ width: 60, height: 40 });
  const files: [string, Buffer][] = [
    ['JPEG', await image().jpeg().toBuffer()],
    ['PNG', await image().png().toBuffer()],
    ['WebP', await image().webp().toBuffer()],
    ['GIF', await image().gif().toBuffer()],
    ['TIFF', await image().tiff().toBuffer()],
    ['AVIF', await image().avif({ effort: 0 }).toBuffer()],
    ['SVG', text(SVG)],
  ];
  const working: string[] = [];
  for (const [name, bytes] of files) {
    await sharp(bytes)
      .metadata()
      .then(() => working.push(name))
      .catch(() => undefined);
  }
  return working;
};
