import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import sharp from 'sharp';
import { httpApi } from '../support/http-api.ts';
import { readLuma } from '../support/read-luma.ts';
import { ssim } from '../support/similarity.ts';
import { type Stack, startStack } from '../support/stack.ts';

// With your own images: IMAGES=folder npm run prove -- image-folder

jest.setTimeout(300_000);

const folder = process.env.IMAGES ?? '';

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeEach(async () => {
  stack = await startStack({ storage: true });
  api = httpApi(stack);
});

afterEach(() => stack.close());

/** Decoded completely, upright, and reduced with Lanczos. */
const fullDecode = async (original: Buffer, width: number, height: number): Promise<Buffer> => {
  const whole = await sharp(original, { autoOrient: true }).toColourspace('srgb').png().toBuffer();
  return sharp(whole).flatten({ background: 'white' }).resize({ width, height, fit: 'fill' }).png().toBuffer();
};

test('every image of the folder is ready with exact sizes, upright and like a full decode, or rejected with a reason', async () => {
  await api.product('table', 1);
  for (const name of (await readdir(folder)).sort()) {
    const original = await readFile(join(folder, name));
    const imageId = await api.upload('table', original);
    const image = await api.untilProcessed('table', imageId, 60_000);
    if (image.status !== 'ready') {
      process.stdout.write(`${name}: ${image.status} ${image.reason}\n`);
      continue;
    }
    const upright = await sharp(original).metadata();
    expect([image.width, image.height]).toEqual([upright.autoOrient.width, upright.autoOrient.height]);
    const figures: string[] = [];
    for (const width of [800, 400, 200]) {
      const { bytes } = await api.variant(`/api/v1/images/table/${imageId}/${width}`, { accept: 'image/jpeg' });
      const size = await sharp(bytes).metadata();
      const reference = await fullDecode(original, size.width, size.height);
      const likeness = async (image: Buffer, other = reference) =>
        ssim(await readLuma(sharp(image)), await readLuma(sharp(other)));
      const ours = await likeness(bytes);
      // What only the encoder costs at the same quality, and how similar both are after it.
      const encoded = await sharp(reference).jpeg({ quality: 80 }).toBuffer();
      const usual = await likeness(encoded);
      const alike = await likeness(bytes, encoded);
      expect(size.height).toBe(
        Math.max(1, Math.round((upright.autoOrient.height * size.width) / upright.autoOrient.width)),
      );
      figures.push(
        `${size.width}x${size.height} ssim ${ours.toFixed(4)} (only the encoder ${usual.toFixed(4)}, alike ${alike.toFixed(4)})`,
      );
      expect(ours).toBeGreaterThan(usual - 0.02);
    }
    process.stdout.write(`${name}: ready ${image.width}x${image.height}; ${figures.join(', ')}\n`);
  }
});

test('fifty uploads at once to ten products, the host killed in the middle: all ready, every variant there, none left over', async () => {
  const products = Array.from({ length: 10 }, (_, n) => `thing-${n}`);
  for (const id of products) await api.product(id, 1);
  const original = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#a42' } })
    .jpeg()
    .toBuffer();
  const uploads = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const productId = products[n % 10] ?? '';
      return { productId, imageId: await api.upload(productId, original) };
    }),
  );
  const processed = () => stack.log.filter((line) => line.includes('upload_processed')).length;
  while (processed() < 10) await pause(5);
  await stack.killHost();
  const before = processed();
  await stack.restartHost();
  const expected: string[] = [];
  for (const { productId, imageId } of uploads) {
    expect(await api.untilProcessed(productId, imageId, 120_000)).toMatchObject({ status: 'ready' });
    for (const width of [800, 400, 200]) {
      expected.push(`${productId}/${imageId}/${width}.jpg`, `${productId}/${imageId}/${width}.webp`);
    }
  }
  const stored: string[] = [];
  const container = BlobServiceClient.fromConnectionString(stack.accounts.Media).getContainerClient('images');
  for await (const { name } of container.listBlobsFlat()) stored.push(name);

  expect(stored.toSorted()).toEqual(expected.toSorted());

  process.stdout.write(`50 uploads: ${before} were done before the kill, ${stored.length} variants after it\n`);
});
