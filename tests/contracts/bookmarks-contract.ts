import { randomUUID } from 'node:crypto';
import type { Bookmarks } from '../../src/application/ports/bookmarks.ts';

/**
 * What every implementation of `Bookmarks` does. `make` runs once per test; storage may be shared.
 */
export const describeBookmarks = (name: string, make: () => Bookmarks | Promise<Bookmarks>): void => {
  describe(`Bookmarks: ${name}`, () => {
    let bookmarks: Bookmarks;
    let job: string;

    beforeEach(async () => {
      bookmarks = await make();
      job = randomUUID();
    });

    test('are read as they were written last, each by its job', async () => {
      expect(await bookmarks.read(job)).toBeUndefined();
      expect(await bookmarks.write(job, 'here, 茶')).toBe('written');
      const first = await bookmarks.read(job);
      expect(first?.value).toBe('here, 茶');
      expect(await bookmarks.write(job, 'there', first?.etag)).toBe('written');
      expect((await bookmarks.read(job))?.value).toBe('there');
      expect(await bookmarks.read(randomUUID())).toBeUndefined();
    });

    test('are written only over the version that was read', async () => {
      await bookmarks.write(job, 'first');
      const read = await bookmarks.read(job);
      expect(await bookmarks.write(job, 'from nowhere')).toBe('stale');
      await bookmarks.write(job, 'second', read?.etag);
      expect(await bookmarks.write(job, 'late', read?.etag)).toBe('stale');
      expect((await bookmarks.read(job))?.value).toBe('second');
    });

    test('of two that begin at once, one is written', async () => {
      const outcomes = await Promise.all([bookmarks.write(job, 'a'), bookmarks.write(job, 'b')]);
      expect(outcomes.toSorted()).toEqual(['stale', 'written']);
    });
  });
};
