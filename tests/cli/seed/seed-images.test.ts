import sharp from 'sharp';
import { apiClient } from '../../../cli/client/api-client.ts';
import { fixedBearer } from '../../../cli/client/tokens.ts';
import { demoCatalogue } from '../../../cli/seed/demo-catalogue.ts';
import { drawImage } from '../../../cli/seed/draw-image.ts';
import { seedImages } from '../../../cli/seed/seed-images.ts';
import { type FakeShop, startFakeShop } from '../upload/fake-shop.ts';

// The app's adapter blocks loaders for the whole process, which here may have run its tests before.
beforeAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }));

describe('the demo images', () => {
  const ids = demoCatalogue.map(({ id }) => id);

  test('are one for each product, large, and no two alike', async () => {
    const small: string[] = [];
    for (const id of ids) {
      const image = await drawImage(id);
      const { width, height, format } = await sharp(image?.bytes).metadata();
      expect([id, width, height, `image/${format}`]).toEqual([id, 1600, 1200, image?.contentType]);
      small.push((await sharp(image?.bytes).resize(8, 6).raw().toBuffer()).toString('hex'));
    }

    expect(new Set(small).size).toBe(ids.length);
  });

  test('are of no product that nobody has drawn', async () => {
    expect(await drawImage('constructor')).toBeUndefined();
  });
});

describe('seeding images', () => {
  const productIds = ['oak-table', 'undrawn', 'fire-tongs', 'stoneware-mug'];
  let shop: FakeShop;

  beforeEach(async () => {
    shop = await startFakeShop(productIds);
  });

  afterEach(() => shop.close());

  const client = () =>
    apiClient({
      api: `${shop.url}/api/v1`,
      bearer: fixedBearer('secret'),
      patienceMs: 30_000,
      repeatsChanges: true,
    });

  test('uploads them the way that anybody does, and knows where the first will be before it is there', async () => {
    const { first, uploaded } = await seedImages(client(), { productIds });

    expect(first).toBe('/images/oak-table/image-1/800');
    expect(await uploaded).toBe(3);
    expect(shop.puts.map(({ productId }) => productId)).toEqual(['oak-table', 'fire-tongs', 'stoneware-mug']);
    expect(shop.declared[0]).toEqual({ contentType: 'image/jpeg', bytes: shop.puts[0]?.bytes.byteLength });
  });

  test('gives none to a product that has one', async () => {
    await (await seedImages(client(), { productIds: ['oak-table'] })).uploaded;
    const again = await seedImages(client(), { productIds: ['oak-table', 'fire-tongs'] });

    expect(again.first).toBe('/images/oak-table/image-1/800');
    expect(await again.uploaded).toBe(1);
    expect(shop.images.get('oak-table')).toHaveLength(1);
  });

  test('replaces one that still awaits its upload', async () => {
    shop.storageAnswers.push(403);
    const ended = await seedImages(client(), { productIds: ['oak-table'] });
    await expect(ended.uploaded).rejects.toThrow('Storage answered 403');

    const again = await seedImages(client(), { productIds: ['oak-table'] });

    expect(await again.uploaded).toBe(1);
    expect(shop.images.get('oak-table')).toMatchObject([{ id: 'image-2', status: 'ready' }]);
    expect(again.first).toBe('/images/oak-table/image-2/800');
  });

  test('ends early when it is told to', async () => {
    const told = new AbortController();
    told.abort();
    const { uploaded } = await seedImages(client(), { productIds, signal: told.signal });

    expect(await uploaded).toBe(1);
  });

  test('says why an image could not be uploaded', async () => {
    shop.storageAnswers.push(403);
    const { uploaded } = await seedImages(client(), { productIds });

    await expect(uploaded).rejects.toThrow('Storage answered 403');
  });
});
