import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { AnonymousCredential, BlobServiceClient, BlockBlobClient, PageBlobClient } from '@azure/storage-blob';
import sharp, { type Sharp } from 'sharp';
import type { Product } from '../../src/domain/product.ts';
import { claimPngSize, plain, quarters, scene } from '../adapters/sharp/test-images.ts';
import { fieldsOf, textField } from '../support/api-answer.ts';
import { httpApi } from '../support/http-api.ts';
import { type Raster, ssim } from '../support/similarity.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;
let blobs: BlobServiceClient;

beforeAll(async () => {
  stack = await startStack({ storage: true });
  api = httpApi(stack);
  blobs = BlobServiceClient.fromConnectionString(stack.accounts.Media);
});

afterAll(() => stack.close());

const admin = ['root', 'admin'] as const;
const small = { width: 60, height: 40 };

const namesIn = async (container: string, prefix = ''): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of blobs.getContainerClient(container).listBlobsFlat({ prefix })) names.push(name);
  return names;
};

const rasterOf = async (image: Sharp): Promise<Raster> => {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

const untilLogged = async (isIt: (line: string) => boolean): Promise<void> => {
  for (const end = Date.now() + 30_000; !stack.log.some(isIt); ) {
    if (Date.now() > end) throw new Error('It was never logged.');
    await pause(50);
  }
};

describe('a photo taken upright, with a place in it', () => {
  const sizes = [
    [800, 1067],
    [400, 533],
    [200, 267],
  ] as const;
  let original: Buffer;
  let imageId: string;

  beforeAll(async () => {
    // Upright only because of its orientation tag: the pixels lie on their side.
    original = await scene({ width: 1600, height: 1200 })
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .toBuffer();
    await api.product('table', 1);
    imageId = await api.upload('table', original);
    await api.untilProcessed('table', imageId);
  });

  test('is ready, with its size, a placeholder and six variants', async () => {
    const { body, headers } = await api.call('GET', `/products/table/images/${imageId}`);

    expect(body).toMatchObject({ id: imageId, status: 'ready', width: 1200, height: 1600 });
    expect(Buffer.from(textField(body, 'placeholder'), 'base64').length).toBeGreaterThan(10);
    expect(body.variants).toHaveLength(6);
    expect((await api.call('GET', '/products/table')).body.images).toEqual([body]);

    const headersOfOld = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await api.call('GET', `/products/table/images/${imageId}`, { headers: headersOfOld })).status).toBe(304);
  });

  test('looks like the original, upright, and reveals nothing else', async () => {
    for (const [name, height] of sizes) {
      // Decoded completely, reduced and then encoded the usual way.
      const whole = sharp(await sharp(original, { autoOrient: true }).png().toBuffer());
      const shrunk = await whole.resize({ width: name, height, fit: 'fill' }).png().toBuffer();
      for (const format of ['webp', 'jpeg'] as const) {
        const path = `/api/v1/images/table/${imageId}/${name}`;
        const { status, headers, bytes } = await api.variant(path, { accept: `image/${format}` });
        expect([status, headers.get('content-type')]).toEqual([200, `image/${format}`]);
        const metadata = await sharp(bytes).metadata();
        expect(metadata).toMatchObject({ format, width: name, height });
        for (const field of ['exif', 'orientation', 'icc', 'iptc', 'xmp']) expect(metadata).not.toHaveProperty(field);
        const likeness = async (image: Buffer) => ssim(await rasterOf(sharp(image)), await rasterOf(sharp(shrunk)));
        const usual = await likeness(await sharp(shrunk).toFormat(format, { quality: 80 }).toBuffer());
        expect(await likeness(bytes)).toBeGreaterThan(usual - 0.01);
      }
    }
  });

  test('is cached for good, by format, and not sent again to a client that has it', async () => {
    const path = `/api/v1/images/table/${imageId}/400`;
    const chrome = { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' };
    const { headers, bytes } = await api.variant(path, chrome);

    expect(headers.get('content-type')).toBe('image/webp');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('vary')).toContain('Accept');

    const etag = headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(await api.variant(path, { ...chrome, 'if-none-match': etag })).toMatchObject({ status: 304 });

    const head = await api.variant(path, chrome, 'HEAD');
    expect([head.status, head.headers.get('etag'), head.bytes.length]).toEqual([200, etag, 0]);
    expect(bytes.length).toBeGreaterThan(1000);
  });

  test('has an original that nobody can read or overwrite', async () => {
    const { url } = blobs.getContainerClient('uploads').getBlobClient(`table/${imageId}`);
    expect((await fetch(url)).ok).toBe(false);
    expect((await fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'x' })).ok).toBe(false);
  });
});

