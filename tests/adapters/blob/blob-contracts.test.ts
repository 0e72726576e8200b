import { BlobServiceClient } from '@azure/storage-blob';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';
import { blobBookmarks } from '../../../src/adapters/blob/blob-bookmarks.ts';
import { blobClient } from '../../../src/adapters/blob/blob-client.ts';
import { blobImages } from '../../../src/adapters/blob/blob-images.ts';
import { blobJobRuns } from '../../../src/adapters/blob/blob-job-runs.ts';
import { blobReports } from '../../../src/adapters/blob/blob-reports.ts';
import { describeBookmarks } from '../../contracts/bookmarks-contract.ts';
import { describeImages, sampleKey } from '../../contracts/images-contract.ts';
import { describeJobRuns } from '../../contracts/job-runs-contract.ts';
import { describeReports, sampleDay } from '../../contracts/reports-contract.ts';
import { blobImagesUnderTest, createContainers, putBlob } from './blob-for-tests.ts';

let storage: Storage;
let client: BlobServiceClient;
let observer: BlobServiceClient;

beforeAll(async () => {
  storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  const connectionString = storageConnectionString(storageAccounts.data, storage.ports);
  client = await blobClient({ connectionString });
  observer = BlobServiceClient.fromConnectionString(connectionString);
  await createContainers(observer);
});

afterAll(() => storage.stop());

describeImages('blobImages over Azurite', () => blobImagesUnderTest(client, observer));
describeReports('blobReports over Azurite', () => blobReports(client));
describeBookmarks('blobBookmarks over Azurite', () => blobBookmarks(client));
describeJobRuns('blobJobRuns over Azurite', () => blobJobRuns(client));

test.each(['nonsense', '{}', '[null, { "id": 1 }]'])(
  'what somebody else wrote as runs counts as none: %s',
  async (text) => {
    const runs = blobJobRuns(client);
    await observer.getContainerClient('reports').getBlockBlobClient('jobs/reportSales.json').upload(text, text.length);
    const read = await runs.read('reportSales');

    expect(read?.value).toEqual([]);
    expect(await runs.write('reportSales', [], read?.etag)).toBe('written');
  },
);

test('a listed blob that is not a run is left out', async () => {
  const at = { startedAt: '2026-03-01T02:00:00.000Z', endedAt: '2026-03-01T02:00:01.000Z' };
  const succeeded = { id: 'one', ...at, outcome: 'succeeded', summary: { reported: 1 } };
  const failed = { id: 'two', ...at, outcome: 'failed', reason: 'busy' };
  const flawed = [
    null,
    'text',
    7,
    ...['id', 'startedAt', 'endedAt'].flatMap((field) => [
      { ...succeeded, [field]: undefined },
      { ...failed, [field]: 1 },
    ]),
    { ...succeeded, summary: 'all' },
    { id: 'three', ...at, outcome: 'failed' },
    { ...failed, reason: 1 },
  ];
  const text = JSON.stringify([succeeded, ...flawed, failed]);
  await observer.getContainerClient('reports').getBlockBlobClient('jobs/reportSales.json').upload(text, text.length);

  expect((await blobJobRuns(client).read('reportSales'))?.value).toEqual([succeeded, failed]);
});

test('bookmarks are stored as text, and runs as JSON, for whoever opens them in a browser', async () => {
  await blobBookmarks(client).write('cleanUpImages', 'here');
  await blobJobRuns(client).write('cleanUpImages', []);
  const typeOf = async (name: string) =>
    (await observer.getContainerClient('reports').getBlobClient(name).getProperties()).contentType;

  expect(await typeOf('bookmarks/cleanUpImages')).toBe('text/plain; charset=utf-8');
  expect(await typeOf('jobs/cleanUpImages.json')).toBe('application/json; charset=utf-8');
});

describe('an upload URL', () => {
  const soon = () => new Date(Date.now() + 60_000);

  test('grants to create one blob, until its time, and says so', async () => {
    const key = sampleKey();
    const expiresAt = soon();
    const { searchParams, pathname } = new URL(await blobImages(client).uploadUrl(key, expiresAt));

    expect(pathname).toBe(`/${storageAccounts.data}/uploads/${key.productId}/${key.imageId}`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      sp: 'c',
      sr: 'b',
      se: `${expiresAt.toISOString().slice(0, 19)}Z`,
    });
    expect(searchParams.has('st')).toBe(false);
  });

  test('does not read, delete or list', async () => {
    const url = await blobImages(client).uploadUrl(sampleKey(), soon());

    expect(await putBlob(url, Buffer.from('secret'))).toBe(201);
    expect(await putBlob(url, Buffer.alloc(0), 'GET')).toBe(403);
    expect(await putBlob(url, Buffer.alloc(0), 'DELETE')).toBe(403);

    const { origin, search } = new URL(url);
    for (const path of ['uploads?restype=container&comp=list&', '?comp=list&']) {
      const list = `${origin}/${storageAccounts.data}/${path}${search.slice(1)}`;
      expect(await putBlob(list, Buffer.alloc(0), 'GET')).toBe(403);
    }
  });

  test('does not work for a variant', async () => {
    const url = await blobImages(client).uploadUrl(sampleKey(), soon());
    expect(await putBlob(url.replace('/uploads/', '/images/'), Buffer.from('x'))).toBe(403);
  });
});

// Azure lets the holder of an upload URL take snapshots; Azurite does not.
test('an original is removed with its snapshots', async () => {
  const key = sampleKey();
  const blob = observer.getContainerClient('uploads').getBlockBlobClient(`${key.productId}/${key.imageId}`);
  await blob.upload('x', 1);
  await blob.createSnapshot();
  await blobImages(client).remove(key);

  expect(await blob.exists()).toBe(false);
});

test('a variant is stored under its name, with its type, to be kept for good', async () => {
  const key = sampleKey();
  for (const format of ['webp', 'jpeg'] as const) {
    await blobImages(client).writeVariant(key, { name: 400, format, bytes: Buffer.from('x') });
  }
  for (const [file, contentType] of [
    ['400.webp', 'image/webp'],
    ['400.jpg', 'image/jpeg'],
  ]) {
    const blob = observer.getContainerClient('images').getBlobClient(`${key.productId}/${key.imageId}/${file}`);
    expect(await blob.getProperties()).toMatchObject({
      contentType,
      cacheControl: expect.stringMatching(/^public, max-age=31536000, immutable$/),
    });
  }
});

test('a report is stored under its day, with its type', async () => {
  const day = sampleDay();
  for (const format of ['json', 'csv'] as const) await blobReports(client).create(day, format, Buffer.from('x'));
  const container = observer.getContainerClient('reports');
  const types = ['json', 'csv'].map(
    async (format) => (await container.getBlobClient(`sales/${day}.${format}`).getProperties()).contentType,
  );

  expect(await Promise.all(types)).toEqual(['application/json', 'text/csv; charset=utf-8']);
});
