import type { BlobPage, ImageKey } from '../../../src/application/ports/images.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { goodOriginal } from '../../support/fake-render-image.ts';
import { type Gallery, openGallery } from '../../support/gallery.ts';
import { toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

const DAY = 24 * 60 * 60 * 1000;
const original = goodOriginal('photo');
const idOf = (n: number): string => String(n).padStart(26, '0');

/** A gallery in which every third blob is waste: nine pages of listings, `pageMinutes` each. */
const openWastefulGallery = async (pageMinutes: number) => {
  const seen: string[] = [];
  const told = async function* <K extends ImageKey>(pages: AsyncIterable<BlobPage<K>>) {
    for await (const page of pages) {
      seen.push(...page.blobs.map(({ key }) => JSON.stringify(key)));
      yield page;
      gallery.clock.advance(pageMinutes * 60_000);
    }
  };
  const gallery: Gallery = openGallery({
    pageSize: 8,
    wrap: replacing('images', (real) => ({
      listOriginals: (from) => told(real.listOriginals(from)),
      listVariants: (from) => told(real.listVariants(from)),
    })),
  });
  await gallery.product(toProductId('mug'));
  for (let n = 0; n < 6; n++) await gallery.process(await gallery.upload(toProductId('mug'), original));
  for (let n = 0; n < 20; n++) gallery.images.place(`uploads/mug/${idOf(900 + n)}`, original);
  for (let n = 0; n < 5; n++) gallery.images.place(`images/mug/${idOf(950 + n)}/800.webp`, original);
  gallery.clock.advance(2 * DAY);
  const night = async () => {
    gallery.clock.advance(DAY);
    const before = seen.length;
    const summary = await gallery.cleanUp();
    return { summary, seen: seen.slice(before) };
  };
  return { gallery, night, seen };
};

test('three nights with time for a third each see and remove the same as one night with time for all', async () => {
  const unlimited = await openWastefulGallery(0);
  expect((await unlimited.night()).summary).toMatchObject({
    resumed: false,
    complete: true,
    originalsRemoved: 20,
    variantsRemoved: 5,
  });
  // If one night is enough, there is nothing to remember.
  expect(await unlimited.gallery.bookmarks.read('clean-up-images')).toBeUndefined();

  const limited = await openWastefulGallery(7);
  const nights = [await limited.night(), await limited.night(), await limited.night()];

  expect(nights.map(({ summary }) => summary.complete)).toEqual([false, false, true]);
  for (const { seen } of nights) expect(seen.length).toBeLessThan(unlimited.seen.length / 2);
  expect(limited.seen).toEqual(unlimited.seen);
  expect(limited.gallery.images.names()).toEqual(unlimited.gallery.images.names());

  // After the end comes what has become waste at the front.
  const front = `uploads/mug/${idOf(0)}`;
  limited.gallery.images.place(front, original);
  limited.gallery.clock.advance(2 * DAY);

  expect((await limited.night()).summary.resumed).toBe(false);
  expect(limited.gallery.images.names()).not.toContain(front);
});

test.each([
  ['that names no place', 'nonsense', false],
  ['that Storage does not know any more', 'variants|elsewhere', true],
])('a bookmark %s makes its sweep start from the beginning', async (_, place, resumed) => {
  const { gallery, night } = await openWastefulGallery(0);
  await gallery.bookmarks.write('clean-up-images', place);

  expect((await night()).summary).toMatchObject({ resumed, complete: true, variantsRemoved: 5 });
  expect((await gallery.bookmarks.read('clean-up-images'))?.value).toBe('');
  expect(gallery.log.entries.filter(({ event }) => event === 'clean_up_begins_anew')).toEqual(
    resumed
      ? [
          {
            level: 'warn',
            event: 'clean_up_begins_anew',
            fields: { reason: 'Error: This is no place in this listing.' },
          },
        ]
      : [],
  );
});

test('a night that ends with the last page of the originals leaves the variants to the next one', async () => {
  const { gallery, night } = await openWastefulGallery(6);
  const first = await night();

  expect(first.summary).toMatchObject({ complete: false, originalsRemoved: 20, variantsRemoved: 0 });
  expect((await gallery.bookmarks.read('clean-up-images'))?.value).toBe('variants|');

  await night();
  expect((await night()).summary).toMatchObject({ resumed: true, complete: true });
  expect(gallery.log.entries.filter(({ level }) => level !== 'info')).toEqual([]);
});

test.each([
  ['at the front', undefined, 0, new Error('odd')],
  ['after a page of the rest', 'variants|images/', 1, new Error('odd')],
  ['at its place, as Storage is down', 'variants|images/', 0, new Unavailable('media')],
])('a listing that fails %s ends the night, and the bookmark stays', async (_, place, goodPages, error) => {
  const { gallery, night } = await openWastefulGallery(0);
  if (place !== undefined) await gallery.bookmarks.write('clean-up-images', place);
  const before = await gallery.bookmarks.read('clean-up-images');
  const { listVariants } = gallery.images;
  let isBroken = true;
  gallery.images.listVariants = async function* (from) {
    let pages = 0;
    for await (const page of listVariants(from)) {
      if (isBroken && pages === goodPages) {
        isBroken = false;
        throw error;
      }
      pages += 1;
      yield page;
    }
  };

  await expect(night()).rejects.toBe(error);
  expect(await gallery.bookmarks.read('clean-up-images')).toEqual(before);
  expect((await night()).summary).toMatchObject({ resumed: place !== undefined, complete: true });
});

test('bookmarks that can be neither read nor written only cost starting from the beginning', async () => {
  const { gallery, night } = await openWastefulGallery(7);
  gallery.bookmarks.read = () => Promise.reject(new Unavailable('media'));
  gallery.bookmarks.write = () => Promise.reject(new Unavailable('media'));
  const [first, second] = [await night(), await night()];

  expect([first, second].map(({ summary }) => [summary.complete, summary.originalsRemoved > 0])).toEqual([
    [false, true],
    [false, false],
  ]);

  const told = gallery.log.entries.filter(({ event }) => event.startsWith('bookmark'));
  const fields = { job: 'clean-up-images', reason: 'Unavailable: media is not available.', service: 'media' };
  expect(told).toEqual(Array(4).fill({ level: 'warn', event: 'bookmark_failed', fields }));
});

test('of two runs at once, the bookmark of the first to end counts', async () => {
  const { gallery } = await openWastefulGallery(7);
  await Promise.all([gallery.cleanUp(), gallery.cleanUp()]);
  const place = await gallery.bookmarks.read('clean-up-images');

  expect(place?.value).toMatch(/^originals\|uploads/);
  expect(gallery.log.entries.filter(({ event }) => event === 'bookmark_stale')).toMatchObject([
    { level: 'info', fields: { job: 'clean-up-images' } },
  ]);
});

test('a night on which Storage goes down leaves the bookmark where it was', async () => {
  const { gallery, night } = await openWastefulGallery(7);
  await night();
  const before = await gallery.bookmarks.read('clean-up-images');
  const { listVariants } = gallery.images;
  gallery.images.listVariants = () => {
    throw new Unavailable('media');
  };

  await expect(night()).rejects.toMatchObject({ name: 'Unavailable' });
  expect(before?.value).toMatch(/^variants/);
  expect(await gallery.bookmarks.read('clean-up-images')).toEqual(before);

  gallery.images.listVariants = listVariants;
  await night();
  expect((await night()).summary.complete).toBe(true);
});
