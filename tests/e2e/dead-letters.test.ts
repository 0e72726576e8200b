import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { scene } from '../adapters/sharp/test-images.ts';
import { damagedStock } from '../support/damaged-stock.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let api: ReturnType<typeof httpApi>;
let deadLetters: ReturnType<typeof deadLettersOn>;

beforeAll(async () => {
  stack = await startStack({ storage: true, env: { RETRY_MAX_ATTEMPTS: '3', RETRY_BASE_MS: '50' } });
  api = httpApi(stack);
  deadLetters = deadLettersOn(api);
});

afterAll(() => stack.close());

test('an order that cannot succeed is given up, found with its cause, and replayed to the end once the fault is fixed', async () => {
  const stock = damagedStock(stack);
  try {
    await api.product('table', 5);
    await stock.damage('table');
    const { body: placed } = await api.place('alice', { table: 2 });
    const order = await api.until(placed.id, ({ attention }) => attention !== undefined, 60_000);
    const reason = expect.stringMatching(
      /^Cosmos DB refused the change \(400\) while reserving table; tried 3 times in \d+ s$/,
    );
    expect(order).toMatchObject({ status: 'placed', due: 'reserve', attention: { reason } });
    const [letter] = await deadLetters.until(1);
    expect(letter).toMatchObject({
      source: 'process-order',
      reason: 'GivenUp',
      deliveryCount: 0,
      attempt: 3,
      body: { orderId: placed.id },
      order: { id: placed.id, status: 'placed', due: 'reserve', attention: { reason } },
      cause: expect.stringMatching(/"reserve" is still due; attempt 3 failed for good .*: Cosmos DB refused .*\.$/),
    });
    await stock.fix('table');
    expect(await deadLetters.replay(letter?.sequenceNumber)).toMatchObject({
      status: 202,
      body: { sequenceNumber: letter?.sequenceNumber, orderId: placed.id },
    });
    const confirmed = await api.until(placed.id, ({ status }) => status === 'confirmed', 60_000);
    expect(confirmed).not.toHaveProperty('attention');
    expect(await api.stock('table')).toMatchObject({ onHand: 5, available: 3, held: 2 });
    expect(await deadLetters.list()).toEqual([]);
    expect((await deadLetters.replay(letter?.sequenceNumber)).status).toBe(404);
  } finally {
    stock.close();
  }
});

test('a message that names no order is listed, cannot be replayed, and is discarded', async () => {
  const client = new ServiceBusClient(stack.serviceBus.connectionString);
  try {
    await client.createSender('process-order').sendMessages({ body: 'no order', messageId: 'bad-1' });
  } finally {
    await client.close();
  }
  const [letter] = await deadLetters.until(1);

  expect(letter).toMatchObject({ messageId: 'bad-1', body: 'no order', cause: expect.stringContaining('Discard it') });

  const refused = { status: 409, body: { code: 'conflict' } };
  expect(await deadLetters.replay(letter?.sequenceNumber)).toMatchObject(refused);
  expect(await deadLetters.replayAll()).toMatchObject({
    status: 202,
    body: { replayed: 0, skipped: 1, remaining: false },
  });
  expect((await deadLetters.discard(letter?.sequenceNumber)).status).toBe(204);
  expect((await deadLetters.discard(letter?.sequenceNumber)).status).toBe(404);
  expect(await deadLetters.list()).toEqual([]);
});

test('an upload that failed again and again is listed, and processed by its trigger once it is replayed', async () => {
  await api.product('lamp', 1);
  const images = BlobServiceClient.fromConnectionString(stack.settings.Media ?? '').getContainerClient('images');
  // Without the container, the variants have nowhere to go.
  await images.delete();
  const imageId = await api.upload('lamp', await scene({ width: 60, height: 40 }).jpeg().toBuffer());
  const [letter] = await deadLetters.until(1);

  expect(letter).toMatchObject({
    sequenceNumber: expect.stringMatching(/^blob-/),
    source: 'process-upload',
    image: { productId: 'lamp', imageId, status: 'awaiting_upload' },
    body: { ContainerName: 'uploads', BlobName: `lamp/${imageId}` },
    cause: expect.stringContaining('still awaiting_upload'),
  });

  await images.create();

  expect(await deadLetters.replay(letter?.sequenceNumber)).toMatchObject({
    status: 202,
    body: { image: { productId: 'lamp', imageId } },
  });
  expect(await api.untilProcessed('lamp', imageId)).toMatchObject({ status: 'ready' });
  expect(await deadLetters.list()).toEqual([]);
});
