import { nextMarker, segmentEnd } from '../../src/adapters/sharp/jpeg-markers.ts';
import { pngChunk } from '../adapters/sharp/test-images.ts';
import type { Format } from './originals.ts';

/**
 * The signature, then segments (JPEG, each with what follows it) or chunks. Joined, they are the
 * file.
 */
export const partsOf = (format: Format, bytes: Buffer): Buffer[] => {
  const head = { jpeg: 2, png: 8, webp: 12 }[format];
  const parts = [bytes.subarray(0, head)];
  for (let at = head; at < bytes.length; ) {
    const end = Math.min(bytes.length, Math.max(at + 1, endOf[format](bytes, at)));
    parts.push(bytes.subarray(at, end));
    at = end;
  }
  return parts;
};

const endOf: Record<Format, (bytes: Buffer, at: number) => number> = {
  jpeg: (bytes, at) => nextMarker(bytes, segmentEnd(bytes, at)),
  png: (bytes, at) => at + 12 + bytes.readUInt32BE(at),
  webp: (bytes, at) => {
    const length = bytes.readUInt32LE(at + 4);
    return at + 8 + length + (length % 2);
  },
};

/** Joins the parts to a file again. A WebP gets the right length in its head. */
export const joinParts = (format: Format, parts: readonly Uint8Array[]): Buffer => {
  const bytes = Buffer.concat(parts);
  if (format === 'webp' && bytes.length >= 8) bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
};

/** A chunk or segment with this body, named by a chunk name or a marker. */
export const makePart = (format: Format, name: string | number, body: Buffer): Buffer => {
  if (format === 'png') return pngChunk(String(name), body);
  if (format === 'webp') {
    const head = Buffer.alloc(8);
    head.write(String(name), 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  }
  const short = body.subarray(0, 65_533);
  return Buffer.concat([Buffer.from([0xff, Number(name), (short.length + 2) >> 8, (short.length + 2) & 0xff]), short]);
};

/** The same chunk with another body and the matching checksum or length. */
export const withBody = (format: Format, part: Buffer, body: Buffer): Buffer => {
  if (format === 'jpeg') return makePart(format, part[1] ?? 0, body);
  const name = format === 'png' ? part.toString('latin1', 4, 8) : part.toString('latin1', 0, 4);
  return makePart(format, name, body);
};

export const bodyOf = (format: Format, part: Buffer): Buffer =>
  format === 'png' ? part.subarray(8, -4) : part.subarray(format === 'jpeg' ? 4 : 8);

export const isPart = (format: Format, part: Buffer, name: string | number): boolean =>
  format === 'jpeg'
    ? part[0] === 0xff && part[1] === name
    : part.toString('latin1', format === 'png' ? 4 : 0, format === 'png' ? 8 : 4) === name;
