import sharp, { type Sharp } from 'sharp';

export type Size = { width: number; height: number };
type Colour = readonly number[];

/** An image painted pixel by pixel: three channels, or four with alpha. */
export const paint = ({ width, height }: Size, colourAt: (x: number, y: number) => Colour): Sharp => {
  const channels = colourAt(0, 0).length === 4 ? 4 : 3;
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(colourAt(x, y), (y * width + x) * channels);
  }
  return sharp(data, { raw: { width, height, channels } });
};

export const plain = (size: Size, background = '#c83c1e'): Sharp =>
  sharp({ create: { ...size, channels: 3, background } });

/** Similar to a photo: soft gradients, edges and fine texture. */
export const scene = ({ width, height }: Size): Sharp => {
  const data = Buffer.alloc(width * height * 3);
  const waves = Array.from({ length: width }, (_, x) => 12 * Math.sin(x * 0.3));
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    const v = y / height;
    const wave = Math.cos(y * 0.25);
    for (let x = 0; x < width; x += 1) {
      const u = x / width;
      const texture = (waves[x] ?? 0) * wave;
      const disc = (u - 0.6) ** 2 + (v - 0.4) ** 2 < 0.05 ? 70 : 0;
      data[at] = 60 + 120 * u + texture;
      data[at + 1] = 50 + 90 * v + disc + texture;
      data[at + 2] = 140 - 60 * u * v + texture;
      at += 3;
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
};

const CORNERS: readonly Colour[] = [
  [220, 30, 30],
  [30, 200, 40],
  [40, 50, 210],
  [230, 220, 40],
];

/** One colour in each quarter: red, green / blue, yellow. Shows which way is up. */
export const quarters = (size: Size): Sharp =>
  paint(size, (x, y) => CORNERS[(y * 2 >= size.height ? 2 : 0) + (x * 2 >= size.width ? 1 : 0)] ?? []);

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc >>> 0;
});

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

export const pngChunk = (type: string, body: Uint8Array): Buffer => {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(body, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
};

/** Signature, header chunk, and everything after it. */
export const splitPng = (png: Buffer): { start: Buffer; header: Buffer; rest: Buffer } => ({
  start: png.subarray(0, 8),
  header: png.subarray(8, 33),
  rest: png.subarray(33),
});

/** The same PNG with a header that claims another size. Its checksum fits. */
export const claimPngSize = (png: Buffer, { width, height }: Size): Buffer => {
  const { start, header, rest } = splitPng(png);
  const body = Buffer.from(header.subarray(8, 21));
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  return Buffer.concat([start, pngChunk('IHDR', body), rest]);
};

/** The same PNG with a pixel density chunk whose checksum is wrong. */
export const withDamagedDensity = (png: Buffer): Buffer => {
  const { start, header, rest } = splitPng(png);
  const damaged = pngChunk('pHYs', Buffer.from([0, 0, 11, 19, 0, 0, 11, 19, 1]));
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
  return Buffer.concat([start, header, damaged, rest]);
};

const indexOfMarker = (jpeg: Buffer, ...markers: number[]): number => {
  const at = markers.map((marker) => jpeg.indexOf(Buffer.from([0xff, marker]))).find((index) => index > 0);
  if (at === undefined) throw new Error('the JPEG has no such marker');
  return at;
};

/** The same JPEG with a frame header that claims another size. */
export const claimJpegSize = (jpeg: Buffer, { width, height }: Size): Buffer => {
  const changed = Buffer.from(jpeg);
  const frame = indexOfMarker(changed, 0xc0, 0xc2);
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
};

/** The same JPEG with the scan parameters that some phones write. */
export const withPhoneScanHeader = (jpeg: Buffer): Buffer => {
  const changed = Buffer.from(jpeg);
  const scan = indexOfMarker(changed, 0xda);
  const components = changed[scan + 4] ?? 0;
  changed[scan + 6 + 2 * components] = 0;
  return changed;
};

/** The same JPEG with bytes outside of any segment before its first or last marker of a kind. */
export const withStrayBytes = (jpeg: Buffer, marker: number, bytes: Uint8Array): Buffer => {
  const signature = Buffer.from([0xff, marker]);
  const at = marker === 0xd9 ? jpeg.lastIndexOf(signature) : indexOfMarker(jpeg, marker);
  return Buffer.concat([jpeg.subarray(0, at), bytes, jpeg.subarray(at)]);
};
