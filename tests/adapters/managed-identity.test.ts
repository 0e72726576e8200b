import { blobClient } from '../../src/adapters/blob/blob-client.ts';
import { cosmosClient } from '../../src/adapters/cosmos/cosmos-client.ts';
import { serviceBusClient } from '../../src/adapters/service-bus/service-bus-client.ts';
import { storageQueueClient } from '../../src/adapters/storage-queue/storage-queue-client.ts';

const mockIdentities: unknown[] = [];
const mockGetToken = jest.fn((_scope: unknown) => Promise.reject(new Error('no token')));

jest.mock('@azure/identity', () => ({
  ManagedIdentityCredential: class {
    getToken = mockGetToken;
    constructor(...options: unknown[]) {
      mockIdentities.push(options);
    }
  },
}));

beforeEach(() => {
  mockIdentities.length = 0;
  mockGetToken.mockClear();
});

const clients = {
  'Blob Storage': async (clientId?: string) => {
    const address = 'https://shop.blob.core.windows.net/';
    const client = await blobClient({ address, ...(clientId !== undefined && { clientId }) });
    await client.getProperties().catch(() => {});
    return [client.url, address];
  },
  'Queue Storage': async (clientId?: string) => {
    const queueAddress = 'https://shop.queue.core.windows.net';
    const client = await storageQueueClient({ queueAddress, ...(clientId !== undefined && { clientId }) });
    await client.getProperties().catch(() => {});
    return [client.url, queueAddress];
  },
  'Cosmos DB': async (clientId?: string) => {
    const address = 'https://shop.documents.azure.com/';
    const client = await cosmosClient({ address, ...(clientId !== undefined && { clientId }) });
    await client.getDatabaseAccount().catch(() => {});
    client.dispose();
    return [String(mockGetToken.mock.calls[0]?.[0]), `${address}.default`];
  },
  'Service Bus': async (clientId?: string) => {
    const address = 'shop.servicebus.windows.net';
    const client = await serviceBusClient({ address, ...(clientId !== undefined && { clientId }) });
    await client.close();
    return [client.current().fullyQualifiedNamespace, address];
  },
};

describe.each(Object.entries(clients))('%s', (name, connect) => {
  test('is reached at its address with the identity that the settings name', async () => {
    const [reached, address] = await connect('the-client');
    expect(reached).toBe(address);
    expect(mockIdentities).toEqual([[{ clientId: 'the-client' }]]);
    // Service Bus asks for a token only once it is connected.
    if (name !== 'Service Bus') expect(mockGetToken).toHaveBeenCalled();
  });

  test('is reached with the identity of the app if the settings name none', async () => {
    await connect();
    expect(mockIdentities).toEqual([[]]);
  });
});
