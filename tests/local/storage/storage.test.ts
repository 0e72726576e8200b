import childProcess from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { parseBlobDefinitions, prepareStorage } from '../../../local/storage/prepare-storage.ts';
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

  test('keeps blobs in two accounts that know nothing of each other', async () => {
    const services = [storageAccounts.host, storageAccounts.data].map((account) =>
      BlobServiceClient.fromConnectionString(storageConnectionString(account, storage.ports)),
    );
    const [host, data] = services.map((service) => service.getContainerClient('uploads'));
    await data?.create();
    await data?.getBlockBlobClient('a').upload('hello', 5);

    expect(await data?.getBlockBlobClient('a').downloadToBuffer()).toEqual(Buffer.from('hello'));
    expect(await host?.exists()).toBe(false);
  });

  test('reports when Azurite ends by itself, and not when it is stopped', async () => {
    const fork = jest.spyOn(childProcess, 'spawn');
    const doomed = await startStorage({ blob: 0, queue: 0, table: 0 });
    const child = fork.mock.results.at(-1)?.value;
    fork.mockRestore();
    process.kill(child.pid, 'SIGKILL');

    await expect(doomed.broken).rejects.toThrow('storage: Azurite ended by itself (SIGKILL).');
    await doomed.stop();
  });

  test('names the port that is taken', async () => {
    const { blob } = storage.ports;

    await expect(startStorage({ blob, queue: 0, table: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE', port: blob });
  });

  describe('prepared', () => {
    const media = () => storageConnectionString(storageAccounts.data, storage.ports);
    const preflight = (origin: string, method = 'PUT') =>
      fetch(`http://127.0.0.1:${storage.ports.blob}/hearthdata/images/a`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'content-type,x-ms-blob-type',
        },
      });

    let origins: string[] = [];

    beforeAll(async () => {
      const example = JSON.parse(await readFile('local.settings.json.example', 'utf8'));
      origins = String(example.Values.ALLOWED_ORIGINS).split(',');
      // Twice, because existing containers stay.
      for (let count = 0; count < 2; count += 1) {
        await prepareStorage(media(), { containers: ['images', 'reports'], origins });
      }
    });

    test('has the containers that are defined', async () => {
      const service = BlobServiceClient.fromConnectionString(media());

      expect(await service.getContainerClient('images').exists()).toBe(true);
      expect(await service.getContainerClient('reports').exists()).toBe(true);
    });

    test('lets pages of the shop upload, and others not', async () => {
      const allowed = await preflight('http://localhost:3000');

      expect(allowed.status).toBe(200);
      expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
      expect(allowed.headers.get('access-control-allow-headers')).toMatch(/x-ms-blob-type/);
      expect((await preflight('https://elsewhere.example')).status).toBe(403);
      expect((await preflight('http://localhost:3000', 'DELETE')).status).toBe(403);
    });

    test('lets pages of every usual development server upload', async () => {
      const answers = await Promise.all(origins.map((origin) => preflight(origin)));

      expect(origins).toHaveLength(8);
      expect(answers.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual(origins);
    });

    test('lets nobody upload when there are no origins', async () => {
      await prepareStorage(media(), { containers: [], origins: [] });

      expect((await preflight('http://localhost:3000')).status).toBe(403);
    });
  });

  test('reads the containers of the app, and refuses invalid definitions', async () => {
    const file = await readFile('local/storage/containers.json', 'utf8');

    expect(parseBlobDefinitions(JSON.parse(file))).toEqual({ containers: ['uploads', 'images', 'reports'] });
    expect(() => parseBlobDefinitions({ containers: [1] })).toThrow(/Blob containers are defined as/);
    expect(() => parseBlobDefinitions(null)).toThrow(/Blob containers are defined as/);
  });
});
