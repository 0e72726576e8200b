import { replayUpload } from '../../../src/application/dead-letters/replay-upload.ts';
import { goodOriginal } from '../../support/fake-render-image.ts';
import { openGalleryWithMug } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';

const original = goodOriginal('photo');
const MAX = 20 * 1024 * 1024;

const openGalleryWithUpload = async (size?: number) => {
  const gallery = await openGalleryWithMug();
  const image = await gallery.upload(toProductId('mug'), original);
  const images = size === undefined ? gallery.images : { ...gallery.images, originalSize: async () => size };
  const { products, clock } = gallery;
  const replay = replayUpload({ products, images, clock, pause: async () => {}, random: Math.random });
  return { gallery, image, replay: () => replay({ id: 'u', enqueuedAt: '', deliveryCount: 5, body: {}, image }) };
};

test('an image that has become ready since is left as it is, and so is one whose product has gone', async () => {
  const { gallery, image, replay } = await openGalleryWithUpload();
  await gallery.process(image);

  expect(await replay()).toEqual({ note: expect.stringContaining('There was nothing to process') });
  expect(await gallery.image(image)).toMatchObject({ status: 'ready' });

  await gallery.removeProduct(toProductId('mug'));
  expect(await replay()).toEqual({ note: expect.stringContaining('There was nothing to process') });
});

test.each([
  [MAX, 'awaiting_upload'],
  [MAX + 1, 'rejected'],
])('an upload of %i bytes is %s', async (size, status) => {
  const { gallery, image, replay } = await openGalleryWithUpload(size);
  const outcome = await replay();
  if (status === 'rejected') expect(outcome).toEqual({ note: expect.stringContaining('too_large') });
  else expect(outcome).toEqual({ image });

  expect((await gallery.image(image))?.status).toBe(status);
});
