import { poisonUploadOf } from '../../../src/adapters/storage-queue/poison-message.ts';

const imageId = '0'.repeat(26);
const upload = { ContainerName: 'uploads', BlobName: `mug/${imageId}` };

const read = (messageText: string) =>
  poisonUploadOf({ messageId: 'm', insertedOn: new Date('2026-03-01T10:00:00Z'), dequeueCount: 3, messageText });

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

test('a message says when it came, how often it was delivered, and which upload it is about', () => {
  expect(read(JSON.stringify(upload))).toEqual({
    id: 'm',
    enqueuedAt: '2026-03-01T10:00:00.000Z',
    deliveryCount: 3,
    body: upload,
    image: { productId: 'mug', imageId },
  });
  expect(read(encode(upload))).toMatchObject({ body: upload, image: { productId: 'mug', imageId } });
});

test.each([
  ['no name', { ContainerName: 'uploads' }],
  ['no container', { BlobName: upload.BlobName }],
  ['another container', { ...upload, ContainerName: 'images' }],
  ['a name that is none of ours', { ...upload, BlobName: 'mug' }],
  ['a name that is a number', { ...upload, BlobName: 7 }],
  ['null', null],
  ['a number', 7],
  ['a text', 'uploads'],
])('a message of %s is about no upload', (_, body) => {
  expect(read(encode(body)).image).toBeUndefined();
});

test.each(['', '{broken', 'bm8='])('the body of %j is the text itself', (text) => {
  expect(read(text).body).toBe(text);
});
