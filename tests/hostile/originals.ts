import sharp, { type Sharp } from 'sharp';
import { scene } from '../adapters/sharp/test-images.ts';

export type Format = 'jpeg' | 'png' | 'webp';
export type Original = { name: string; format: Format; bytes: Buffer };

const SIZE = { width: 90, height: 60 };

const animation = async (): Promise<Buffer> => {
  const frames = { raw: { width: 40, height: 90, channels: 3, pageHeight: 30 } } as const;
  return sharp(await scene({ width: 40, height: 90 }).raw().toBuffer(), frames)
    .webp({ loop: 0, delay: [50, 60, 70] })
    .toBuffer();
};

const exif = { IFD0: { Copyright: 'nobody', Artist: 'a'.repeat(200) }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } };

/** Small valid images with every feature of the three formats. */
export const drawOriginals = async (): Promise<readonly [Original, ...Original[]]> => {
  const draw = () => scene(SIZE);
  const tagged = () => draw().withIccProfile('p3').withExif(exif);
  const jpeg = async (name: string, image: Sharp): Promise<Original> => ({
    name: `JPEG ${name}`,
    format: 'jpeg',
    bytes: await image.toBuffer(),
  });
  const png = async (name: string, image: Sharp): Promise<Original> => ({
    name: `PNG ${name}`,
    format: 'png',
    bytes: await image.toBuffer(),
  });
  const webp = async (name: string, bytes: Promise<Buffer>): Promise<Original> => ({
    name: `WebP ${name}`,
    format: 'webp',
    bytes: await bytes,
  });
  return [
    await jpeg('baseline', draw().jpeg()),
    await jpeg('progressive', tagged().jpeg({ progressive: true })),
    await jpeg('grey', draw().greyscale().jpeg()),
    await jpeg('CMYK', draw().toColourspace('cmyk').jpeg()),
    await jpeg('full colour', tagged().jpeg({ chromaSubsampling: '4:4:4' })),
    await png('colour', tagged().png()),
    await png('palette, interlaced', draw().png({ palette: true, progressive: true })),
    await png('16 bits', draw().toColourspace('rgb16').png()),
    await png('alpha', draw().ensureAlpha(0.5).png()),
    await webp('lossy', tagged().webp().toBuffer()),
    await webp('alpha', draw().ensureAlpha(0.5).webp().toBuffer()),
    await webp('lossless', draw().webp({ lossless: true }).toBuffer()),
    await webp('animated', animation()),
  ];
};
