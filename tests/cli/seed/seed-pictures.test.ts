import sharp from 'sharp';
import { demoCatalogue } from '../../../cli/seed/demo-catalogue.ts';
import { drawPicture } from '../../../cli/seed/draw-picture.ts';
import { seedPictures } from '../../../cli/seed/seed-pictures.ts';
import { type FakeShop, startFakeShop } from '../upload/fake-shop.ts';

// The app's adapter blocks loaders for the whole process, which here may have run its tests before.
beforeAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }));

describe('the demo pictures', () => {
  const ids = demoCatalogue.map(({ id }) => id);

  it('are one for each product, large, and no two alike', async () => {
    const small: string[] = [];
    for (const id of ids) {
      const picture = await drawPicture(id);
      const { width, height, format } = await sharp(picture?.bytes).metadata();
      expect([id, width, height, `image/${format}`]).toEqual([id, 1600, 1200, picture?.contentType]);
      small.push((await sharp(picture?.bytes).resize(8, 6).raw().toBuffer()).toString('hex'));
    }

    expect(new Set(small).size).toBe(ids.length);
  });

  it('are of no product that nobody has drawn', async () => {
    expect(await drawPicture('constructor')).toBeUndefined();
  });
});

describe('seeding pictures', () => {
  const productIds = ['oak-table', 'undrawn', 'fire-tongs', 'stoneware-mug'];
  let shop: FakeShop;

  beforeEach(async () => {
    shop = await startFakeShop(productIds);
  });

  afterEach(() => shop.close());

  it('uploads them the way that anybody does, and knows where the first will be before it is there', async () => {
    const { first, uploaded } = await seedPictures({ url: shop.url, token: 'secret', productIds });

    expect(first).toBe(`${shop.url}/api/v1/images/oak-table/image-1/800`);
    expect(await uploaded).toBe(3);
    expect(shop.puts.map(({ productId }) => productId)).toEqual(['oak-table', 'fire-tongs', 'stoneware-mug']);
    expect(shop.declared[0]).toEqual({ contentType: 'image/jpeg', bytes: shop.puts[0]?.bytes.byteLength });
  });

  it('gives none to a product that has one', async () => {
    await (await seedPictures({ url: shop.url, token: 'secret', productIds: ['oak-table'] })).uploaded;
    const again = await seedPictures({ url: shop.url, token: 'secret', productIds: ['oak-table', 'fire-tongs'] });

    expect(again.first).toBe(`${shop.url}/api/v1/images/oak-table/image-1/800`);
    expect(await again.uploaded).toBe(1);
    expect(shop.images.get('oak-table')).toHaveLength(1);
  });

  it('replaces one that still awaits its upload', async () => {
    shop.storageAnswers.push(403);
    const ended = await seedPictures({ url: shop.url, token: 'secret', productIds: ['oak-table'] });
    await expect(ended.uploaded).rejects.toThrow('Storage answered 403');
    const again = await seedPictures({ url: shop.url, token: 'secret', productIds: ['oak-table'] });

    expect(await again.uploaded).toBe(1);
    expect(shop.images.get('oak-table')).toMatchObject([{ id: 'image-2', status: 'ready' }]);
    expect(again.first).toBe(`${shop.url}/api/v1/images/oak-table/image-2/800`);
  });

  it('ends early when it is told to', async () => {
    const told = new AbortController();
    told.abort();
    const { uploaded } = await seedPictures({ url: shop.url, token: 'secret', productIds, signal: told.signal });

    expect(await uploaded).toBe(1);
  });

  it('says why a picture could not be uploaded', async () => {
    shop.storageAnswers.push(403);
    const { uploaded } = await seedPictures({ url: shop.url, token: 'secret', productIds });

    await expect(uploaded).rejects.toThrow('Storage answered 403');
  });
});
