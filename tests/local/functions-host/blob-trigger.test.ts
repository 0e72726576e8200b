import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient, BlockBlobClient, type BlockBlobUploadOptions } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';
import { blobFixture } from './blob-fixture.ts';
import { type HostProcess, startHost } from './host-process.ts';

const POISON = 'webjobs-blobtrigger-poison';

const host = { extensions: { blobs: { maxDegreeOfParallelism: 4, poisonBlobThreshold: 3 } } };

describe('Blob functions on the host', () => {
  let storage: Storage;
  let blobs: BlobServiceClient;
  let running: HostProcess;
  const connection = (account: 'host' | 'data') => storageConnectionString(storageAccounts[account], storage.ports);

  const launch = (env: Record<string, string> = {}): Promise<HostProcess> =>
    startHost({
      main: blobFixture,
      host,
      args: ['--blob-poll', '100'],
      env: {
        AzureWebJobsStorage: connection('host'),
        Media: connection('data'),
        Storage: connection('data'),
        PLAIN: 'plain',
        AzureFunctionsWebHost__hostid: 'tests',
        ...env,
      },
    });

  const put = async (container: string, name: string, content = 'x', options: BlockBlobUploadOptions = {}) => {
    const client = blobs.getContainerClient(container);
    await client.createIfNotExists();
    // Encoded as one segment: the SDK would treat a name as a path.
    const blob = new BlockBlobClient(`${client.url}/${encodeURIComponent(name)}`, client.credential);
    const { etag } = await blob.upload(content, Buffer.byteLength(content), options);
    return String(etag);
  };

  /** Reports from now on that match `pick`, once there are `count`. */
  const watch = (from: HostProcess, pick: (report: unknown) => boolean = () => true) => {
    const wanted = () => from.reports().filter(pick);
    const before = wanted().length;
    return async (count: number): Promise<unknown[]> => {
      for (let seen = from.reports().length; wanted().length < before + count; ) {
        seen += 1;
        await from.reported(seen);
      }
      return wanted().slice(before);
    };
  };

  const has = (key: string) => (report: unknown) => typeof report === 'object' && report !== null && key in report;

  /**
   * Puts a blob after all the others and waits for its report. What has not run by then never will.
   */
  const settled = async () => {
    const reported = watch(running, has('text'));
    await put('versions', `p/settled-${Date.now()}`);
    await reported(1);
    const again = watch(running, has('text'));
    await put('versions', `p/again-${Date.now()}`);
    await again(1);
  };

  /** Lets running calls of `gated` continue. */
  const openGates = async () => {
    await fetch(`${running.url}/api/open`);
  };

  const poisoned = async (account: 'host' | 'data', count: number): Promise<unknown[]> => {
    const queue = QueueServiceClient.fromConnectionString(connection(account)).getQueueClient(POISON);
    for (let tries = 0; tries < 200; tries += 1) {
      const { peekedMessageItems } = await queue
        .peekMessages({ numberOfMessages: 32 })
        .catch(() => ({ peekedMessageItems: [] }));
      if (peekedMessageItems.length >= count) {
        return peekedMessageItems.map(({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()));
      }
      await pause(20);
    }
    throw new Error('There are no such messages in the poison queue');
  };

  beforeAll(async () => {
    storage = await startStorage({ blob: 0, queue: 0, table: 0 });
    blobs = BlobServiceClient.fromConnectionString(connection('data'));
    running = await launch();
  });

  afterAll(async () => {
    await running.stop();
    await storage.stop();
  });

  test('get the bytes of a blob and what the host knows about it', async () => {
    const reported = watch(running, has('bytes'));
    await put('plain', 'kettle/one', '\u00ff', {
      blobHTTPHeaders: { blobContentType: 'image/png', blobCacheControl: 'no-cache' },
      metadata: { Origin: 'Camera' },
    });

    expect(await reported(1)).toEqual([
      {
        bytes: [0xc3, 0xbf],
        metadata: {
          blobTrigger: 'plain/kettle/one',
          uri: `http://127.0.0.1:${storage.ports.blob}/hearthdata/plain/kettle/one`,
          properties: expect.objectContaining({
            contentLength: 2,
            contentType: 'image/png',
            cacheControl: 'no-cache',
            eTag: {},
            lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          }),
          metadata: { origin: 'Camera' },
          productId: 'kettle',
          imageId: 'one',
        },
      },
    ]);
  });

  test('get a reference in place of the bytes if they ask for it, whatever the size', async () => {
    const reported = watch(running, has('referred'));
    const container = blobs.getContainerClient('referred');
    await container.createIfNotExists();
    await container.getPageBlobClient('kettle/large').create(2 ** 30);

    expect(await reported(1)).toEqual([
      {
        referred: {
          version: '1.0',
          source: 'AzureStorageBlobs',
          contentType: 'application/json',
          content: { Connection: 'Media', ContainerName: 'referred', BlobName: 'kettle/large' },
        },
        metadata: expect.objectContaining({
          blobTrigger: 'referred/kettle/large',
          properties: expect.objectContaining({ contentLength: 2 ** 30 }),
          imageId: 'large',
        }),
      },
    ]);
  });

  test('find a container that is created after the host started', async () => {
    const reported = watch(running, has('late'));
    await put('late', 'p/first');

    expect(await reported(1)).toEqual([{ late: 'first' }]);
  });

  test('run once for each version of a blob', async () => {
    const reported = watch(running, has('text'));
    await put('versions', 'p/a', 'one');
    expect(await reported(1)).toEqual([{ imageId: 'a', text: 'one' }]);

    await put('versions', 'p/a', 'two');
    expect(await reported(2)).toEqual([
      { imageId: 'a', text: 'one' },
      { imageId: 'a', text: 'two' },
    ]);

    await settled();

    expect(running.reports().filter((report) => JSON.stringify(report).includes('"imageId":"a"'))).toHaveLength(2);
  });

  test('accept any names: the placeholders hold anything, slashes included', async () => {
    const names = [
      ['../../etc', 'passwd'],
      ['../../versions/p', 'a'],
      ['a/b', 'c'],
      ['a/..', '..'],
      ['new\nline', 'tab\t'],
      ['', 'nameless'],
      ['%2e%2e', '%00'],
      ['a b?c#d&e', 'it\'s + "quoted"'],
      ['Grüße/👋', '产品'],
      ['__proto__', 'constructor'],
      ['{productId}', '{{x}}'],
    ] as const;
    const reported = watch(running, has('blobTrigger'));
    for (const [productId, imageId] of names) await put('names', `${productId}/${imageId}`);
    await put('names', 'without-a-slash');
    await put('names', '2024/001');

    const reports = await reported(names.length + 1);
    await settled();
    const expected: unknown[] = names.map(([productId, imageId]) => ({
      productId,
      imageId,
      blobTrigger: `names/${productId}/${imageId}`,
    }));
    // Metadata that parses as JSON arrives parsed.
    expected.push({ productId: 2024, imageId: '001', blobTrigger: 'names/2024/001' });

    expect(reports).toEqual(expect.arrayContaining(expected));
    expect(running.reports().filter(has('blobTrigger'))).toHaveLength(expected.length);
  });

  test('keep a receipt even of a name as long as a name can be', async () => {
    const reported = watch(running, has('blobTrigger'));
    const imageId = 'x'.repeat(1000);
    await put('names', `long/${imageId}`);

    expect(await reported(1)).toEqual([expect.objectContaining({ imageId })]);
    await settled();
    expect(running.reports().filter((report) => JSON.stringify(report).includes(imageId))).toHaveLength(1);
  });

  test('are tried again until they succeed', async () => {
    const reported = watch(running, has('flaky'));
    await put('flaky', 'p/third-time');

    expect(await reported(1)).toEqual([{ flaky: 'third-time', failures: 2 }]);
  });

  test('put what fails for good into the poison queue of the account of the blob', async () => {
    const reported = watch(running, has('failing'));
    const etag = await put('failing', 'p/never');

    expect(await reported(3)).toHaveLength(3);
    expect(await poisoned('data', 1)).toEqual([
      {
        Type: 'BlobTrigger',
        FunctionId: 'Host.Functions.failing',
        BlobType: 'BlockBlob',
        ContainerName: 'failing',
        BlobName: 'p/never',
        ETag: etag,
      },
    ]);

    await settled();
    expect(running.reports().filter(has('failing'))).toHaveLength(3);
  });

  test('run at most as many at once as host.json says', async () => {
    const reported = watch(running, has('parallel'));
    await Promise.all(Array.from({ length: 16 }, (_, index) => put('parallel', `p/${index}`)));

    expect(await reported(4)).toEqual(Array.from({ length: 4 }, () => ({ parallel: '4 at once' })));
  });

  test('skip a blob that is gone, or written again, before its turn', async () => {
    const began = watch(running, has('began'));
    const names = ['one', 'two', 'three', 'four', 'gone', 'rewritten'];
    for (const name of names.slice(0, 4)) await put('gated', `p/${name}`);
    await began(4);
    await put('gated', 'p/gone');
    const enqueued = blobs.getContainerClient('gated').getBlockBlobClient('p/gone');
    // Its receipt shows when it is in the queue, behind the four that are running.
    const receipts = BlobServiceClient.fromConnectionString(connection('host')).getContainerClient(
      'azure-webjobs-hosts',
    );
    for (let found = false; !found; ) {
      for await (const { name, metadata } of receipts.listBlobsFlat({ includeMetadata: true })) {
        found ||= name.endsWith('/gated/p/gone') && Object.keys(metadata ?? {}).length === 0;
      }
    }
    await enqueued.delete();
    await openGates();

    expect(await running.line(/'gated\/p\/gone' is gone or was written again/)).toBeDefined();
    expect(running.reports()).not.toContainEqual({ began: 'gone' });
  });

  test('are run by hand for a blob, through the admin endpoint', async () => {
    await put('elsewhere', 'kettle/one');
    const reported = watch(running, has('byHand'));
    await put('byhand', 'kettle/one');
    await reported(1);
    const post = (input: string) =>
      fetch(`${running.url}/admin/functions/byHand`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input }),
      });

    const again = watch(running, has('byHand'));
    expect((await post('byhand/kettle/one')).status).toBe(202);
    expect(await again(1)).toEqual([
      { byHand: expect.objectContaining({ blobTrigger: 'byhand/kettle/one', productId: 'kettle', imageId: 'one' }) },
    ]);

    await post('byhand/no/such');
    expect(await running.line(/Cannot run for "byhand\/no\/such": there is no such blob/)).toBeDefined();

    await post('nonsense');
    expect(await running.line(/Cannot run for "nonsense": the input is not container\/name/)).toBeDefined();
  });

  test("bind a connection called Storage to the host's own account, as Azure does", async () => {
    const reported = watch(running, has('own'));
    await put('own', 'data', 'of the data account');
    const own = BlobServiceClient.fromConnectionString(connection('host')).getContainerClient('own');
    await own.create();
    await own.getBlockBlobClient('host').upload('of the host', 11);

    expect(await reported(1)).toEqual([{ own: 'of the host' }]);
    await settled();
    expect(running.reports().filter(has('own'))).toHaveLength(1);
  });

  test('finish running work before the host stops, and the next host does not repeat it', async () => {
    const began = watch(running, has('began'));
    await put('slow', 'p/stopping');
    await began(1);
    const before = new Set(
      running
        .reports()
        .filter(has('blobTrigger'))
        .map((report) => JSON.stringify(report)),
    );

    expect(await running.stop()).toBe(0);
    expect(running.reports()).toContainEqual({ ended: 'stopping' });

    running = await launch();
    const reported = watch(running);
    await put('late', 'p/after');
    await reported(1);
    await settled();

    expect(before.size).toBeGreaterThan(8);
    expect(running.reports().filter((report) => !has('text')(report))).toEqual([{ late: 'after' }]);
  });

  test('run again for the blobs that were being processed when the host was killed', async () => {
    const began = watch(running, has('began'));
    await put('gated', 'p/killed');
    await began(1);
    running.signal('SIGKILL');
    await running.ended;
    running = await launch();
    await running.line(/REPORT \{"began":"killed"\}/);
    const ended = watch(running, has('ended'));
    await openGates();

    // At least once: on a slow machine its lock expires and it comes again.
    expect(await ended(1)).toContainEqual({ ended: 'killed' });
  });
});
