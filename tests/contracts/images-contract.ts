import { randomBytes, randomUUID } from 'node:crypto';
import type { BlobPage, ImageKey, Images, Listed } from '../../src/application/ports/images.ts';
import { encodeBase32 } from '../../src/domain/encode-base32.ts';
import { MAX_UPLOAD_BYTES, variantFormats, variantWidths } from '../../src/domain/image.ts';
import { toImageId, toProductId } from '../support/ids.ts';

export type ImagesUnderTest = {
  images: Images;
  /** Uploads as the holder of a URL does. Resolves to the status. */
  put(url: string, bytes: Uint8Array): Promise<number>;
  original(key: ImageKey): Promise<Uint8Array | undefined>;
  /** Writes a blob of any name, as somebody with all rights. */
  place(container: 'uploads' | 'images', name: string, bytes: Uint8Array): Promise<void>;
  /** The number of blobs of an image, including the original. */
  count(key: ImageKey): Promise<number>;
  now(): Date;
};

export const sampleKey = (productId = toProductId(`p-${randomUUID().slice(0, 8)}`)): ImageKey => ({
  productId,
  imageId: toImageId(encodeBase32(randomBytes(16))),
});

const all = variantWidths.flatMap((name) => variantFormats.map((format) => ({ name, format })));

/** What every implementation of `Images` does. `make` runs once per test; storage may be shared. */
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
          expect(Buffer.from(read?.bytes ?? []).toString()).toBe(`${key.imageId} ${name} ${format}`);
        }
        expect(await made.count(key)).toBe(all.length);
      });

      test('have a strong tag, which changes when they are written and can be read by itself', async () => {
        await images.writeVariant(key, { name: 400, format: 'jpeg', bytes: Buffer.from('first') });
        const first = await images.variantEtag(key, 400, 'jpeg');
        expect(first).toMatch(/^"[^"]+"$/);
        expect((await images.readVariant(key, 400, 'jpeg'))?.etag).toBe(first);
        await images.writeVariant(key, { name: 400, format: 'jpeg', bytes: Buffer.from('second') });
        expect(await images.variantEtag(key, 400, 'jpeg')).not.toBe(first);
        expect(await images.variantEtag(key, 400, 'webp')).toBeUndefined();
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
        expect(Buffer.from((await images.readVariant(key, 400, 'jpeg'))?.bytes ?? []).toString()).toBe('second');
      });

      test('of some size survive', async () => {
        const bytes = randomBytes(2 * 1024 * 1024);
        await images.writeVariant(key, { name: 800, format: 'jpeg', bytes });
        expect(bytes.equals((await images.readVariant(key, 800, 'jpeg'))?.bytes ?? Buffer.alloc(0))).toBe(true);
      });

      test('may be views into a larger buffer', async () => {
        await images.writeVariant(key, { name: 200, format: 'webp', bytes: Buffer.from('abcdef').subarray(2, 4) });
        expect(Buffer.from((await images.readVariant(key, 200, 'webp'))?.bytes ?? []).toString()).toBe('cd');
      });
    });

    describe('an original', () => {
      test('is read as it was uploaded, even if it has no bytes', async () => {
        for (const bytes of [randomBytes(70_000), Buffer.alloc(0)]) {
          const one = sampleKey();
          await made.put(await images.uploadUrl(one, soon()), bytes);
          expect(Buffer.from((await images.readOriginal(one)) ?? 'none')).toEqual(bytes);
        }
        expect(await images.readOriginal(sampleKey())).toBeUndefined();
      });

      test('that is too large is read up to the byte that shows it', async () => {
        await made.place('uploads', `${key.productId}/${key.imageId}`, Buffer.alloc(MAX_UPLOAD_BYTES + 1000));
        expect(await images.readOriginal(key)).toHaveLength(MAX_UPLOAD_BYTES + 1);
        expect(await images.originalSize(key)).toBe(MAX_UPLOAD_BYTES + 1000);
      });

      test('has a size, if it exists', async () => {
        for (const size of [0, 7]) {
          const one = sampleKey();
          await made.put(await images.uploadUrl(one, soon()), Buffer.alloc(size));
          expect(await images.originalSize(one)).toBe(size);
        }
        expect(await images.originalSize(sampleKey())).toBeUndefined();
      });
    });

    describe('listings', () => {
      const collect = async <K>(pages: AsyncIterable<BlobPage<K>>) => {
        const all = { blobs: [] as Listed<K>[], foreign: 0, pages: 0 };
        for await (const { blobs, foreign } of pages) {
          all.blobs.push(...blobs);
          all.foreign += foreign;
          all.pages += 1;
        }
        return all;
      };
      const mine = <K extends ImageKey>({ blobs }: { blobs: readonly Listed<K>[] }, productId: string) =>
        blobs.filter((blob) => blob.key.productId === productId);

      test('have every blob once, over several pages, with the version that can be removed', async () => {
        const keys = Array.from({ length: 5 }, () => sampleKey(key.productId));
        const before = made.now().getTime();
        for (const one of keys) {
          await made.put(await images.uploadUrl(one, soon()), Buffer.from('x'));
          await images.writeVariant(one, { name: 800, format: 'webp', bytes: Buffer.from('x') });
        }
        const originals = await collect(images.listOriginals());
        const found = mine(originals, key.productId);
        expect(originals.pages).toBeGreaterThan(1);
        expect(new Set(found.map((blob) => blob.key.imageId))).toEqual(new Set(keys.map(({ imageId }) => imageId)));
        expect(found).toHaveLength(5);
        for (const { lastModified } of found) {
          expect(Math.abs(lastModified.getTime() - before)).toBeLessThan(60_000);
        }
        const variants = mine(await collect(images.listVariants()), key.productId);
        expect(variants.map((blob) => blob.key)).toEqual(
          found.map((blob) => ({ ...blob.key, name: 800, format: 'webp' })),
        );
        const [variant] = variants;
        if (!variant) throw new Error('none');
        expect(variant.etag).toBe(await images.variantEtag(variant.key, 800, 'webp'));
      });

      test('go on from where a page ended, on another day too', async () => {
        const keys = Array.from({ length: 7 }, () => sampleKey(key.productId));
        for (const one of keys) await made.put(await images.uploadUrl(one, soon()), Buffer.from('x'));
        const whole = (await collect(images.listOriginals())).blobs;
        const piecewise: Listed<ImageKey>[] = [];
        let from: string | undefined;
        do {
          for await (const page of images.listOriginals(from)) {
            piecewise.push(...page.blobs);
            from = page.next;
            break;
          }
        } while (from !== undefined);
        expect(piecewise).toEqual(whole);
      });

      test('go on while blobs are removed as they are read', async () => {
        const keys = Array.from({ length: 9 }, () => sampleKey(key.productId));
        for (const one of keys) await made.put(await images.uploadUrl(one, soon()), Buffer.from('x'));
        let removed = 0;
        for await (const { blobs } of images.listOriginals()) {
          for (const blob of blobs.filter((each) => each.key.productId === key.productId)) {
            expect(await images.removeOriginal(blob)).toBe('removed');
            removed += 1;
          }
        }
        expect(removed).toBe(9);
        expect(mine(await collect(images.listOriginals()), key.productId)).toEqual([]);
      });

      test('only count names that are not ours', async () => {
        const before = [await collect(images.listOriginals()), await collect(images.listVariants())];
        const names = [
          'alone',
          `${key.productId}/${key.imageId}/x`,
          `${key.productId}/../${key.imageId}`,
          `UPPER/${key.imageId}`,
          `${key.productId}//${key.imageId}`,
          `%2e%2e/${key.imageId}`,
          `tïsch 😀/${key.imageId}`,
          `${key.productId}/${key.imageId}/800.png`,
          `${key.productId}/${key.imageId}/801.webp`,
        ];
        for (const name of names) {
          for (const container of ['uploads', 'images'] as const) await made.place(container, name, Buffer.from('x'));
        }
        const after = [await collect(images.listOriginals()), await collect(images.listVariants())];
        expect(after.map(({ blobs }) => blobs)).toEqual(before.map(({ blobs }) => blobs));
        expect(after.map(({ foreign }) => foreign)).toEqual(before.map(({ foreign }) => foreign + names.length));
      });
    });

    describe('removing one version', () => {
      const one = async <K extends ImageKey>(pages: AsyncIterable<BlobPage<K>>): Promise<Listed<K>> => {
        for await (const { blobs } of pages) {
          const found = blobs.find((blob) => blob.key.imageId === key.imageId);
          if (found) return found;
        }
        throw new Error('none');
      };

      test('leaves what was written since', async () => {
        await images.writeVariant(key, { name: 800, format: 'jpeg', bytes: Buffer.from('first') });
        const listed = await one(images.listVariants());
        await images.writeVariant(key, { name: 800, format: 'jpeg', bytes: Buffer.from('first') });
        expect(await images.removeVariant(listed)).toBe('stale');
        expect(await made.count(key)).toBe(1);
        expect(await images.removeVariant(await one(images.listVariants()))).toBe('removed');
        expect(await made.count(key)).toBe(0);
      });

      test('is fine with what is gone', async () => {
        await made.put(await images.uploadUrl(key, soon()), Buffer.from('x'));
        const listed = await one(images.listOriginals());
        expect(await images.removeOriginal(listed)).toBe('removed');
        expect(await images.removeOriginal(listed)).toBe('stale');
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
          { productId: toProductId(`${key.productId}-2`), imageId: key.imageId },
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

      test('succeeds for what is gone or was never there', async () => {
        await images.remove(key);
        await images.writeVariant(key, { name: 200, format: 'webp', bytes: Buffer.from('x') });
        await images.remove(key);
        await images.remove(key);
        expect(await made.count(key)).toBe(0);
      });
    });
  });
};
