import {
  abandonmentCutoff,
  awaitingImage,
  IMAGE_ID,
  imageAgeMs,
  isAbandoned,
  MAX_IMAGES,
  type ProductImage,
  readyImage,
} from '../../src/domain/image.ts';
import {
  findImage,
  hasLostItsPlace,
  PRODUCT_ID,
  type Product,
  withDetails,
  withImage,
  withNewImage,
  withoutImage,
} from '../../src/domain/product.ts';
import { toImageId, toProductId } from '../support/ids.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const then = '2026-03-01T12:00:00.000Z';
const now = '2026-03-03T12:00:00.000Z';
const dayBefore = new Date(Date.parse(now) - DAY_MS).toISOString();
const longBefore = new Date(Date.parse(now) - DAY_MS - 1).toISOString();

const size = { width: 800, height: 600, placeholder: 'abc' };

const mug = (images: readonly ProductImage[] = []): Product => ({
  id: toProductId('mug'),
  name: 'Mug',
  price: { amount: 1200, currency: 'EUR' },
  active: true,
  availability: 'low',
  images,
  createdAt: then,
  updatedAt: then,
});

const images = (count: number, addedAt = now) =>
  Array.from({ length: count }, (_, n) => awaitingImage(toImageId(`i${n}`), addedAt));

test('new details leave the images, the availability and the creation time unchanged, and remove what they do not mention', () => {
  const product = { ...mug(images(1)), description: 'Old.' };
  const details = { name: 'Cup', price: { amount: 1, currency: 'USD' }, active: false };
  expect(withDetails(product, details, now)).toEqual({ ...mug(images(1)), ...details, updatedAt: now });
});

describe('an image that awaits its upload', () => {
  test.each([
    ['for exactly a day', awaitingImage(toImageId('i'), dayBefore), false],
    ['for more than a day', awaitingImage(toImageId('i'), longBefore), true],
    ['no more, after more than a day', readyImage(awaitingImage(toImageId('i'), longBefore), size, []), false],
  ])('%s: abandoned is %j', (_, image, abandoned) => {
    expect(isAbandoned(image, new Date(now))).toBe(abandoned);
    expect(image.addedAt < abandonmentCutoff(new Date(now)).toISOString()).toBe(image.addedAt === longBefore);
  });

  test('has the age of its entry in milliseconds', () => {
    expect(imageAgeMs(awaitingImage(toImageId('i'), then), new Date(now))).toBe(2 * DAY_MS);
  });
});

describe('places for images', () => {
  test('a new image is added after the others and awaits its upload', () => {
    const product = withNewImage(mug(images(MAX_IMAGES - 1)), toImageId('new'), now);
    expect(product.images).toEqual([...images(MAX_IMAGES - 1), awaitingImage(toImageId('new'), now)]);
    expect(product.updatedAt).toBe(now);
  });

  test('an image that is there already is not added again, and is not one too many', () => {
    const full = mug(images(MAX_IMAGES));

    for (const { id } of full.images) expect(withNewImage(full, id, now)).toBe(full);
  });

  test('there is none left once the allowed number of images is waiting or there', () => {
    expect(() => withNewImage(mug(images(MAX_IMAGES)), toImageId('new'), now)).toThrow(
      expect.objectContaining({ code: 'conflict', message: 'A product has at most 20 images. Delete one first.' }),
    );
  });

  test('an abandoned image takes none, and loses its own once others fill them', () => {
    const abandoned = awaitingImage(toImageId('late'), longBefore);
    const full = mug([abandoned, ...images(MAX_IMAGES)]);
    const nearlyFull = mug([abandoned, ...images(MAX_IMAGES - 1)]);

    expect(withNewImage(nearlyFull, toImageId('new'), now).images).toHaveLength(MAX_IMAGES + 1);
    expect(hasLostItsPlace(full, abandoned, now)).toBe(true);
    expect(hasLostItsPlace(nearlyFull, abandoned, now)).toBe(false);
    expect(hasLostItsPlace(full, awaitingImage(toImageId('i0'), now), now)).toBe(false);
  });
});

test('an image is found, replaced and removed by its id, and the others stay', () => {
  const product = mug(images(3));
  const ready = readyImage(awaitingImage(toImageId('i1'), then), size, []);
  const [first, , third] = images(3);

  expect(findImage(product, toImageId('i1'))).toEqual(awaitingImage(toImageId('i1'), now));
  expect(findImage(product, toImageId('other'))).toBeUndefined();
  expect(findImage(undefined, toImageId('i1'))).toBeUndefined();
  expect(withImage(product, ready, now)).toEqual({ ...product, images: [first, ready, third], updatedAt: now });
  expect(withoutImage(product, toImageId('i1'), now)).toEqual({ ...product, images: [first, third], updatedAt: now });
});

test.each([
  ['a', true],
  ['7', true],
  ['tea-7-green', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['-tea', false],
  ['Tea', false],
  ['te_a', false],
  ['', false],
  ['tea\n', false],
])('%j can be the id of a product: %j', (id, valid) => {
  expect(PRODUCT_ID.test(id)).toBe(valid);
});

test.each([
  ['0'.repeat(26), true],
  ['v'.repeat(26), true],
  ['0'.repeat(25), false],
  ['0'.repeat(27), false],
  ['w'.repeat(26), false],
])('%j can be the id of an image: %j', (id, valid) => {
  expect(IMAGE_ID.test(id)).toBe(valid);
});
