import { foundFile } from '../../hostile/found-file.ts';
import { colourAt, colourDistance, decode, render } from './render.ts';
import { plain, pngChunk, type Size, splitPng } from './test-images.ts';

const size: Size = { width: 64, height: 48 };

const gamma = (value: number): Buffer => {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(value);
  return pngChunk('gAMA', body);
};

const cicp = (...codes: number[]): Buffer => pngChunk('cICP', Buffer.from(codes));
const displayP3 = cicp(12, 13, 0, 1);
const srgbIntent = pngChunk('sRGB', Buffer.from([0]));

const withChunks = async (image: Promise<Buffer>, ...chunks: Buffer[]): Promise<Buffer> => {
  const { start, header, rest } = splitPng(await image);
  return Buffer.concat([start, header, ...chunks, rest]);
};

const red = () => plain(size, '#c82828').png();
const grey = () => plain(size, '#808080').toColourspace('b-w').png();

/** The colour in the middle of a variant. */
const shown = async (png: Buffer): Promise<number[]> =>
  colourAt(await decode((await render(png)).variant(200, 'webp').bytes), 0.5, 0.5);

const LINEAR = [229, 110, 110];
const P3 = [218, 0, 26];
const UNCHANGED = [200, 40, 40];

test('shows linear samples as brightly as a browser does', async () => {
  const image = await decode((await render(foundFile('png-gamma-1.0.png'))).variant(800, 'jpeg').bytes);
  expect(colourDistance(colourAt(image, 0.25, 0.25), LINEAR)).toBeLessThan(4);
  expect(colourDistance(colourAt(image, 0.75, 0.75), [188, 188, 188])).toBeLessThan(4);
});

test('shows the colours of Display P3', async () => {
  const image = await decode((await render(foundFile('png-cicp-display-p3.png'))).variant(800, 'jpeg').bytes);
  expect(colourDistance(colourAt(image, 0.25, 0.25), P3)).toBeLessThan(4);
});

test.each([
  ['a palette', () => plain(size, '#c82828').png({ palette: true })],
  ['16 bits', () => plain(size, '#c82828').toColourspace('rgb16').png()],
  ['alpha', () => plain(size, '#c82828').ensureAlpha(1).png()],
  ['interlacing', () => plain(size, '#c82828').png({ progressive: true })],
])('honours gamma in a PNG with %s', async (_, image) => {
  const colour = await shown(await withChunks(image().toBuffer(), gamma(100_000)));
  expect(colourDistance(colour.slice(0, 3), LINEAR)).toBeLessThan(5);
});

test('honours gamma in a grey PNG', async () => {
  const colour = await shown(await withChunks(grey().toBuffer(), gamma(100_000)));
  expect(colourDistance(colour, [188, 188, 188])).toBeLessThan(4);
});

test.each<[string, Buffer[], number[]]>([
  ['cICP counts before gamma', [displayP3, gamma(100_000)], P3],
  ['cICP of sRGB counts before gamma', [cicp(1, 13, 0, 1), gamma(100_000)], UNCHANGED],
  ['other codes of cICP count for nothing', [cicp(9, 16, 0, 1)], UNCHANGED],
  ['sRGB counts before gamma', [gamma(100_000), srgbIntent], UNCHANGED],
  ['the gamma that is written for sRGB changes nothing', [gamma(45_455)], UNCHANGED],
  ['no gamma changes nothing', [gamma(0)], UNCHANGED],
  ['the largest gamma changes nothing', [gamma(0xffffffff)], UNCHANGED],
  ['a gamma of two bytes changes nothing', [pngChunk('gAMA', Buffer.from([1, 2]))], UNCHANGED],
])('%s', async (_, chunks, expected) => {
  const colour = await shown(await withChunks(red().toBuffer(), ...chunks));
  expect(colourDistance(colour, expected)).toBeLessThan(5);
});

test('a profile counts before gamma', async () => {
  const profiled = plain(size, '#c82828').withIccProfile('p3').png().toBuffer();
  const usual = await shown(await profiled);
  expect(colourDistance(await shown(await withChunks(profiled, gamma(100_000))), usual)).toBe(0);
});

test('cICP counts before a profile', async () => {
  const profiled = plain(size, '#c82828').withIccProfile('srgb').png().toBuffer();
  expect(colourDistance(await shown(await withChunks(profiled, displayP3)), P3)).toBeLessThan(5);
});

test('cICP of Display P3 leaves greys as they are', async () => {
  expect(colourDistance(await shown(await withChunks(grey().toBuffer(), displayP3)), [128, 128, 128])).toBeLessThan(4);
});
