import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { scene } from '../adapters/sharp/test-images.ts';
import { fieldsOf } from '../support/api-answer.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: true });
});

afterAll(() => stack.close());

const processed = (): number => stack.log.filter((line) => line.includes('upload_processed')).length;

/** Waits until some more uploads are processed, so that others are in progress. */
const untilMoreAreProcessed = async (): Promise<void> => {
  const before = processed();
  for (const end = Date.now() + 60_000; processed() === before && Date.now() < end; ) await pause(5);
};

test('with the host killed in the middle and started again, every upload is processed, and nothing is left over', async () => {
  const api = httpApi(stack);
  const products = ['table', 'chair', 'lamp', 'sofa'];
  for (const id of products) await api.product(id, 1);
  const original = await scene({ width: 600, height: 450 }).jpeg().toBuffer();
  const uploads = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const productId = products[n % products.length] ?? '';
      return { productId, imageId: await api.upload(productId, original) };
    }),
  );
  await untilMoreAreProcessed();
  await stack.killHost();
  const before = processed();
  await stack.restartHost();
  // What a host was processing when it died is delivered again half a minute later.
  const images = await Promise.all(
    uploads.map(async ({ productId, imageId }) => ({
      productId,
      image: await api.untilProcessed(productId, imageId, 120_000),
    })),
  );

  // Some before, some after: the kill happened in between.
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(20);

  const expected: string[] = [];
  for (const { productId, image } of images) {
    expect(image.status).toBe('ready');
    if (!Array.isArray(image.variants)) throw new Error('no variants');
    expect(image.variants).toHaveLength(6);
    for (const variant of image.variants.map(fieldsOf)) {
      const answer = await api.variant(String(variant.url), { accept: `image/${variant.format}` });
      expect([answer.status, answer.bytes.length]).toEqual([200, variant.bytes]);
      const file = `${/\d+$/.exec(String(variant.url))}.${variant.format === 'jpeg' ? 'jpg' : 'webp'}`;
      expected.push(`${productId}/${image.id}/${file}`);
    }
  }
  const stored: string[] = [];
  const container = BlobServiceClient.fromConnectionString(stack.accounts.Media).getContainerClient('images');
  for await (const { name } of container.listBlobsFlat()) stored.push(name);

  expect(stored.toSorted()).toEqual(expected.toSorted());
});