const gif = () => scene(small).gif().toBuffer();
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
const huge = () =>
  sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' }, limitInputPixels: false })
    .toColourspace('b-w')
    .png()
    .toBuffer();

test('a file that is not a supported image is rejected once, with the reason', async () => {
  await api.product('shelf', 1);
  const jpeg = await scene({ width: 300, height: 200 }).jpeg().toBuffer();
  const cases: [string, Buffer][] = [
    ['unsupported_format', await gif()],
    ['unsupported_format', Buffer.from(svg)],
    ['unsupported_format', Buffer.alloc(0)],
    ['unsupported_format', Buffer.from('This is no image.')],
    ['unsupported_format', Buffer.from('{"json": true}')],
    ['unsupported_format', await scene(small).tiff().toBuffer()],
    ['corrupt', jpeg.subarray(0, 2000)],
    ['corrupt', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(svg)])],
    ['too_many_pixels', await huge()],
    ['too_many_pixels', claimPngSize(await plain(small).png().toBuffer(), { width: 60_000, height: 60_000 })],
    ['too_large', Buffer.concat([jpeg, Buffer.alloc(20 * 1024 * 1024)])],
  ];
  const ids = await Promise.all(cases.map(([, bytes]) => api.upload('shelf', bytes)));
  const images = await Promise.all(ids.map((id) => api.untilProcessed('shelf', id, 60_000)));

  expect(images.map(({ status, reason, variants }) => [status, reason, variants])).toEqual(
    cases.map(([reason]) => ['rejected', reason, []]),
  );
  expect(await namesIn('images', 'shelf/')).toEqual([]);
  for (const id of ids) {
    expect(stack.log.filter((line) => line.includes('upload_processed') && line.includes(id))).toHaveLength(1);
    expect((await api.variant(`/api/v1/images/shelf/${id}/800`)).status).toBe(404);
  }
});

test('a file that is also something else comes out as nothing but the image', async () => {
  await api.product('lamp', 1);
  const jpeg = await quarters({ width: 300, height: 200 }).jpeg().toBuffer();
  const polyglot = Buffer.concat([jpeg, Buffer.from('PK\x03\x04'), Buffer.from(svg)]);
  const ids = [await api.upload('lamp', jpeg), await api.upload('lamp', polyglot)];

  for (const id of ids) expect(await api.untilProcessed('lamp', id)).toMatchObject({ status: 'ready', width: 300 });

  const [plainImage, polyglotImage] = await Promise.all(ids.map((id) => api.variant(`/api/v1/images/lamp/${id}/800`)));
  expect(polyglotImage?.bytes).toEqual(plainImage?.bytes);
  expect(polyglotImage?.bytes.includes('script')).toBe(false);
});

