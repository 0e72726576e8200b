import sharp, { type Sharp } from 'sharp';
import { variantWidths } from '../../../src/domain/image.ts';
import { type Raster, rms, ssim } from '../../support/similarity.ts';
import { colourAt, colourDistance, decode, render } from './render.ts';
import { paint, plain, quarters, type Size, scene } from './test-images.ts';

const CORNERS = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.2, 0.8],
  [0.8, 0.8],
] as const;

const BRICK = [200, 60, 30];

/** Does not pass on all of `info`: with `premultiplied`, sharp would repeat what it has done. */
const fromRaster = ({ data, width, height, channels }: Raster): Sharp => {
  if (channels !== 3 && channels !== 4) throw new Error(`${channels} channels`);
  return sharp(data, { raw: { width, height, channels } });
};

/** Decodes the whole original, resizes it in one step and encodes it as the adapter does. */
const reference = async (original: Buffer, size: Size, encode: (image: Sharp) => Sharp): Promise<Raster> => {
  const resized = fromRaster(await decode(original)).resize({ ...size, fit: 'fill', kernel: 'lanczos3' });
  // In two steps, because sharp would otherwise flatten before it resizes.
  const image = fromRaster(await decode(await resized.png({ compressionLevel: 0 }).toBuffer()));
  return decode(await encode(image).toBuffer());
};

const middleOf = async (original: Buffer): Promise<number[]> =>
  colourAt(await decode((await render(original)).variant(200, 'jpeg').bytes), 0.5, 0.5);

describe('compared with a full decode and one resize', () => {
  const encoders = {
    webp: (image: Sharp) => image.webp({ quality: 82, effort: 1 }),
    jpeg: (image: Sharp) => image.jpeg({ quality: 80 }),
  };

  test.each(['jpeg', 'png', 'webp'] as const)('a %s looks the same', async (format) => {
    const original = await scene({ width: 1950, height: 1350 }).toFormat(format, { quality: 95, effort: 1 }).toBuffer();
    const rendered = await render(original);
    for (const name of variantWidths) {
      for (const [encoding, encode] of Object.entries(encoders)) {
        const { width, height, bytes } = rendered.variant(name, encoding === 'webp' ? 'webp' : 'jpeg');
        const similarity = ssim(await decode(bytes), await reference(original, { width, height }, encode));
        expect({ name, encoding, similarity, same: similarity > 0.93 }).toMatchObject({ same: true });
      }
    }
  });
});

describe('orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('turns an image of EXIF orientation %i upright', async (orientation) => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const original = await quarters({ width: 480, height: 320 })
        .withMetadata({ orientation })
        .toFormat(format)
        .toBuffer();
      const expected = await sharp(original).autoOrient().raw().toBuffer({ resolveWithObject: true });
      const { width, height } = expected.info;
      expect({ width, height }).toEqual(orientation < 5 ? { width: 480, height: 320 } : { width: 320, height: 480 });

      const rendered = await render(original);
      expect(rendered).toMatchObject({ width, height });
      const upright = { ...expected.info, data: expected.data };
      for (const { bytes } of rendered.variants) {
        const image = await decode(bytes);
        for (const [u, v] of CORNERS) {
          expect(colourDistance(colourAt(image, u, v), colourAt(upright, u, v))).toBeLessThan(16);
        }
      }
    }
  });
});

