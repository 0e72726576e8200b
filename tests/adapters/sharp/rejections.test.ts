import sharp from 'sharp';
import { isMachineFault } from '../../../src/adapters/sharp/machine-fault.ts';
import { MAX_UPLOAD_BYTES } from '../../../src/domain/image.ts';
import { decode, rejectionOf, render } from './render.ts';
import {
  claimJpegSize,
  claimPngSize,
  plain,
  scene,
  withDamagedDensity,
  withPhoneScanHeader,
  withStrayBytes,
} from './test-images.ts';

const small = { width: 60, height: 40 };
const jpeg = () => scene(small).jpeg().toBuffer();
const png = () => scene(small).png().toBuffer();
const webp = () => scene(small).webp().toBuffer();
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);

afterEach(() => jest.restoreAllMocks());

test.each([
  ['nothing', async () => Buffer.alloc(0)],
  ['a text', async () => Buffer.from('This is no image.')],
  ['an SVG', async () => svg],
  ['an SVG behind the XML declaration', async () => Buffer.concat([Buffer.from('<?xml version="1.0"?>\n'), svg])],
  ['a GIF', () => scene(small).gif().toBuffer()],
  ['a TIFF', () => scene(small).tiff().toBuffer()],
  ['an AVIF', () => scene(small).avif({ effort: 0 }).toBuffer()],
  ['a PDF', async () => Buffer.from('%PDF-1.7\n')],
  ['a JPEG behind a byte that is not its own', async () => Buffer.concat([Buffer.from([0]), await jpeg()])],
  ['a sound in a RIFF file', async () => Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')],
])('rejects %s as a format', async (_, original) => {
  expect(await rejectionOf(await original())).toBe('unsupported_format');
});

test.each([
  ['a GIF', () => scene(small).gif().toBuffer()],
  ['a TIFF', () => scene(small).tiff().toBuffer()],
  ['an AVIF', () => scene(small).avif({ effort: 0 }).toBuffer()],
  ['an SVG', async () => svg],
])('the decoder of %s is blocked in the whole process', async (_, original) => {
  await expect(sharp(await original()).metadata()).rejects.toThrow('unsupported image format');
});

test.each([
  ['three bytes of a JPEG', async () => Buffer.from([0xff, 0xd8, 0xff])],
  ['a JPEG signature before an SVG', async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), svg])],
  [
    'a PNG signature before a GIF',
    async () => Buffer.concat([(await png()).subarray(0, 8), await scene(small).gif().toBuffer()]),
  ],
  ['only a WebP signature', async () => (await webp()).subarray(0, 12)],
  ['a JPEG cut in half', async () => (await jpeg()).subarray(0, 600)],
  ['a PNG cut in half', async () => (await png()).subarray(0, 600)],
  ['a WebP cut in half', async () => (await webp()).subarray(0, 300)],
  ['a JPEG with a header that claims more', async () => claimJpegSize(await jpeg(), { width: 4000, height: 3000 })],
  ['a PNG with a header that claims more', async () => claimPngSize(await png(), { width: 61, height: 400 })],
  ['a PNG of no width', async () => claimPngSize(await png(), { width: 0, height: 40 })],
])('calls %s corrupt', async (_, original) => {
  expect(await rejectionOf(await original())).toBe('corrupt');
});

test('counts the pixels in the header, before anything is decoded', async () => {
  // If these were decoded, the data would be too short, and the reason `corrupt`.
  expect(await rejectionOf(claimPngSize(await png(), { width: 5000, height: 10_001 }))).toBe('too_many_pixels');
  expect(await rejectionOf(claimJpegSize(await jpeg(), { width: 65_000, height: 65_000 }))).toBe('too_many_pixels');
  expect(await rejectionOf(claimPngSize(await png(), { width: 5000, height: 10_000 }))).toBe('corrupt');
});

test('rejects one byte too many without decoding, and accepts exactly the limit', async () => {
  const original = await jpeg();
  const padded = (length: number) => Buffer.concat([original, Buffer.alloc(length - original.length)]);

  expect(await rejectionOf(padded(MAX_UPLOAD_BYTES + 1))).toBe('too_large');
  expect(await rejectionOf(Buffer.alloc(MAX_UPLOAD_BYTES + 1))).toBe('too_large');
  expect(await render(padded(MAX_UPLOAD_BYTES))).toMatchObject(small);
});

test('reads a file that is also something else as nothing but the image', async () => {
  const original = await jpeg();
  const polyglot = Buffer.concat([original, Buffer.from('PK\x03\x04'), svg, Buffer.from('<script>alert(1)</script>')]);
  const rendered = await render(polyglot);

  expect(rendered.variants).toEqual((await render(original)).variants);
});

test('accepts a photo with the scan parameters that some phones get wrong', async () => {
  const original = await scene({ width: 300, height: 200 }).jpeg().toBuffer();
  const phone = withPhoneScanHeader(original);

  await expect(sharp(phone).raw().toBuffer()).rejects.toThrow('Invalid SOS parameters');
  expect(await decode((await render(phone)).variant(200, 'jpeg').bytes)).toEqual(
    await decode((await render(original)).variant(200, 'jpeg').bytes),
  );
  expect(await rejectionOf(phone.subarray(0, -40))).toBe('corrupt');
});

