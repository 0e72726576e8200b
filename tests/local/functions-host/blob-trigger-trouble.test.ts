import { BlobServiceClient } from '@azure/storage-blob';
import { startStorage, storageAccounts, storageConnectionString } from '../../../local/storage/start-storage.ts';
import { failingHost, startHost } from './host-process.ts';

describe('Blob functions that cannot be hosted', () => {
  test('are named with the reason, all at once', async () => {
    const { code, output } = await failingHost({
      main: `
        const handler = () => {};
        app.storageBlob('pushed', { connection: 'Media', path: 'a-container/{x}', source: 'EventGrid', handler });
        app.storageBlob('brace', { connection: 'Media', path: 'a-container/{x', handler });
        app.storageBlob('nowhere', { connection: 'Nowhere', path: 'a-container/{x}', handler });
        app.storageBlob('shout', { connection: 'Media', path: 'UPLOADS/{x}', handler });
        app.storageBlob('twice', { connection: 'Media', path: 'a-container/{x}/{x}', handler });`,
      env: { Media: 'UseDevelopmentStorage=true' },
    });

    expect(code).toBe(1);
    expect(output).toMatch(/pushed: source EventGrid needs events that only Azure sends/);
    expect(output).toMatch(/brace: the path "a-container\/\{x" is not a container and a pattern/);
    expect(output).toMatch(/nowhere: the connection Nowhere is missing/);
    expect(output).toMatch(/shout: the path "UPLOADS\/\{x\}" does not begin with the name of a container/);
    expect(output).toMatch(/twice: the path/);
    expect(output).toMatch(/pushed: the connection Storage is missing: set Storage, or Storage__blobServiceUri/);
  });

  test('stop the host when a connection is invalid', async () => {
    const { code, output } = await failingHost({
      main: "app.storageBlob('a', { connection: 'Media', path: 'a-container/{x}', handler: () => {} });",
      env: { Media: 'nonsense', AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
    });

    expect(code).toBe(1);
    expect(output).toMatch(/The connection Media is not a storage account/);
  });
});

describe('polling', () => {
  test('survives a storage account that is down, and logs it once', async () => {
    let storage = await startStorage({ blob: 0, queue: 0, table: 0 });
    const { ports } = storage;
    const host = await startHost({
      main: "app.storageBlob('a', { connection: 'Media', path: 'uploads/{x}', handler: (blob) => report(blob.toString()) });",
      args: ['--blob-poll', '100'],
      env: {
        AzureWebJobsStorage: storageConnectionString(storageAccounts.host, ports),
        Media: storageConnectionString(storageAccounts.data, ports),
      },
    });
    await storage.stop();
    await host.line(/Polling of container 'uploads' failed, trying again: .*ECONNREFUSED/);
    storage = await startStorage(ports);
    await host.line(/Polling of container 'uploads' works again/);
    const uploads = BlobServiceClient.fromConnectionString(
      storageConnectionString(storageAccounts.data, ports),
    ).getContainerClient('uploads');
    await uploads.create();
    await uploads.getBlockBlobClient('x').upload('back', 4);

    expect(await host.reported(1)).toEqual(['back']);
    expect(host.lines.filter((line) => /container 'uploads' failed/.test(line))).toHaveLength(1);

    await host.stop();
    await storage.stop();
  });
});