test('PNG with alpha and WebP become variants, too, and a small one is not enlarged', async () => {
  await api.product('rug', 1);
  const png = await plain({ width: 300, height: 100 }).ensureAlpha(0).png().toBuffer();
  const webp = await scene({ width: 1000, height: 500 }).webp().toBuffer();
  const ids = [await api.upload('rug', png, 'image/png'), await api.upload('rug', webp, 'image/webp')];
  const [fromPng, fromWebp] = await Promise.all(ids.map((id) => api.untilProcessed('rug', id)));
  const sizesOf = (body: Readonly<Record<string, unknown>> = {}) =>
    Array.isArray(body.variants) ? body.variants.map(fieldsOf).map(({ width, height }) => `${width}x${height}`) : [];

  expect(new Set(sizesOf(fromPng))).toEqual(new Set(['300x100', '200x67']));
  expect(new Set(sizesOf(fromWebp))).toEqual(new Set(['800x400', '400x200', '200x100']));

  // A JPEG shows transparency as white.
  const { bytes } = await api.variant(`/api/v1/images/rug/${ids[0]}/200`, { accept: 'image/jpeg' });
  const { data } = await rasterOf(sharp(bytes));
  expect(Math.min(...data)).toBeGreaterThan(250);
});

test('uploads to one product at once are all recorded', async () => {
  await api.product('sofa', 1);
  const original = await scene(small).jpeg().toBuffer();
  const ids = await Promise.all(Array.from({ length: 8 }, () => api.upload('sofa', original)));

  for (const id of ids) expect(await api.untilProcessed('sofa', id)).toMatchObject({ status: 'ready' });
  expect(await namesIn('images', 'sofa/')).toHaveLength(8 * 6);
});

test('a product whose name is a number or null in JSON gets its image, too', async () => {
  const original = await scene(small).jpeg().toBuffer();
  for (const id of ['1e5', 'null', '12345678901234567890']) {
    await api.product(id, 1);
    expect(await api.untilProcessed(id, await api.upload(id, original))).toMatchObject({ status: 'ready' });
  }
});

test('a deleted image is gone, and an upload that comes after it becomes nothing', async () => {
  await api.product('vase', 1);
  const original = await scene(small).jpeg().toBuffer();
  const imageId = await api.upload('vase', original);
  await api.untilProcessed('vase', imageId);

  expect((await api.call('DELETE', `/products/vase/images/${imageId}`, { as: admin })).status).toBe(204);
  expect((await api.call('GET', `/products/vase/images/${imageId}`)).status).toBe(404);

  const gone = await api.variant(`/api/v1/images/vase/${imageId}/800`);
  expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  expect([...(await namesIn('uploads', 'vase/')), ...(await namesIn('images', 'vase/'))]).toEqual([]);

  const late = blobs.getContainerClient('uploads').getBlockBlobClient(`vase/${imageId}`);
  await late.upload(original, original.length);
  await untilLogged((line) => line.includes('unknown_product') && line.includes(imageId));

  expect(await namesIn('images', 'vase/')).toEqual([]);
});

test('a page blob of 1 GiB, which takes no upload, is rejected without being loaded', async () => {
  await api.product('page', 1);
  const { body } = await api.call('POST', '/products/page/images', {
    as: admin,
    body: { contentType: 'image/jpeg', bytes: 9 },
  });
  const { url } = fieldsOf(body.upload);
  await new PageBlobClient(String(url), new AnonymousCredential()).create(2 ** 30);

  const image = await api.untilProcessed('page', textField(body, 'id'));
  expect(image).toMatchObject({ status: 'rejected', reason: 'too_large' });
  // Only Linux tells the peak: the blob alone would be over 1,000 MiB.
  const status = await readFile(`/proc/${stack.hostPid()}/status`, 'utf8').catch(() => '');
  expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0)).toBeLessThan(800_000);
});

test('blobs of any other name harm nobody', async () => {
  const original = await scene(small).jpeg().toBuffer();
  const id = '0'.repeat(26);
  const names = [
    'no-folder',
    `a/b/${id}`,
    `__proto__/${id}`,
    `TABLE/${id}`,
    `table/${id}/800.webp`,
    `["table"]/${id}`,
    `{"a":1}/${id}`,
    `tïsch 😀/${id}`,
  ];
  for (const name of names) {
    await blobs.getContainerClient('uploads').getBlockBlobClient(name).upload(original, original.length);
  }
  // All except the one that does not match the trigger's path.
  const ignored = () => stack.log.filter((line) => line.includes('upload_ignored')).length;
  await untilLogged(() => ignored() >= names.length - 1);

  expect((await namesIn('images')).filter((name) => name.includes(id))).toEqual([]);
  expect(stack.log.filter((line) => line.includes('MaxDequeueCount'))).toEqual([]);
});

