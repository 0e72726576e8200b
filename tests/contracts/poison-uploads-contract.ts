import { randomUUID } from 'node:crypto';
import type { PoisonUploads } from '../../src/application/ports/dead-letters.ts';
import type { ImageKey } from '../../src/application/ports/images.ts';
import { sampleKey } from './images-contract.ts';

export type PoisonUploadsUnderTest = {
  poisonUploads: PoisonUploads;
  /** Creates poison messages for these uploads, in order. Undefined: one that names no upload. */
  bury(images: readonly (ImageKey | undefined)[]): Promise<void>;
  /** Takes everything as somebody else. Resolves to a function that gives it back. */
  holdAll(): Promise<() => Promise<void>>;
};

/**
 * What every implementation of `PoisonUploads` does. `make` runs once per test and returns an empty
 * queue.
 */
export const describePoisonUploads = (
  name: string,
  make: () => PoisonUploadsUnderTest | Promise<PoisonUploadsUnderTest>,
): void => {
  describe(`PoisonUploads: ${name}`, () => {
    let made: PoisonUploadsUnderTest;
    let poisonUploads: PoisonUploads;

    beforeEach(async () => {
      made = await make();
      poisonUploads = made.poisonUploads;
    });

    const ids = async () => (await poisonUploads.list()).map(({ id }) => id);

    const bury = async (count: number): Promise<string[]> => {
      await made.bury(Array.from({ length: count }, () => sampleKey()));
      return ids();
    };

    test('there are none at first', async () => {
      expect(await poisonUploads.list()).toEqual([]);
      expect(await poisonUploads.settle(randomUUID(), async () => {})).toBe('gone');
    });

    test('are listed with the upload that they name, if any', async () => {
      const image = sampleKey();
      await made.bury([image, undefined]);
      const [named, unnamed] = await poisonUploads.list();
      expect(named).toMatchObject({ id: expect.stringMatching(/^[\w-]{1,64}$/), deliveryCount: 0, image });
      expect(named?.enqueuedAt).toMatch(/^\d{4}-.*Z$/);
      expect(unnamed?.image).toBeUndefined();
    });

    test('are shown to 32, but settled wherever they lie', async () => {
      expect(await bury(32)).toHaveLength(32);
      const last = sampleKey();
      await made.bury([last]);
      const there = await ids();
      expect(there).toHaveLength(32);
      for (const id of there.slice(0, 2)) expect(await poisonUploads.settle(id, async () => {})).toBe('settled');
      expect((await poisonUploads.list()).map(({ image }) => image)).toContainEqual(last);
      expect(await ids()).toHaveLength(31);
    });

    test('one is removed once its work is done, and the others are free', async () => {
      const [a = '', b = '', c = ''] = await bury(3);
      const work = jest.fn(async () => {});
      expect(await poisonUploads.settle(b, work)).toBe('settled');
      expect(work).toHaveBeenCalledWith(expect.objectContaining({ id: b }));
      expect((await ids()).toSorted()).toEqual([a, c].toSorted());
      expect(await poisonUploads.settle(b, work)).toBe('gone');
    });

    test('one is given back if its work fails', async () => {
      const [only = ''] = await bury(1);
      await expect(poisonUploads.settle(only, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await ids()).toEqual([only]);
    });

    test('one that somebody else holds is busy, and in no list', async () => {
      const [only = ''] = await bury(1);
      const giveBack = await made.holdAll();
      expect(await ids()).toEqual([]);
      expect(await poisonUploads.settle(only, async () => {})).toBe('busy');
      await giveBack();
      expect(await poisonUploads.settle(only, async () => {})).toBe('settled');
    });
  });
};
