import fc from 'fast-check';
import type { ImageKey } from '../../../src/application/ports/images.ts';
import { chaotic, expectRefusalOrCrash } from '../../support/chaos.ts';
import { badOriginal, goodOriginal, variantBytes } from '../../support/fake-render-image.ts';
import { allVariants, type Gallery, openGallery } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';

/** What the outside world may do. The scheduler decides how the steps interleave. */
const kind = <K extends string>(name: K) => fc.constant(name);
const productId = fc.constantFrom('a', 'b');
const nth = fc.nat(5);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('upload'), productId, isGood: fc.integer({ min: 0, max: 4 }).map(Boolean) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kind('trigger'), nth, copies: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('delete'), nth }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('change'), productId }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('deleteProduct'), productId }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
type Upload = { key: ImageKey; original: Uint8Array; isDeleted: boolean };

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];

/**
 * Triggers as the host does, up to five times if it fails, with the current bytes. An original that
 * is gone triggers nothing.
 */
const trigger = async (gallery: Gallery, { key }: Upload, copies: number): Promise<void> => {
  for (let attempt = 0; attempt < 5; attempt++) {
    const original = gallery.images.original(key);
    if (!original) return;
    const runs = Array.from({ length: copies }, () => gallery.process(key));
    const outcomes = await Promise.allSettled(runs);
    if (outcomes.some(({ status }) => status === 'fulfilled')) return;
  }
};

const run = async (gallery: Gallery, uploads: Upload[], step: Action): Promise<void> => {
  switch (step.kind) {
    case 'upload': {
      const original = step.isGood ? goodOriginal(`photo ${uploads.length}`) : badOriginal('corrupt', 3);
      uploads.push({ key: await gallery.upload(toProductId(step.productId), original), original, isDeleted: false });
      return;
    }
    case 'trigger': {
      const upload = pick(uploads, step.nth);
      if (upload) await trigger(gallery, upload, step.copies);
      return;
    }
    case 'delete': {
      const upload = pick(uploads, step.nth);
      if (!upload) return;
      upload.isDeleted = true;
      await gallery.remove(upload.key);
      return;
    }
    case 'change':
      await gallery.product(toProductId(step.productId), `Changed ${uploads.length}`);
      return;
    case 'deleteProduct':
      for (const upload of uploads) if (upload.key.productId === step.productId) upload.isDeleted = true;
      await gallery.removeProduct(toProductId(step.productId));
  }
};

const expectWhole = async (gallery: Gallery, { key, original }: Upload): Promise<void> => {
  const image = await gallery.image(key);
  if (!image) return;
  const isGood = Buffer.from(original).toString().startsWith('good');
  expect(image.status).toBe(isGood ? 'ready' : 'rejected');
  expect(image.variants).toHaveLength(isGood ? 6 : 0);
  if (!isGood) return;
  for (const { name, format } of allVariants) {
    const variant = await gallery.images.readVariant(key, name, format);
    expect(Buffer.from(variant?.bytes ?? []).toString()).toBe(
      Buffer.from(variantBytes(original, name, format)).toString(),
    );
  }
};

/** Blobs of images that belong to no product. */
const strays = (gallery: Gallery): readonly string[] => {
  const owned = new Set(
    gallery.products.stored().flatMap(({ id, images }) => images.map((image) => `${id}/${image.id}`)),
  );
  return gallery.images.names().filter((name) => !owned.has(name.split('/').slice(1, 3).join('/')));
};

