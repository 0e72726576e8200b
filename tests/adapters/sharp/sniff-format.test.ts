import { hasTooManyFrames } from '../../../src/adapters/sharp/inspect-webp.ts';
import { sniffFormat } from '../../../src/adapters/sharp/sniff-format.ts';
import { ascii } from './jpeg-parts.ts';

const PNG = [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a];
const WEBP = [...ascii('RIFF'), 1, 2, 3, 4, ...ascii('WEBP')];

test.each<[number[], string | undefined]>([
  [[0xff, 0xd8, 0xff], 'jpeg'],
  [[0xff, 0xd8, 0xff, 0xe0], 'jpeg'],
  [PNG, 'png'],
  [WEBP, 'webp'],
  [[0xff, 0xd8], undefined],
  [[0xff, 0xd9, 0xff], undefined],
  [PNG.slice(0, -1), undefined],
  [PNG.with(0, 0x88), undefined],
  [WEBP.slice(0, -1), undefined],
  [[...ascii('RIFF'), 1, 2, 3, 4, ...ascii('WAVE')], undefined],
  [[...ascii('RIFX'), 1, 2, 3, 4, ...ascii('WEBP')], undefined],
  [[...ascii('RIFF'), ...ascii('WEBP')], undefined],
  [[], undefined],
])('%j is %s', (bytes, format) => {
  expect(sniffFormat(Uint8Array.from(bytes))).toBe(format);
});

test.each([
  [1_000, false],
  [1_001, true],
])('%i frames of a WebP are too many: %j', (count, expected) => {
  const webp = Buffer.concat([Buffer.from(WEBP), Buffer.alloc(8 * count, 'ANMFxxxx')]);
  expect(hasTooManyFrames(webp)).toBe(expected);
  expect(hasTooManyFrames(Buffer.concat([Buffer.alloc(8 * count, 'ANMFxxxx'), webp]).subarray(8 * count))).toBe(
    expected,
  );
});

test('the first byte of a WebP may belong to a frame', () => {
  expect(hasTooManyFrames(Buffer.alloc(4 * 1_001, 'ANMF'))).toBe(true);
});
