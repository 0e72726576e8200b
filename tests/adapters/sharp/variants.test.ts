import fc from 'fast-check';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { renderImage } from '../../../src/adapters/sharp/render-image.ts';
import { variantFormats, variantSize, variantWidths } from '../../../src/domain/image.ts';
import { colourAt, colourDistance, decode, render } from './render.ts';
import { plain, pngChunk, scene, splitPng } from './test-images.ts';

const sizeOf = async (bytes: Uint8Array) => {
  const { width, height, format, depth, space } = await sharp(bytes).metadata();
  return { width, height, format, depth, space };
};

test('turns a photo into three widths of WebP and JPEG, 8-bit sRGB', async () => {
  const { variants, width, height } = await render(await scene({ width: 1201, height: 900 }).jpeg().toBuffer());

  expect({ width, height }).toEqual({ width: 1201, height: 900 });
  expect(variants.map(({ name, format }) => `${name}.${format}`)).toEqual([
    '800.webp',
    '800.jpeg',
    '400.webp',
    '400.jpeg',
    '200.webp',
    '200.jpeg',
  ]);
  for (const { name, format, bytes } of variants) {
    const size = { width: name, height: Math.round((900 * name) / 1201) };
    expect(await sizeOf(bytes)).toEqual({ ...size, format, depth: 'uchar', space: 'srgb' });
  }
});

test('a small original keeps its own width under the larger names', async () => {
  const { variants } = await render(await scene({ width: 300, height: 500 }).webp().toBuffer());
  for (const { name, bytes } of variants) {
    expect(await sizeOf(bytes)).toMatchObject(name === 200 ? { width: 200, height: 333 } : { width: 300, height: 500 });
  }
});

test('gives every variant the exact size that the original calls for', async () => {
  const side = fc.integer({ min: 1, max: 3000 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.constantFrom('jpeg', 'png'), async (width, height, format) => {
      const original = await plain({ width, height })
        .toFormat(format, format === 'png' ? { compressionLevel: 1 } : {})
        .toBuffer();
      const rendered = await render(original);

      expect(rendered).toMatchObject({ width, height });
      for (const variant of rendered.variants) {
        const size = variantSize({ width, height }, variant.name);
        expect(variant).toMatchObject(size);
        expect(await sizeOf(variant.bytes)).toMatchObject(size);
      }
    }),
    { numRuns: 40 },
  );
});

test.each([
  { width: 1, height: 1 },
  { width: 1, height: 20_000 },
  { width: 20_000, height: 1 },
  { width: 1, height: 65_500 },
  { width: 65_500, height: 1 },
  { width: 60, height: 17_000 },
])('renders $width x $height', async (size) => {
  for (const format of ['jpeg', 'png'] as const) {
    const { variants } = await render(await plain(size).toFormat(format).toBuffer());
    expect(variants).toHaveLength(variantWidths.length * variantFormats.length);
    for (const { name, bytes } of variants) expect(await sizeOf(bytes)).toMatchObject(variantSize(size, name));
  }
});

test('hands over one variant after the other', async () => {
  let underWay = 0;
  const seen: number[] = [];
  await renderImage(await scene({ width: 900, height: 600 }).jpeg().toBuffer(), async () => {
    underWay += 1;
    seen.push(underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
  });

  expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
});

test('gives the same bytes on every run, also when several run at once', async () => {
  const original = await scene({ width: 1000, height: 700 }).png().toBuffer();
  const [first, ...others] = await Promise.all([render(original), render(original), render(original)]);
  for (const other of [...others, await render(original)]) {
    expect(JSON.stringify(other)).toBe(JSON.stringify(first));
  }
});

test('reads an original that is a view into a larger buffer', async () => {
  const original = await scene({ width: 300, height: 200 }).jpeg().toBuffer();
  const surrounded = new Uint8Array(original.length + 20).fill(7);
  surrounded.set(original, 10);

  expect(await render(surrounded.subarray(10, 10 + original.length))).toMatchObject({ width: 300, height: 200 });
});

test('takes the first frame of an animated WebP', async () => {
  const frame = (background: string) => plain({ width: 120, height: 80 }, background).png().toBuffer();
  const frames = [await frame('#ff0000'), await frame('#0000ff')];
  const original = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();

  expect((await sharp(original).metadata()).pages).toBe(2);

  const rendered = await render(original);
  expect(rendered).toMatchObject({ width: 120, height: 80 });

  const image = await decode(rendered.variant(800, 'jpeg').bytes);
  expect(colourDistance(colourAt(image, 0.5, 0.5), [255, 0, 0])).toBeLessThan(8);
});

test('takes the default image of an animated PNG', async () => {
  const { start, header, rest } = splitPng(await plain({ width: 120, height: 80 }).png().toBuffer());
  const twoFramesForever = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);
  const rendered = await render(Buffer.concat([start, header, pngChunk('acTL', twoFramesForever), rest]));
  const image = await decode(rendered.variant(200, 'jpeg').bytes);

  expect(colourDistance(colourAt(image, 0.5, 0.5), [200, 60, 30])).toBeLessThan(8);
});

test('gives a placeholder with the colour and shape of the image', async () => {
  const { placeholder } = await render(await plain({ width: 900, height: 450 }).jpeg().toBuffer());
  const hash = Buffer.from(placeholder, 'base64');

  expect(hash.toString('base64')).toBe(placeholder);
  expect(hash.length).toBeLessThanOrEqual(25);

  const { r, g, b, a } = thumbHashToAverageRGBA(hash);
  expect(
    colourDistance(
      [r, g, b, a].map((share) => share * 255),
      [200, 60, 30, 255],
    ),
  ).toBeLessThan(16);
  expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(2, 0);
});

test('rejects with what `write` rejects with, and writes no more', async () => {
  const original = await scene({ width: 900, height: 600 }).jpeg().toBuffer();
  let writes = 0;
  const failing = renderImage(original, async () => {
    writes += 1;
    if (writes === 2) throw new Error('VipsJpeg: storage is corrupt today');
  });

  await expect(failing).rejects.toThrow('storage is corrupt today');
  expect(writes).toBe(2);
});
