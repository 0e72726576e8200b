import sharp, { type Sharp } from 'sharp';
import { foundFile } from '../../hostile/found-file.ts';
import { refiningScans } from './many-scans.ts';
import { rejectionOf } from './render.ts';
import { claimJpegSize, claimPngSize, plain, type Size } from './test-images.ts';

const tiny = { width: 16, height: 16 };
const square = { width: 7_000, height: 7_000 };
const photo = { width: 8_660, height: 5_773 };
const tall = { width: 800, height: 16_383 };

afterEach(() => jest.restoreAllMocks());

const withAlpha = (): Sharp => plain(tiny).ensureAlpha(0.5);
const jpeg = async (image: Sharp, size: Size) => claimJpegSize(await image.jpeg().toBuffer(), size);
const progressive = async (image: Sharp, size: Size, chromaSubsampling = '4:2:0') =>
  claimJpegSize(await image.jpeg({ progressive: true, chromaSubsampling }).toBuffer(), size);
const png = async (image: Sharp, size: Size) => claimPngSize(await image.png().toBuffer(), size);
const interlaced = async (image: Sharp, size: Size) =>
  claimPngSize(await image.png({ progressive: true }).toBuffer(), size);
const refining = async (scans: number, size: Size) => claimJpegSize(await refiningScans(tiny, scans), size);

/** Whether it got to the decoder, which finds less data than the header claims. */
const isDecoded = async (original: Promise<Uint8Array>): Promise<boolean> => {
  const bytes = await original;
  const decode = jest.spyOn(sharp.prototype, 'toBuffer');
  const reason = await rejectionOf(bytes);
  expect(reason).toBe(decode.mock.calls.length > 0 ? 'corrupt' : 'too_complex');
  return reason === 'corrupt';
};

test.each([
  ['a JPEG', () => jpeg(plain(tiny), photo)],
  ['a progressive JPEG', () => progressive(plain(tiny), photo)],
  ['a progressive JPEG in full colour', () => progressive(plain(tiny), photo, '4:4:4')],
  ['a progressive CMYK JPEG', () => progressive(plain(tiny).toColourspace('cmyk'), photo, '4:4:4')],
  ['a PNG with a profile', () => png(plain(tiny).withIccProfile('p3'), photo)],
  ['an interlaced PNG', () => interlaced(plain(tiny), photo)],
  ['a PNG with alpha and a profile', () => png(withAlpha().withIccProfile('p3'), photo)],
  ['a PNG of 16 bits', () => png(plain(tiny).toColourspace('rgb16'), photo)],
])('decodes %s of 50 megapixels', async (_, original) => {
  expect(await isDecoded(original())).toBe(true);
});

test.each([
  ['a JPEG', () => jpeg(plain(tiny), tall)],
  ['a PNG', () => png(plain(tiny), tall)],
  ['a less tall PNG with alpha', () => png(withAlpha(), { width: 800, height: 12_000 })],
])('decodes %s that is as tall as variants can be', async (_, original) => {
  expect(await isDecoded(original())).toBe(true);
});

test.each([
  ['a JPEG that looks at every coefficient 42 times', () => refining(42, square)],
  ['arithmetic coding', async () => foundFile('arithmetic-51-scans.jpg')],
  ['arithmetic coding without a scan', async () => foundFile('arithmetic-51-scans.jpg').subarray(0, 160)],
  [
    'a PNG with alpha, 16 bits and a profile',
    () => png(withAlpha().toColourspace('rgb16').withIccProfile('p3'), square),
  ],
  ['an interlaced PNG with alpha and 16 bits', () => interlaced(withAlpha().toColourspace('rgb16'), square)],
  ['a tall PNG with alpha, whose variants cost more than itself', () => png(withAlpha(), tall)],
  ['a tall WebP with alpha', () => plain(tall).ensureAlpha(0.5).webp({ effort: 0 }).toBuffer()],
])('rejects %s by the header, before anything is decoded', async (_, original) => {
  expect(await isDecoded(original())).toBe(false);
});

test('counts what a scan visits, not how many scans there are', async () => {
  expect(await isDecoded(refining(42, { width: 3_000, height: 3_000 }))).toBe(true);
  expect(await isDecoded(refining(14, square))).toBe(true);
});

test('looks for stray bytes with two more decodes only if all three together are cheap enough', async () => {
  const stray = new Error('VipsJpeg: Corrupt JPEG data: 6 extraneous bytes before marker 0xd9');
  const decodesOf = async (original: Uint8Array): Promise<number> => {
    const decode = jest.spyOn(sharp.prototype, 'toBuffer').mockRejectedValue(stray);
    expect(await rejectionOf(original)).toBe('corrupt');
    const { length } = decode.mock.calls;
    jest.restoreAllMocks();
    return length;
  };

  expect(await decodesOf(await refining(14, { width: 1_000, height: 1_000 }))).toBe(2);
  expect(await decodesOf(await refining(14, square))).toBe(1);
});
