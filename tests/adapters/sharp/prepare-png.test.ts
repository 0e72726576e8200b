import { deflateSync } from 'node:zlib';
import { preparePng } from '../../../src/adapters/sharp/prepare-png.ts';
import { partsOf } from '../../hostile/parts.ts';
import { rejectionOf, render } from './render.ts';
import { plain, pngChunk, splitPng } from './test-images.ts';

const size = { width: 64, height: 48 };
const MIB = 1024 * 1024;

const withChunks = async (image: Promise<Buffer>, ...chunks: Buffer[]): Promise<Buffer> => {
  const { start, header, rest } = splitPng(await image);
  return Buffer.concat([start, header, ...chunks, rest]);
};

const png = () => plain(size).png().toBuffer();

const namesOf = (bytes: Uint8Array): string[] =>
  partsOf('png', Buffer.from(bytes))
    .slice(1)
    .map((part) => part.toString('latin1', 4, 8));

const longText = pngChunk('zTXt', Buffer.concat([Buffer.from('a\0\0', 'latin1'), deflateSync(Buffer.alloc(7 * MIB))]));

test.each([
  ['texts that a decoder would unpack', [longText, longText]],
  ['times, again and again', [pngChunk('tIME', Buffer.alloc(7)), pngChunk('tIME', Buffer.alloc(0))]],
  ['chunks that nobody knows', [pngChunk('xxXx', Buffer.alloc(3))]],
])('no decoder sees %s', async (_, chunks) => {
  const usual = await png();
  expect(preparePng(await withChunks(Promise.resolve(usual), ...chunks))).toEqual(preparePng(usual));
});

test('a decoder sees the profile, the palette, its alpha and the orientation, each once', async () => {
  const palette = plain(size).ensureAlpha(0.5).withMetadata({ orientation: 6, icc: 'p3' });
  const original = await palette.png({ palette: true }).toBuffer();
  const profiled = await withChunks(Promise.resolve(original), pngChunk('iCCP', Buffer.from('x')), longText);

  const expected = ['IHDR', 'iCCP', 'PLTE', 'tRNS', 'eXIf', 'IDAT', 'IEND'];
  expect(namesOf(preparePng(original))).toEqual(expected);
  expect(namesOf(preparePng(profiled))).toEqual(expected);
  expect(await render(original)).toMatchObject({ width: size.height, height: size.width });
});

test('what is written behind a palette does not say how colours are meant', async () => {
  const usual = await plain(size).png({ palette: true }).toBuffer();
  const parts = partsOf('png', usual);
  const behind = parts.flatMap((part) =>
    part.toString('latin1', 4, 8) === 'PLTE' ? [part, pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))] : [part],
  );

  expect(preparePng(Buffer.concat(behind))).toEqual(preparePng(usual));
});

test('a chunk that no decoder may skip is left to it', async () => {
  expect(await rejectionOf(await withChunks(png(), pngChunk('XXXX', Buffer.alloc(0))))).toBe('corrupt');
});