describe('a JPEG with stray bytes, which every browser shows', () => {
  const SOF0 = 0xc0;
  const SOF2 = 0xc2;
  const DHT = 0xc4;
  const SOS = 0xda;
  const EOI = 0xd9;
  const size = { width: 300, height: 200 };
  const sequential = () => scene(size).jpeg().toBuffer();
  const progressive = () => scene(size).jpeg({ progressive: true }).toBuffer();
  const odd = Buffer.from([0, 7, 0]);

  test.each([
    ['before the frame', sequential, SOF0, odd],
    ['before the Huffman tables', sequential, DHT, odd],
    ['before the scan', sequential, SOS, odd],
    ['before the end', sequential, EOI, odd],
    ['that look like a stuffed byte', sequential, SOF0, Buffer.from([1, 0xff, 0])],
    ['before the frame of several scans', progressive, SOF2, odd],
    ['as filling before the end of several scans', progressive, EOI, Buffer.alloc(100)],
    ['that are no filling before the end of several scans', progressive, EOI, Buffer.from('left over')],
  ])('%s, is rendered as if they were not there', async (_, image, marker, bytes) => {
    const original = await image();
    const stray = withStrayBytes(original, marker, bytes);

    expect((await render(stray)).variants).toEqual((await render(original)).variants);
    // Other damage is still found, as in any file.
    expect(await rejectionOf(stray.subarray(0, -150))).toBe('corrupt');

    const [end, half] = [stray.subarray(-2), stray.subarray(0, stray.length / 2)];
    expect(await rejectionOf(Buffer.concat([half, end]))).toBe('corrupt');
  });

  test.each([
    ['its marker', [0xff, SOS]],
    ['a length of nothing', [0xff, SOS, 0, 0, 0xff, EOI]],
    ['a length of itself', [0xff, SOS, 0, 2]],
    ['a length of more than there is', [0xff, SOS, 0, 8, 1]],
  ])('is no fault of ours if the head of another scan ends behind %s', async (_, scan) => {
    const withScan = async (image: Promise<Buffer>, frame: number) =>
      Buffer.concat([
        withStrayBytes((await image).subarray(0, -2), frame, Buffer.from([1, 2, 3, 4, 5])),
        Buffer.from(scan),
      ]);

    // A sequential decoder has all pixels after its only scan, and reads no further.
    expect((await render(await withScan(sequential(), SOF0))).variants).toEqual(
      (await render(await sequential())).variants,
    );
    expect(await rejectionOf(await withScan(progressive(), SOF2))).toBe('corrupt');
  });
});

describe('an image that takes too long', () => {
  test('is given up after a minute, to be retried: the machine may be overloaded', async () => {
    const original = await jpeg();
    const timeout = jest.spyOn(sharp.prototype, 'timeout');
    jest.spyOn(sharp.prototype, 'toBuffer').mockRejectedValue(new Error('timeout: 42% complete'));

    await expect(rejectionOf(original)).rejects.toThrow('timeout: 42% complete');
    expect(timeout).toHaveBeenCalledWith({ seconds: 60 });
  });
});

test('accepts a PNG with damage that does not affect its pixels', async () => {
  const original = await png();
  const damaged = withDamagedDensity(original);

  expect((await render(damaged)).variants).toEqual((await render(original)).variants);
  expect(await rejectionOf(damaged.subarray(0, -200))).toBe('corrupt');
});

test('several images at once decode no more pixels than one may have', async () => {
  const original = await png();
  // The third does not overtake the second.
  const originals = [6000, 6000, 2000].map((width) => claimPngSize(original, { width, height: 5000 }));
  const metadata = jest.spyOn(sharp.prototype, 'metadata');
  let fail = (_: Error): void => {};
  const first = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const decode = jest.spyOn(sharp.prototype, 'toBuffer').mockImplementationOnce(() => first);
  const running: Promise<unknown>[] = [];
  for (const each of originals) {
    running.push(rejectionOf(each));
    // Headers are read in parallel. An image waits in line once its header is read.
    await metadata.mock.results.at(-1)?.value;
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect([metadata.mock.calls.length, decode.mock.calls.length]).toEqual([3, 1]);

  fail(new Error('Input buffer has corrupt header'));
  expect(await Promise.all(running)).toEqual(['corrupt', 'corrupt', 'corrupt']);
  expect(decode.mock.calls.length).toBe(3);
});

test('a valid image renders after one that was rejected', async () => {
  await rejectionOf((await jpeg()).subarray(0, 600));
  expect(await render(await plain(small).jpeg().toBuffer())).toMatchObject(small);
});

test.each([
  'vips_tracked: out of memory --- size == 150MB',
  'VipsJpeg: Insufficient memory (case 4)',
  'VipsJpeg: premature end of JPEG image\nvips_tracked: out of memory --- size == 9MB',
  'vips: unable to create thread',
  'Array buffer allocation failed',
  'timeout: 42% complete',
  'write ECONNRESET',
  'EMFILE: too many open files',
  'EIO: i/o error, read',
])('does not blame the image for "%s"', async (message) => {
  const original = await jpeg();
  jest.spyOn(sharp.prototype, 'toBuffer').mockRejectedValue(new Error(message));
  await expect(rejectionOf(original)).rejects.toThrow(message);
});

test.each(['an error that nobody has seen before', 'VipsJpeg: Bogus marker length', 'extract_area: bad extract area'])(
  'blames the image for "%s", because no other try would decode it',
  async (message) => {
    const original = await jpeg();
    jest.spyOn(sharp.prototype, 'toBuffer').mockRejectedValue(new Error(message));
    expect(await rejectionOf(original)).toBe('corrupt');
  },
);

test('does not blame the image for a mistake in the code', () => {
  expect(isMachineFault(new TypeError('x is not a function'))).toBe(true);
});

test('rejects an image with a side longer than a JPEG allows, however few pixels it has', async () => {
  const high = await plain({ width: 1, height: 65_536 }).png().toBuffer();
  expect(await rejectionOf(high)).toBe('too_many_pixels');

  const wide = claimPngSize(await png(), { width: 40_000_000, height: 1 });
  expect(await rejectionOf(wide)).toBe('too_many_pixels');
});
