import { randomBytes, randomUUID } from 'node:crypto';
import type { ImageKey, Images } from '../../src/application/ports.ts';
import { base32 } from '../../src/domain/base32.ts';
import { variantFormats, variantWidths } from '../../src/domain/image.ts';

export type ImagesUnderTest = {
  images: Images;
  /** Uploads as the holder of a URL does, and resolves to the status. */
  put(url: string, bytes: Uint8Array): Promise<number>;
  original(key: ImageKey): Promise<Uint8Array | undefined>;
  /** How many blobs there are of an image, original included. */
  count(key: ImageKey): Promise<number>;
  now(): Date;
};

export const sampleKey = (productId = `p-${randomUUID().slice(0, 8)}`): ImageKey => ({
  productId,
  imageId: base32(randomBytes(16)),
});

const all = variantWidths.flatMap((name) => variantFormats.map((format) => ({ name, format })));

/** What every implementation of the port `Images` does. `make` is called once per test; what it stores may be shared. */
export const describeImages = (name: string, make: () => ImagesUnderTest | Promise<ImagesUnderTest>): void => {
  describe(`Images: ${name}`, () => {
    let made: ImagesUnderTest;
    let images: Images;
    let key: ImageKey;

    beforeEach(async () => {
      made = await make();
      images = made.images;
      key = sampleKey();
    });

    const soon = () => new Date(made.now().getTime() + 60_000);

    const writeAll = async (of: ImageKey): Promise<void> => {
      for (const { name, format } of all) {
        await images.writeVariant(of, { name, format, bytes: Buffer.from(`${of.imageId} ${name} ${format}`) });
      }
    };

    describe('an upload URL', () => {
      test('is good for its original, as it is', async () => {
        const bytes = randomBytes(100_000);
        expect(await made.put(await images.uploadUrl(key, soon()), bytes)).toBe(201);
        expect(Buffer.from((await made.original(key)) ?? [])).toEqual(bytes);
        expect(await made.count(key)).toBe(1);
      });

      test('is good for an original of no bytes', async () => {
        expect(await made.put(await images.uploadUrl(key, soon()), Buffer.alloc(0))).toBe(201);
        expect(await made.original(key)).toHaveLength(0);
      });

      test('writes nothing over what is there', async () => {
        const url = await images.uploadUrl(key, soon());
        await made.put(url, Buffer.from('first'));
        expect(await made.put(url, Buffer.from('second'))).toBe(403);
        expect(await made.put(await images.uploadUrl(key, soon()), Buffer.from('third'))).toBe(403);
        expect(Buffer.from((await made.original(key)) ?? []).toString()).toBe('first');
      });

      test('is good for no other blob', async () => {
        const url = await images.uploadUrl(key, soon());
        const other = sampleKey(key.productId);
        for (const instead of [other.imageId, `${key.imageId}x`, `${key.imageId}/x`]) {
          expect(await made.put(url.replace(key.imageId, instead), Buffer.from('x'))).toBe(403);
        }
        expect(await made.put(url.replace(key.productId, `${key.productId}-2`), Buffer.from('x'))).toBe(403);
        expect(await made.original(other)).toBeUndefined();
      });

      test('is of no use once its time is up', async () => {
        const url = await images.uploadUrl(key, new Date(made.now().getTime() - 1_000));
        expect(await made.put(url, Buffer.from('late'))).toBe(403);
        expect(await made.original(key)).toBeUndefined();
      });
    });

    describe('variants', () => {
      test('are read as they were written, each by its width and format', async () => {
        await writeAll(key);
        for (const { name, format } of all) {
          const read = await images.readVariant(key, name, format);
          expect(Buffer.from(read ?? []).toString()).toBe(`${key.imageId} ${name} ${format}`);
        }
        expect(await made.count(key)).toBe(all.length);
      });

      test('that are not there are undefined', async () => {
        await images.writeVariant(key, { name: 800, format: 'webp', bytes: Buffer.from('x') });
        expect(await images.readVariant(key, 800, 'jpeg')).toBeUndefined();
        expect(await images.readVariant(key, 400, 'webp')).toBeUndefined();
        expect(await images.readVariant(sampleKey(key.productId), 800, 'webp')).toBeUndefined();
        expect(await images.readVariant({ ...sampleKey(), imageId: key.imageId }, 800, 'webp')).toBeUndefined();
      });

      test('are written over', async () => {
        for (const text of ['a longer first', 'second']) {
          await images.writeVariant(key, { name: 400, format: 'jpeg', bytes: Buffer.from(text) });
        }
        expect(Buffer.from((await images.readVariant(key, 400, 'jpeg')) ?? []).toString()).toBe('second');
      });

      test('of some size survive', async () => {
        const bytes = randomBytes(2 * 1024 * 1024);
        await images.writeVariant(key, { name: 800, format: 'jpeg', bytes });
        expect(bytes.equals((await images.readVariant(key, 800, 'jpeg')) ?? Buffer.alloc(0))).toBe(true);
      });

      test('may be views into a larger buffer', async () => {
        await images.writeVariant(key, { name: 200, format: 'webp', bytes: Buffer.from('abcdef').subarray(2, 4) });
        expect(Buffer.from((await images.readVariant(key, 200, 'webp')) ?? []).toString()).toBe('cd');
      });
    });

    describe('an original that is renewed', () => {
      test('is what it was', async () => {
        for (const size of [0, 10, 5 * 1024 * 1024]) {
          const one = sampleKey();
          const bytes = randomBytes(size);
          await made.put(await images.uploadUrl(one, soon()), bytes);
          expect(await images.renewOriginal(one)).toBe('renewed');
          expect(bytes.equals((await made.original(one)) ?? Buffer.from('none'))).toBe(true);
          expect(await made.count(one)).toBe(1);
        }
      });

      test('that is not there is gone, and stays so', async () => {
        expect(await images.renewOriginal(key)).toBe('gone');
        expect(await made.count(key)).toBe(0);
      });
    });

    describe('remove', () => {
      test('takes the original and all variants, and nothing of any other image', async () => {
        const others = [
          sampleKey(key.productId),
          { productId: `${key.productId}-2`, imageId: key.imageId },
          { productId: sampleKey().productId, imageId: key.imageId },
        ];
        for (const one of [key, ...others]) {
          await made.put(await images.uploadUrl(one, soon()), Buffer.from('x'));
          await writeAll(one);
        }
        await images.remove(key);
        expect(await made.count(key)).toBe(0);
        expect(await Promise.all(others.map(made.count))).toEqual([7, 7, 7]);
      });

      test('is fine with what is gone, or was never there', async () => {
        await images.remove(key);
        await images.writeVariant(key, { name: 200, format: 'webp', bytes: Buffer.from('x') });
        await images.remove(key);
        await images.remove(key);
        expect(await made.count(key)).toBe(0);
      });
    });
  });
};
