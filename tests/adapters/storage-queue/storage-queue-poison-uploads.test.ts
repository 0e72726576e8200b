import { QueueServiceClient } from '@azure/storage-queue';
import { printBlobMessage } from '../../../local/functions-host/blob/blob-message.ts';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';
import { storageQueueClient } from '../../../src/adapters/storage-queue/storage-queue-client.ts';
import { storageQueuePoisonUploads } from '../../../src/adapters/storage-queue/storage-queue-poison-uploads.ts';
import type { PoisonUploads } from '../../../src/application/ports/dead-letters.ts';
import { sampleKey } from '../../contracts/images-contract.ts';
import { describePoisonUploads } from '../../contracts/poison-uploads-contract.ts';

jest.setTimeout(60_000);

const QUEUE = 'webjobs-blobtrigger-poison';

let storage: Storage;
let observer: QueueServiceClient;
let poisonUploads: PoisonUploads;

beforeAll(async () => {
  storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  const connectionString = storageConnectionString(storageAccounts.data, storage.ports);
  observer = QueueServiceClient.fromConnectionString(connectionString);
  poisonUploads = storageQueuePoisonUploads(await storageQueueClient({ connectionString }));
});

afterAll(() => storage.stop());

beforeEach(() => observer.getQueueClient(QUEUE).deleteIfExists());

const queue = async () => {
  const client = observer.getQueueClient(QUEUE);
  await client.createIfNotExists();
  return client;
};

const blob = { functionId: 'Host.Functions.processUpload', blobType: 'BlockBlob', etag: '"0x1"' };

const message = (name: string, container = 'uploads') => printBlobMessage({ ...blob, container, name });

describePoisonUploads('Azurite', () => ({
  poisonUploads,
  bury: async (images) => {
    const client = await queue();
    for (const image of images)
      await client.sendMessage(image ? message(`${image.productId}/${image.imageId}`) : 'bm8=');
  },
  holdAll: async () => {
    const client = await queue();
    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32, visibilityTimeout: 60 });
    return async () => {
      for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
        await client.updateMessage(messageId, popReceipt, messageText, 0);
      }
    };
  },
}));

test('the body is the JSON that the host wrote, in base64 or plain, or else the text', async () => {
  const client = await queue();
  const { productId, imageId } = sampleKey();
  const name = `${productId}/${imageId}`;
  const plain = Buffer.from(message(name), 'base64').toString();
  for (const text of [message(name), plain, '{broken']) await client.sendMessage(text);
  const [encoded, unencoded, broken] = await poisonUploads.list();
  const body = { Type: 'BlobTrigger', BlobName: name, ContainerName: 'uploads', ETag: '"0x1"' };

  expect(encoded).toMatchObject({ body, image: { productId, imageId } });
  expect(unencoded).toMatchObject({ body, image: { productId, imageId } });
  expect(broken).toMatchObject({ body: '{broken' });
  expect(broken?.image).toBeUndefined();
});

test('a blob that is not one of our uploads is not an upload', async () => {
  const client = await queue();
  const { productId, imageId } = sampleKey();
  for (const text of [
    message(`${productId}/${imageId}`, 'images'),
    message(`${productId}/${imageId}/x`),
    message(`../${imageId}`),
    message(productId),
  ]) {
    await client.sendMessage(text);
  }

  for (const upload of await poisonUploads.list()) expect(upload.image).toBeUndefined();
});

test('without a listener it is Unavailable', async () => {
  const connectionString = storageConnectionString(storageAccounts.data, { blob: 1, queue: 1, table: 1 });
  const dead = storageQueuePoisonUploads(await storageQueueClient({ connectionString }));
  await expect(dead.list()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'media' });
});
