import { randomUUID } from 'node:crypto';
import type { Products } from '../../src/application/ports/products.ts';
import { awaitingImage, readyImage, rejectedImage } from '../../src/domain/image.ts';
import type { Product, ProductId } from '../../src/domain/product.ts';
import { toImageId, toProductId } from '../support/ids.ts';
import { effective } from './orders-contract.ts';
import { sampleProduct } from './sample-data.ts';

/**
 * What every implementation of `Products` does. `make` runs once per test; storage may be shared.
 */
export const describeProducts = (name: string, make: () => Products | Promise<Products>): void => {
  describe(`Products: ${name}`, () => {
    let products: Products;
    let prefix: ProductId;

    beforeEach(async () => {
      products = await make();
      prefix = toProductId(`p-${randomUUID().slice(0, 8)}`);
    });

    const stored = async (product: Product) => effective(await products.create(product));

    test('gives back exactly what was created', async () => {
      const product = sampleProduct(prefix);
      const { etag, value } = await stored(product);
      expect(value).toEqual(product);
      expect(etag).toMatch(/^"[^"]+"$/);
      expect(await products.get(product.id)).toEqual({ value: product, etag });
    });

    test('an unknown id is undefined', async () => {
      expect(await products.get(prefix)).toBeUndefined();
    });

    test('the latest read shows the last write, and changes nothing', async () => {
      expect(await products.getLatest(prefix)).toBeUndefined();
      expect(await products.get(prefix)).toBeUndefined();

      const product = sampleProduct(prefix);
      const { etag } = await stored(product);
      const renamed = effective(await products.replace({ ...product, name: 'renamed' }, etag));
      const read = { value: { ...product, name: 'renamed' }, etag: renamed.etag };
      expect(await products.getLatest(prefix)).toEqual(read);
      expect(await products.get(prefix)).toEqual(read);
    });

    test('an id that is taken stays as it is', async () => {
      const product = sampleProduct(prefix);
      await stored(product);
      expect(await products.create({ ...product, name: 'other' })).toBe('exists');
      expect((await products.get(prefix))?.value.name).toBe(product.name);
    });

    test('replaces the version it was given, and no other', async () => {
      const product = sampleProduct(prefix);
      const { etag } = await stored(product);
      const { category: _, ...renamed } = { ...product, name: 'renamed' };
      const replaced = effective(await products.replace(renamed, etag));
      expect(await products.get(prefix)).toEqual({ value: renamed, etag: replaced.etag });
      expect((await products.get(prefix))?.value).not.toHaveProperty('category');
      expect(await products.replace({ ...product, name: 'late' }, etag)).toBe('stale');
      expect(await products.replace(sampleProduct(toProductId(`${prefix}-gone`)), etag)).toBe('stale');
      expect((await products.get(prefix))?.value.name).toBe('renamed');
    });

    describe('setAvailability', () => {
      test('sets the band and nothing else', async () => {
        const product = sampleProduct(prefix);
        const { etag } = await stored(product);
        await products.setAvailability(prefix, 'low');
        const read = await products.get(prefix);
        expect(read?.value).toEqual({ ...product, availability: 'low' });
        expect(read?.etag).not.toBe(etag);
      });

      test('a band that is already set keeps the etag', async () => {
        const { etag } = await stored(sampleProduct(prefix, { availability: 'low' }));
        await products.setAvailability(prefix, 'low');
        expect((await products.get(prefix))?.etag).toBe(etag);
      });

      test('a product that is gone stays gone', async () => {
        await products.setAvailability(prefix, 'low');
        expect(await products.get(prefix)).toBeUndefined();
      });
    });

    describe('listAwaiting', () => {
      const image = (n: number, addedAt = '2026-03-01T12:00:00.000Z') =>
        awaitingImage(toImageId(String(n).padStart(26, '0')), addedAt);

      const awaiting = async (before: string): Promise<string[]> => {
        const found: string[] = [];
        for await (const { productId, imageId } of products.listAwaiting(before)) {
          if (productId.startsWith(prefix)) found.push(`${productId} ${Number(imageId)}`);
        }
        return found.toSorted();
      };

      test('finds images that have waited for as long, of any product, and no others', async () => {
        const images = [
          image(1, '2026-03-01T12:00:00.001Z'),
          image(2, '2026-03-01T12:00:00.002Z'),
          readyImage(image(3), { width: 1, height: 1, placeholder: '' }, []),
          rejectedImage(image(4), 'corrupt'),
          image(5, '2026-02-01T00:00:00.000Z'),
        ];
        await stored(sampleProduct(prefix, { images }));
        await stored(sampleProduct(toProductId(`${prefix}-2`), { images: [image(6)], active: false }));
        await stored(sampleProduct(toProductId(`${prefix}-3`), { images: [] }));
        await stored(sampleProduct(toProductId(`${prefix}-4`)));
        expect(await awaiting('2026-03-01T12:00:00.002Z')).toEqual([`${prefix} 1`, `${prefix} 5`, `${prefix}-2 6`]);
        expect(await awaiting('2026-01-01T00:00:00.000Z')).toEqual([]);
      });

      test('finds all of many', async () => {
        const images = Array.from({ length: 20 }, (_, n) => image(n));
        const ids = Array.from({ length: 15 }, (_, n) => `${prefix}-${n}`);
        await Promise.all(ids.map((id) => products.create(sampleProduct(toProductId(id), { images }))));
        expect(new Set(await awaiting('2026-03-02T00:00:00.000Z')).size).toBe(300);
      });
    });

    describe('listAvailability', () => {
      test('the band of every product, on sale or not', async () => {
        await stored(sampleProduct(toProductId(`${prefix}-a`), { availability: 'low' }));
        await stored(sampleProduct(toProductId(`${prefix}-b`), { availability: 'in_stock', active: false }));
        const found: unknown[] = [];
        for await (const item of products.listAvailability()) if (item.id.startsWith(prefix)) found.push(item);
        expect(found).toHaveLength(2);
        expect(found).toEqual(
          expect.arrayContaining([
            { id: `${prefix}-a`, availability: 'low' },
            { id: `${prefix}-b`, availability: 'in_stock' },
          ]),
        );
      });
    });

    describe('list', () => {
      const storeMany = async (count: number, of: (i: number) => Partial<Product>): Promise<Product[]> => {
        const made = Array.from({ length: count }, (_, i) =>
          sampleProduct(toProductId(`${prefix}-${String(i).padStart(2, '0')}`), of(i)),
        );
        await Promise.all(made.toReversed().map((product) => products.create(product)));
        return made;
      };

      test('active products of a category in id order, page by page', async () => {
        const made = await storeMany(9, (i) => ({
          category: i % 3 === 2 ? `${prefix}-other` : prefix,
          active: i !== 3,
        }));
        const expected = made.filter(({ category, active }) => category === prefix && active);
        const first = await products.list({ active: true, category: prefix, limit: 3 });
        expect(first).toEqual(expected.slice(0, 3));
        expect(
          await products.list({ active: true, category: prefix, limit: 3, after: first.at(-1)?.id ?? '' }),
        ).toEqual(expected.slice(3));
      });

      test('products that are not for sale, or both, with a category and without', async () => {
        const made = await storeMany(6, (i) => ({ category: i < 4 ? prefix : `${prefix}-other`, active: i % 2 === 0 }));
        const idsIn = async (query: { active?: boolean; category?: string }) => {
          const found = await products.list({ ...query, limit: 3, after: `${prefix}-00` });
          return found.flatMap(({ id }) => (id.startsWith(prefix) ? [made.findIndex((each) => each.id === id)] : []));
        };

        expect(await idsIn({})).toEqual([1, 2, 3]);
        expect(await idsIn({ category: prefix })).toEqual([1, 2, 3]);
        expect(await idsIn({ active: true })).toEqual([2, 4]);
        expect(await idsIn({ active: false })).toEqual([1, 3, 5]);
        expect(await idsIn({ active: false, category: prefix })).toEqual([1, 3]);
        expect(await idsIn({ active: true, category: `${prefix}-other` })).toEqual([4]);
      });

      test('products with an image of a status, page by page', async () => {
        const at = '2026-03-01T12:00:00.000Z';
        const images = ['0', '1', '2'].map((digit) => awaitingImage(toImageId(digit.repeat(26)), at));
        const [awaiting, ...others] = images;
        if (awaiting === undefined) throw new Error('There is no image.');
        const rejected = others.map((image) => rejectedImage(image, 'corrupt'));
        const made = await storeMany(6, (i) => ({
          category: prefix,
          active: i !== 4,
          images: i % 2 === 0 ? [awaiting, ...rejected] : [awaiting],
        }));
        const query = { category: prefix, image: 'rejected', limit: 2 } as const;
        const first = await products.list(query);

        expect(first).toEqual([made[0], made[2]]);
        expect(await products.list({ ...query, after: made[2]?.id })).toEqual([made[4]]);
        expect(await products.list({ ...query, active: true, limit: 9 })).toEqual([made[0], made[2]]);
        expect(await products.list({ ...query, image: 'ready' })).toEqual([]);
        expect(await products.list({ ...query, image: 'awaiting_upload', limit: 9 })).toEqual(made);
      });

      test('without a category, products of all and of none', async () => {
        const made = await storeMany(3, () => ({}));
        const { category: _, ...none } = sampleProduct(toProductId(`${prefix}-99`));
        await stored(none);
        const found = await products.list({ limit: 10, after: `${prefix}-` });
        expect(found.filter(({ id }) => id.startsWith(prefix))).toEqual([...made, none]);
        expect(await products.list({ limit: 2, after: `${prefix}-` })).toEqual(made.slice(0, 2));
      });
    });
  });
};