const explore = (faulty: boolean) =>
  fc.asyncProperty(
    fc.scheduler(),
    fc.array(fc.array(action, { minLength: 1, maxLength: 10 }), { minLength: 2, maxLength: 4 }),
    fc.infiniteStream(faulty ? fc.integer({ min: 0, max: 24 }).map((n) => n === 0) : fc.constant(false)),
    async (scheduler, lanes, faults) => {
      let calm = true;
      const chaos = chaotic(scheduler, faults, () => calm, ['put', 'original', 'names', 'stored']);
      const gallery = openGallery({
        wrap: ({ products, images }) => ({ products: chaos('products', products), images: chaos('images', images) }),
      });
      for (const id of ['a', 'b']) await gallery.product(toProductId(id));
      calm = false;

      const uploads: Upload[] = [];
      const running = Promise.all(
        lanes.map(async (lane) => {
          for (const step of lane) {
            await scheduler.schedule(Promise.resolve(), step.kind);
            await run(gallery, uploads, step).catch(expectRefusalOrCrash);
          }
        }),
      );
      await scheduler.waitFor(running);
      calm = true;
      for (const upload of uploads) await trigger(gallery, upload, 1);

      for (const upload of uploads) await expectWhole(gallery, upload);
      // The nightly clean-up removes what crashes leave behind, and originals of images that were
      // deleted by then.
      if (!faulty) expect(strays(gallery).filter((name) => name.startsWith('images/'))).toEqual([]);
    },
  );

/**
 * No trigger runs any more: some fired, some were lost. A day later, two clean-ups run beside
 * everything else.
 */
const exploreNight = (faulty: boolean) =>
  fc.asyncProperty(
    fc.scheduler(),
    fc.array(action, { minLength: 1, maxLength: 12 }),
    fc.array(fc.array(action, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
    fc.infiniteStream(faulty ? fc.integer({ min: 0, max: 24 }).map((n) => n === 0) : fc.constant(false)),
    async (scheduler, day, night, faults) => {
      let calm = true;
      const chaos = chaotic(scheduler, faults, () => calm, [
        'put',
        'place',
        'original',
        'names',
        'stored',
        'listAvailability',
        'listAwaiting',
        'listOriginals',
        'listVariants',
      ]);
      const gallery = openGallery({
        wrap: ({ products, images }) => ({ products: chaos('products', products), images: chaos('images', images) }),
      });
      // With no products at all, a clean-up removes nothing.
      for (const id of ['a', 'b', 'stays']) await gallery.product(toProductId(id));
      const uploads: Upload[] = [];
      for (const step of day) await run(gallery, uploads, step).catch(expectRefusalOrCrash);
      for (const id of ['a', 'b']) await gallery.add(toProductId(id)).catch(expectRefusalOrCrash);
      gallery.clock.advance(25 * 60 * 60 * 1000);
      calm = false;

      const lanes = night.map(async (lane) => {
        for (const step of lane) {
          await scheduler.schedule(Promise.resolve(), step.kind);
          await run(gallery, uploads, step).catch(expectRefusalOrCrash);
        }
      });
      const cleanUps = [1, 2].map(async () => {
        await scheduler.schedule(Promise.resolve(), 'cleanUp');
        await gallery.cleanUp().catch(expectRefusalOrCrash);
      });
      await scheduler.waitFor(Promise.all([...lanes, ...cleanUps]));
      calm = true;
      gallery.clock.advance(25 * 60 * 60 * 1000);
      await gallery.cleanUp();

      for (const upload of uploads) await expectWhole(gallery, upload);
      expect(strays(gallery)).toEqual([]);
      // Everybody who uploaded an image and did not delete it has it.
      const waiting = gallery.products
        .stored()
        .flatMap(({ images }) => images.filter((i) => i.status === 'awaiting_upload'));
      expect(waiting).toEqual([]);
      // An upload that begins while its product is deleted is marked by nobody.
      const gone = new Set<string>(
        night.flat().flatMap((step) => (step.kind === 'deleteProduct' ? [step.productId] : [])),
      );
      const kept = uploads.filter(({ key, isDeleted }) => !isDeleted && !gone.has(key.productId));
      for (const { key } of kept) expect(await gallery.image(key)).toBeDefined();
    },
  );

test('any interleaving of uploads, triggers, changes and deletes leaves complete images and nothing else', async () => {
  await fc.assert(explore(false), { numRuns: 200 });
});

test('with crashes before and after any step, every image that is left is whole', async () => {
  await fc.assert(explore(true), { numRuns: 200 });
});

test('a night with two clean-ups at once ends every upload, and leaves complete images and nothing else', async () => {
  await fc.assert(exploreNight(false), { numRuns: 60 });
});

test('the same with crashes before and after any step', async () => {
  await fc.assert(exploreNight(true), { numRuns: 60 });
});