describe('colour', () => {
  const size = { width: 300, height: 200 };
  const brick = () => plain(size);

  test.each([
    ['sRGB with its profile', () => brick().withIccProfile('srgb').jpeg()],
    ['Display P3', () => brick().withIccProfile('p3').jpeg()],
    ['16 bits', () => brick().toColourspace('rgb16').png()],
    ['16 bits of Display P3', () => brick().toColourspace('rgb16').withIccProfile('p3').png()],
    ['a palette', () => brick().png({ palette: true })],
  ])('keeps the colour of an image in %s', async (_, image) => {
    expect(colourDistance(await middleOf(await image().toBuffer()), BRICK)).toBeLessThan(6);
  });

  test('brings CMYK to sRGB, as near as its gamut allows', async () => {
    const cmyk = await brick().withIccProfile('cmyk').toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    expect(colourDistance(await middleOf(cmyk), BRICK)).toBeLessThan(24);
  });

  test.each([
    ['8 bits', 'b-w'],
    ['16 bits', 'grey16'],
  ])('keeps a grey image of %s grey', async (_, space) => {
    const original = await plain(size, '#808080').toColourspace(space).png().toBuffer();
    expect((await sharp(original).metadata()).channels).toBe(1);
    expect(colourDistance(await middleOf(original), [128, 128, 128])).toBeLessThan(4);
  });
});

describe('alpha', () => {
  /** Red squares on a fully transparent background, whose hidden colour is green. */
  const squares = (format: 'png' | 'webp') =>
    paint({ width: 1600, height: 200 }, (x, y) =>
      (Math.floor(x / 25) + Math.floor(y / 25)) % 2 ? [255, 0, 0, 255] : [0, 255, 0, 0],
    ).toFormat(format, { effort: 1, ...(format === 'webp' && { exact: true }) });

  test('is kept in WebP and flattened on white in JPEG', async () => {
    const original = await paint({ width: 400, height: 100 }, (x) => (x < 200 ? [0, 0, 255, 255] : [0, 0, 0, 0]))
      .png()
      .toBuffer();
    const rendered = await render(original);
    for (const name of variantWidths) {
      const webp = await decode(rendered.variant(name, 'webp').bytes);
      expect(colourDistance(colourAt(webp, 0.25, 0.5), [0, 0, 255, 255])).toBeLessThan(8);
      expect(colourAt(webp, 0.75, 0.5)[3]).toBe(0);
      const jpeg = await decode(rendered.variant(name, 'jpeg').bytes);
      expect(colourDistance(colourAt(jpeg, 0.25, 0.5), [0, 0, 255])).toBeLessThan(8);
      expect(colourDistance(colourAt(jpeg, 0.75, 0.5), [255, 255, 255])).toBeLessThan(4);
    }
  });

  test.each(['png', 'webp'] as const)('keeps the hidden colour of a %s out of the edges', async (format) => {
    const original = await squares(format).toBuffer();
    const { width, height, bytes } = (await render(original)).variant(800, 'jpeg');
    const onWhite = (image: Sharp) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 80 });

    expect(rms(await decode(bytes), await reference(original, { width, height }, onWhite))).toBeLessThan(2);
  });

  test('of a grey image is kept', async () => {
    const data = Buffer.alloc(300 * 200 * 2, Buffer.from([90, 128]));
    const original = await sharp(data, { raw: { width: 300, height: 200, channels: 2 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(original).metadata()).channels).toBe(2);

    const webp = await decode((await render(original)).variant(200, 'webp').bytes);
    expect(colourDistance(colourAt(webp, 0.5, 0.5), [90, 90, 90, 128])).toBeLessThan(6);
  });
});

describe('metadata', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('of a %s does not get into a variant', async (format) => {
    const original = await scene({ width: 500, height: 300 })
      .withIccProfile('p3')
      .withExif({ IFD0: { Copyright: 'SECRET' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET</x:xmpmeta>')
      .toFormat(format)
      .toBuffer();
    const { exif, icc, xmp } = await sharp(original).metadata();
    expect([exif, icc, xmp]).not.toContain(undefined);

    for (const { bytes } of (await render(original)).variants) {
      const found = await sharp(bytes).metadata();
      expect([found.exif, found.icc, found.xmp, found.iptc, found.comments]).toEqual(Array(5).fill(undefined));
      for (const text of ['SECRET', 'Exif', 'ICC_PROFILE', 'ICCP', 'adobe:ns']) {
        expect(Buffer.from(bytes).includes(text)).toBe(false);
      }
    }
  });
});
