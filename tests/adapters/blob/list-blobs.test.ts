import { BlobServiceClient } from '@azure/storage-blob';
import { originalName, parseOriginalName } from '../../../src/adapters/blob/blob-names.ts';
import { listBlobs, listPages } from '../../../src/adapters/blob/list-blobs.ts';
import { sampleKey } from '../../contracts/images-contract.ts';

const lastModified = new Date(0);
const blob = (name: string, etag = '0x1') => ({ name, properties: { etag, lastModified } });
const page = (blobItems: object[], continuationToken = '') => ({
  done: false,
  value: { segment: { blobItems }, continuationToken },
});

/** A container whose listing has these pages. `asked`: what each page was asked for with. */
const open = (...pages: object[]) => {
  const container = new BlobServiceClient('http://127.0.0.1:1/shop').getContainerClient('uploads');
  const asked: unknown[] = [];
  const byPage = (settings: unknown) => {
    asked.push(settings);
    return { next: async () => pages.shift() ?? { done: true } };
  };
  jest.spyOn(container, 'listBlobsFlat').mockReturnValue(Object.assign(Object.create(null), { byPage }));
  return { container, asked };
};

const drain = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test('each page is requested from where the last one ended', async () => {
  const { container, asked } = open(page([], 'second'), page([]));

  expect(await drain(listPages(container, { prefix: 'sales/' }))).toEqual([
    { items: [], next: 'second' },
    { items: [], next: undefined },
  ]);
  expect(asked).toStrictEqual([{}, { continuationToken: 'second' }]);
});

test('a listing begins at the given place, with pages of the given size', async () => {
  const { container, asked } = open(page([]));
  await drain(listPages(container, { from: 'third', maxPageSize: 4 }));

  expect(asked).toStrictEqual([{ maxPageSize: 4, continuationToken: 'third' }]);
});

test('a listing without any page has none', async () => {
  expect(await drain(listPages(open().container, {}))).toEqual([]);
});

test('blobs whose names are not ours are only counted, and entity tags have quotes', async () => {
  const [one, two] = [sampleKey(), sampleKey()];
  const ours = [blob(originalName(one)), blob(originalName(two), '"0x2"')];
  const { container } = open(page([...ours, blob('other'), blob('a/b/c')]));

  expect(await drain(listBlobs(container, parseOriginalName, 5))).toEqual([
    {
      blobs: [
        { key: one, etag: '"0x1"', lastModified },
        { key: two, etag: '"0x2"', lastModified },
      ],
      foreign: 2,
      next: undefined,
    },
  ]);
});