describe('the clean-up, run by hand', () => {
  const products = () => new CosmosClient(stack.cosmos.connectionString).database('hearth').container('products');
  const dayAgo = new Date(Date.now() - 25 * 60 * 60 * 1000).toISOString();

  /** Makes it look as if it had been added more than a day ago. */
  const age = async (productId: string, imageId: string): Promise<void> => {
    const item = products().item(productId, productId);
    const { resource } = await item.read<Product>();
    if (!resource) throw new Error('none');
    const images = resource.images.map((image) => (image.id === imageId ? { ...image, addedAt: dayAgo } : image));
    await item.replace({ ...resource, images });
  };

  const cleanUp = async (): Promise<Record<string, unknown>> => {
    const before = stack.log.length;
    const isDone = (line: string, n = 0) => n >= before && line.includes('images_cleaned_up');
    const response = await fetch(`${stack.url}/admin/functions/cleanUpImages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(202);
    await untilLogged(() => stack.log.some(isDone));
    return fieldsOf(JSON.parse(stack.log.find(isDone) ?? ''));
  };

  test('removes what was never uploaded, processes what was, and keeps all that is recent, in use or not ours', async () => {
    await api.product('bench', 1);
    const original = await scene(small).jpeg().toBuffer();
    await api.untilProcessed('bench', await api.upload('bench', original));
    const [never, lost] = await Promise.all(
      [0, 1].map(async () => {
        const body = { contentType: 'image/jpeg', bytes: 9 };
        return textField((await api.call('POST', '/products/bench/images', { as: admin, body })).body, 'id');
      }),
    );
    if (never === undefined || lost === undefined) throw new Error('none');
    for (const imageId of [never, lost]) await age('bench', imageId);
    const orphan = blobs.getContainerClient('images').getBlockBlobClient(`bench/${'0'.repeat(26)}/800.jpg`);
    for (const name of ['../bench/x', 'm%75g/x', 'bench//x']) {
      const url = new URL(blobs.getContainerClient('images').url);
      url.pathname += `/${encodeURIComponent(name)}`;
      await new BlockBlobClient(url.href, blobs.credential).upload('x', 1);
    }
    await orphan.upload('x', 1);
    const before = [...(await namesIn('images')), ...(await namesIn('uploads'))];

    // Either the trigger or the clean-up may come first.
    await blobs.getContainerClient('uploads').getBlockBlobClient(`bench/${lost}`).upload(original, original.length);
    const summary = await cleanUp();

    expect(summary).toMatchObject({ dropped: 1, failed: 0, complete: true, isPastDue: false });
    expect(Number(summary.foreign)).toBeGreaterThanOrEqual(3);
    expect(await api.untilProcessed('bench', lost)).toMatchObject({ status: 'ready' });
    expect((await api.call('GET', `/products/bench/images/${never}`)).status).toBe(404);

    const after = new Set([...(await namesIn('images')), ...(await namesIn('uploads'))]);
    expect(before.filter((name) => !after.has(name))).toEqual([]);
    expect(await cleanUp()).toMatchObject({ processed: 0, dropped: 0, originalsRemoved: 0, variantsRemoved: 0 });
  });
});

test.each([
  `/products/table/images/${'0'.repeat(26)}`,
  `/images/table/${'0'.repeat(26)}/800`,
  `/images/none/${'0'.repeat(26)}/800`,
  `/images/table/${'0'.repeat(26)}/801`,
  `/images/..%2f..%2fuploads%2ftable/${'0'.repeat(26)}/800`,
])('there is nothing at %s', async (path) => {
  const answer = await api.call('GET', path);
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});
