import sharp from 'sharp';
import { foundFile } from '../../hostile/found-file.ts';
import { rejectionOf, render } from './render.ts';
import { scene, withStrayBytes } from './test-images.ts';

const pixelsOf = async (name: string): Promise<string> =>
  JSON.stringify((await render(foundFile(name))).variants.map(({ bytes }) => Buffer.from(bytes).toString('base64')));

const soundFiles: readonly [string, string][] = [
  ['no-eoi-baseline.jpg', 'ok-baseline.jpg'],
  ['no-eoi-progressive.jpg', 'ok-progressive.jpg'],
  ['jfif-version-0.00.jpg', 'ok-baseline.jpg'],
  ['jfif-version-2.01.jpg', 'ok-baseline.jpg'],
  ['adobe-transform-2.jpg', 'ok-baseline.jpg'],
  ['progressive-16-bytes-before-eoi.jpg', 'ok-progressive.jpg'],
  ['restart-6-bytes-before-rst0.jpg', 'ok-restarts.jpg'],
];

test.each(soundFiles)('renders %s, about which decoders only warn, exactly as %s', async (odd, usual) => {
  expect(await pixelsOf(odd)).toBe(await pixelsOf(usual));
});

test('renders the frame of a webcam, with stray bytes before most restarts and no Huffman tables', async () => {
  expect(await render(foundFile('webcam-mjpeg-frame.jpg'))).toMatchObject({ width: 960, height: 720 });
});

test.each([...soundFiles.flat(), 'webcam-mjpeg-frame.jpg'])(
  'rejects %s as corrupt if it is cut off, by 64 bytes or by half',
  async (name) => {
    const bytes = foundFile(name);
    expect(await rejectionOf(bytes.subarray(0, -64))).toBe('corrupt');
    expect(await rejectionOf(bytes.subarray(0, bytes.length / 2))).toBe('corrupt');
  },
);

test.each(['no-eoi-baseline.jpg', 'no-eoi-progressive.jpg', 'ok-restarts.jpg', 'progressive-16-bytes-before-eoi.jpg'])(
  'never renders %s with missing pixels, wherever it is cut off',
  async (name) => {
    const whole = await pixelsOf(name);
    const bytes = foundFile(name);
    const cuts = Array.from({ length: bytes.length - 4 }, (_, index) => bytes.subarray(0, index + 4));
    for (const cut of cuts) {
      const outcome = await render(cut).catch(() => undefined);
      if (outcome) {
        const pixels = outcome.variants.map(({ bytes: encoded }) => Buffer.from(encoded).toString('base64'));
        expect({ length: cut.length, same: JSON.stringify(pixels) === whole }).toEqual({
          length: cut.length,
          same: true,
        });
      }
    }
  },
);

test.each([
  ['grey', () => scene({ width: 40, height: 24 }).greyscale().jpeg()],
  ['in full colour', () => scene({ width: 40, height: 24 }).jpeg({ chromaSubsampling: '4:4:4' })],
  ['CMYK', () => scene({ width: 40, height: 24 }).toColourspace('cmyk').jpeg()],
  ['progressive', () => scene({ width: 40, height: 24 }).greyscale().jpeg({ progressive: true })],
])('never renders a %s JPEG with missing pixels, even if only the last blocks are cut off', async (_, image) => {
  const bytes = await image().toBuffer();
  const pixels = async (cut: Uint8Array) =>
    (await render(cut)).variants.map(({ bytes: encoded }) => Buffer.from(encoded).toString('base64'));
  const whole = await pixels(bytes);

  expect(await pixels(bytes.subarray(0, -2))).toEqual(whole);
  for (let length = bytes.length - 3; length > bytes.length - 100; length -= 1) {
    const seen = await pixels(bytes.subarray(0, length)).catch(() => whole);
    expect({ length, same: seen.join() === whole.join() }).toEqual({ length, same: true });
  }
});

test('rejects a file without an end whose last scans are missing, although no scan is cut off', async () => {
  const bytes = await scene({ width: 90, height: 60 }).jpeg({ progressive: true }).toBuffer();
  const scans = [...bytes.keys()].filter((at) => bytes[at] === 0xff && bytes[at + 1] === 0xda);
  const beforeScan = (index: number): Buffer => bytes.subarray(0, scans[index]);

  expect(scans.length).toBeGreaterThan(5);
  for (let index = 1; index < scans.length; index += 1) expect(await rejectionOf(beforeScan(index))).toBe('corrupt');
  expect(await render(bytes.subarray(0, -2))).toMatchObject({ width: 90 });
});

test('rejects a sequential file without an end that lacks the scan of a component', async () => {
  const bytes = await scene({ width: 90, height: 60 }).jpeg({ optimiseScans: false }).toBuffer();
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
  const oneComponent = Buffer.concat([
    bytes.subarray(0, scan),
    Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]),
    Buffer.alloc(2_000, 0x55),
  ]);
  expect(await rejectionOf(oneComponent)).toBe('corrupt');
});

test('tolerates stray bytes before every restart of a large image, and finds one restart without its data', async () => {
  const original = await scene({ width: 1200, height: 900 }).jpeg().toBuffer();
  const stray = withStrayBytes(original, 0xd9, Buffer.from('stray bytes that no decoder needs'));
  expect((await render(stray)).variants).toEqual((await render(original)).variants);

  const webcam = foundFile('webcam-mjpeg-frame.jpg');
  const restarts = [...webcam.keys()].filter((at) => webcam[at] === 0xff && (webcam[at + 1] ?? 0) >> 3 === 0xd0 >> 3);
  const [from = 0, to = 0] = restarts.slice(200, 202);
  expect(await rejectionOf(Buffer.concat([webcam.subarray(0, from + 4), webcam.subarray(to)]))).toBe('corrupt');
});

test.each([
  ['two', 'jpeg-2-components.jpg'],
  ['six', 'jpeg-6-components.jpg'],
])('rejects a JPEG of %s components at the first try', async (_, name) => {
  expect(await rejectionOf(foundFile(name))).toBe('unsupported_format');
});

test.each([
  ['12 bits', [0xc1, 12]],
  ['12 bits in several scans', [0xc2, 12]],
  ['no loss', [0xc3, 8]],
  ['a hierarchy', [0xc5, 8]],
] as const)('says of a JPEG of %s that its format is not supported', async (_, [process, precision]) => {
  const bytes = Buffer.from(foundFile('ok-baseline.jpg'));
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes[frame + 1] = process;
  bytes[frame + 4] = precision;
  expect(await rejectionOf(bytes)).toBe('unsupported_format');
});

test('decodes a file with unusual headers as often as any other', async () => {
  const decode = jest.spyOn(sharp.prototype, 'toBuffer');
  const count = async (name: string): Promise<number> => {
    decode.mockClear();
    await render(foundFile(name));
    return decode.mock.calls.length;
  };
  const usual = await count('ok-baseline.jpg');

  expect(await count('no-eoi-baseline.jpg')).toBe(usual + 1);
  expect(await count('jfif-version-2.01.jpg')).toBe(usual);
  decode.mockRestore();
});
