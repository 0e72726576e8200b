import type { Metadata } from 'sharp';
import { encodingCost, jpegDecoding, pngDecoding, webpDecoding } from '../../../src/adapters/sharp/estimate-cost.ts';
import { inspectJpeg } from '../../../src/adapters/sharp/inspect-jpeg.ts';
import { frame, SOI, scan } from './jpeg-parts.ts';

/** What a header says; the rest does not matter here. */
const header = (width: number, height: number, fields: Partial<Metadata> = {}): Metadata =>
  Object.assign(Object.create(null), {
    width,
    height,
    channels: 3,
    depth: 'uchar',
    space: 'srgb',
    hasProfile: false,
    hasAlpha: false,
    isProgressive: false,
    autoOrient: { width, height },
    ...fields,
  });

test('the cost of encoding depends on the pixels of all sizes, and is higher with alpha', () => {
  // 800, 400 and 200 pixels wide.
  const pixels = 800 * 600 + 400 * 300 + 200 * 150;

  expect(encodingCost(header(1_600, 1_200))).toBe(100 * pixels);
  expect(encodingCost(header(1_600, 1_200, { hasAlpha: true }))).toBe(220 * pixels);
});

test('a size that has several names is encoded once', () => {
  expect(encodingCost(header(100, 50))).toBe(100 * 100 * 50);
});

test('sizes are those of the upright image', () => {
  expect(encodingCost(header(50, 100, { autoOrient: { width: 100, height: 50 } }))).toBe(100 * 100 * 50);
});

test.each<[Partial<Metadata>, number]>([
  [{}, 8 + 3 * 5],
  [{ channels: 4 }, 8 + 4 * 5],
  [{ depth: 'ushort' }, 8 + 6 * 5],
  [{ isProgressive: true }, 8 + 3 * 8],
  [{ hasProfile: true }, 8 + 3 * 5 + 30],
])('decoding a PNG with %j costs %d a pixel', (fields, perPixel) => {
  expect(pngDecoding(header(10, 20, fields))).toBe(200 * perPixel);
});

test.each<[string, Metadata, number]>([
  ['a small one', header(10, 20), 200 * 25],
  ['a small one with a profile', header(10, 20, { hasProfile: true }), 200 * 25 + 200 * 30],
  [
    'a large one with a profile, which counts for twice the width of the widest variant',
    header(8_000, 4_000, { hasProfile: true }),
    32_000_000 * 25 + 4 * 800 * 400 * 30,
  ],
  ['one with alpha', header(10, 20, { hasAlpha: true }), 200 * 30],
  ['one with alpha and a profile', header(10, 20, { hasAlpha: true, hasProfile: true }), 200 * 60],
])('decoding a WebP: %s', (_, metadata, cost) => {
  expect(webpDecoding(metadata)).toBe(cost);
});

const inspected = inspectJpeg(Buffer.concat([SOI, frame(), scan()]));

test.each<[number, number]>([
  [800, 1],
  [1_599, 1],
  [1_600, 2],
  [3_199, 2],
  [3_200, 4],
  [6_399, 4],
  [6_400, 8],
  [20_000, 8],
])('a JPEG of %i pixels a row shrinks by %i while it is decoded', (width, factor) => {
  const cost = inspected.scanCost + 6 * 150 + 1_000 * 25 + ((width * 100) / factor ** 2) * 20;

  expect(jpegDecoding(header(width, 100), inspected, 1_000)).toBeCloseTo(cost);
});

test.each<[Partial<Metadata>, number]>([
  [{ hasProfile: true }, 50],
  [{ space: 'cmyk' }, 50],
  [{}, 20],
])('a JPEG with %j costs %d for each pixel that is left', (fields, perPixel) => {
  expect(jpegDecoding(header(10, 10, fields), inspected, 0)).toBe(22 * 6 + 6 * 150 + 100 * perPixel);
});

test('the cost of a JPEG without a frame depends on its bytes and pixels', () => {
  expect(jpegDecoding(header(10, 10), inspectJpeg(SOI), 4)).toBe(4 * 25 + 100 * 20);
});
