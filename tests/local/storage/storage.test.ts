import { BlobServiceClient } from '@azure/storage-blob';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';

describe('storage', () => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  });

  afterAll(() => storage.stop());

  it('keeps blobs in two accounts that know nothing of each other', async () => {
    const services = [storageAccounts.host, storageAccounts.data].map((account) =>
      BlobServiceClient.fromConnectionString(storageConnectionString(account, storage.ports)),
    );
    const [host, data] = services.map((service) => service.getContainerClient('uploads'));
    await data?.create();
    await data?.getBlockBlobClient('a').upload('hello', 5);

    expect(await data?.getBlockBlobClient('a').downloadToBuffer()).toEqual(Buffer.from('hello'));
    expect(await host?.exists()).toBe(false);
  });

  it('names the port that is taken', async () => {
    const { blob } = storage.ports;

    await expect(startStorage({ blob, queue: 0, table: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE', port: blob });
  });
});
