import { setTimeout as pause } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { parsePathPattern } from '../../../local/functions-host/blob/path-pattern.ts';
import { scanContainer } from '../../../local/functions-host/blob/scan-container.ts';
import { createWorkQueue, type Deliver } from '../../../local/functions-host/blob/work-queue.ts';
import {
  type Storage,
  startStorage,
  storageAccounts,
  storageConnectionString,
} from '../../../local/storage/start-storage.ts';

let storage: Storage;
let queues: QueueServiceClient;
let container: ReturnType<BlobServiceClient['getContainerClient']>;

beforeAll(async () => {
  storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  const connection = storageConnectionString(storageAccounts.host, storage.ports);
  queues = QueueServiceClient.fromConnectionString(connection);
  container = BlobServiceClient.fromConnectionString(connection).getContainerClient('uploads');
  await container.create();
});

afterAll(() => storage.stop());

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 25_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error('It never came to that.');
    await pause(20);
  }
};

describe('the queue of blobs to process', () => {
  const poison = () => queues.getQueueClient('webjobs-blobtrigger-poison');
  const message = { functionId: 'f', container: 'uploads', name: 'x', etag: '"1"', blobType: 'BlockBlob' };
  let hosts = 0;

  const start = (deliver: Deliver) => {
    hosts += 1;
    const queue = createWorkQueue({
      queues,
      hostId: `host${hosts}`,
      poisonThreshold: 2,
      parallelism: 1,
      pollMs: 20,
      logger: () => {},
    });
    return { queue, listen: () => queue.register('f', { deliver, poison: queues }) };
  };

  const buried = async (): Promise<string[]> => {
    await poison().createIfNotExists();
    const { receivedMessageItems } = await poison().receiveMessages({ numberOfMessages: 32 });
    for (const { messageId, popReceipt } of receivedMessageItems) await poison().deleteMessage(messageId, popReceipt);
    return receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
  };

  test('a message over which its host died each time ends in the poison queue, and is not delivered again', async () => {
    let deliveries = 0;
    const { queue, listen } = start(async () => {
      deliveries += 1;
      return 'done';
    });
    await queue.add(message);
    const client = queues.getQueueClient(`azure-webjobs-blobtrigger-host${hosts}`);
    for (let n = 0; n < 2; n++) {
      const [item] = (await client.receiveMessages()).receivedMessageItems;
      if (!item) throw new Error('none');
      await client.updateMessage(item.messageId, item.popReceipt, item.messageText, 0);
    }
    listen();
    let found: string[] = [];
    await until(async () => {
      found = await buried();
      return found.length > 0;
    });
    await queue.stop();

    expect([deliveries, found.length]).toEqual([0, 1]);
  });

  test('while Storage is down a delivery does not count as a try', async () => {
    let deliveries = 0;
    const { queue, listen } = start(async () => {
      deliveries += 1;
      if (deliveries <= 3) throw Object.assign(new Error('busy'), { statusCode: 503 });
      if (deliveries === 4) return 'failed';
      return 'done';
    });
    await queue.add(message);
    listen();
    await until(() => deliveries === 5);
    await queue.stop();
    await queue.settled();

    expect(await buried()).toEqual([]);
  });

  test('a blob that can never be read ends in the poison queue, like one that fails', async () => {
    let deliveries = 0;
    const { queue, listen } = start(async () => {
      deliveries += 1;
      throw Object.assign(new Error('archived'), { statusCode: 409 });
    });
    await queue.add(message);
    listen();
    let found: string[] = [];
    await until(async () => {
      found = await buried();
      return found.length > 0;
    });
    await queue.stop();

    expect(deliveries).toBe(2);
    expect(found.map((text) => JSON.parse(text))).toEqual([
      {
        Type: 'BlobTrigger',
        FunctionId: 'f',
        BlobType: 'BlockBlob',
        ContainerName: 'uploads',
        BlobName: 'x',
        ETag: '"1"',
      },
    ]);
  });
});

test('a blob that cannot be taken is logged once, offered again, and does not block others', async () => {
  for (const name of ['a', 'bad', 'c']) await container.getBlockBlobClient(name).upload('x', 1);
  const pattern = parsePathPattern('uploads/{name}', []);
  if (!pattern) throw new Error('no pattern');
  const told: string[] = [];
  const offered: string[] = [];
  const scanning = scanContainer({
    container,
    pattern,
    pollMs: 10,
    logger: (_level, _category, line) => told.push(line),
    offer: async ({ name }) => {
      offered.push(name);
      if (name === 'bad') throw new Error('It has a name that no receipt can have.');
      return true;
    },
  });
  await until(() => offered.filter((name) => name === 'bad').length >= 3);
  await scanning.stop();

  expect(offered.filter((name) => name !== 'bad').toSorted()).toEqual(['a', 'c']);
  expect(told).toEqual(['Blob "uploads/bad" cannot be taken, trying again: It has a name that no receipt can have.']);
});
