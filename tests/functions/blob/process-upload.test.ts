import { InvocationContext } from '@azure/functions';
import type { ProcessUploadCommand } from '../../../src/application/images/process-upload.ts';
import { processUploadConsumer } from '../../../src/functions/blob/process-upload.ts';
import { uploadTrigger } from '../../../src/functions/blob/upload-trigger.ts';
import { invocationLog } from '../../../src/functions/invocation.ts';

const imageId = '0'.repeat(26);
const bytes = Buffer.from('bytes');

const start = (processUpload = async (_: ProcessUploadCommand): Promise<void> => {}) => {
  const commands: ProcessUploadCommand[] = [];
  const handler = uploadTrigger(async () =>
    processUploadConsumer({
      processUpload: async (command) => {
        commands.push(command);
        await processUpload(command);
      },
    }),
  );
  const lines: unknown[][] = [];
  const deliver = async (blob: unknown, triggerMetadata?: Record<string, unknown>): Promise<void> => {
    const context = new InvocationContext({
      invocationId: 'i',
      functionName: 'processUpload',
      logHandler: (_level, ...args) => lines.push(args),
      ...(triggerMetadata && { triggerMetadata }),
    });
    await handler(blob, context);
  };
  return { commands, deliver, lines };
};

/**
 * As the worker passes a blob's name: it parses placeholders that happen to be JSON, but never the
 * path.
 */
const metadataOf = (name: string): Record<string, unknown> => {
  const parsed = (part = ''): unknown => {
    try {
      return JSON.parse(part);
    } catch {
      return part;
    }
  };
  const [productId, ...rest] = name.split('/');
  return {
    blobTrigger: `uploads/${name}`,
    uri: `https://shop/uploads/${name}`,
    productId: parsed(productId),
    imageId: parsed(rest.join('/')),
  };
};

test.each([
  ['nothing but its name', undefined],
  ['its bytes, as a host does that knows no references', bytes],
  ['no bytes', Buffer.alloc(0)],
  ['a text', 'bytes'],
  ['a client', {}],
])('hands on the product and the image if the host delivers %s', async (_, blob) => {
  const { deliver, commands } = start();
  await deliver(blob, metadataOf(`mug/${imageId}`));
  expect(commands).toEqual([{ productId: 'mug', imageId }]);
});

test.each(['null', 'true', '1e5', '0', '12345678901234567890', '1e400', '007', 'undefined'])(
  'a product called %s is taken for no other',
  async (productId) => {
    const { deliver, commands } = start();
    await deliver(bytes, metadataOf(`${productId}/${imageId}`));
    expect(commands).toMatchObject([{ productId, imageId }]);
  },
);

test.each([
  ['["mug"]', imageId],
  ['"mug"', imageId],
  ['', imageId],
  ['mug', `${imageId}/800.webp`],
  ['mug', `["${imageId}"]`],
  ['mug', ''],
  ['mug\n', `${imageId}\n`],
  ['..', `../${imageId}`],
  ['m%75g', imageId],
])('the name %j / %j arrives as it is', async (productId, image) => {
  const { deliver, commands } = start();
  await deliver(bytes, metadataOf(`${productId}/${image}`));
  expect(commands).toMatchObject([{ productId, imageId: image }]);
});

test('a fault makes the host try again', async () => {
  const { deliver } = start(() => Promise.reject(new Error('Cosmos is down')));
  await expect(deliver(bytes, metadataOf(`mug/${imageId}`))).rejects.toThrow('Cosmos is down');
});

test.each([[undefined], [{}], [{ blobTrigger: 'uploads/x' }], [{ blobTrigger: 7 }], [{ productId: 'mug', imageId }]])(
  'an upload without its path (%j) is a fault',
  async (metadata) => {
    const { deliver, commands } = start();
    await expect(deliver(bytes, metadata)).rejects.toThrow('without its path');
    expect(commands).toEqual([]);
  },
);

test('what is logged belongs to the invocation', async () => {
  const { deliver, lines } = start(async () => invocationLog.warn('upload_ignored', { reason: 'no' }));
  await deliver(bytes, metadataOf(`mug/${imageId}`));
  expect(lines).toEqual([['{"event":"upload_ignored","reason":"no"}']]);
});
