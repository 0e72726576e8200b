import { blobCall } from '../../../src/adapters/blob/blob-call.ts';
import { describeFailure } from '../../../src/domain/describe-failure.ts';

const failureOf = async (request: unknown) => {
  const error = Object.assign(new Error('busy'), { statusCode: 503, request });
  const failure: unknown = await blobCall(() => Promise.reject(error)).catch((caught: unknown) => caught);
  return describeFailure(failure);
};

test.each([
  'https://media.blob.core.windows.net/images/mug/1/800.webp?sig=secret',
  'http://127.0.0.1:10000/devstoreaccount1/images/mug/1/800.webp?sig=secret',
])('a failed call names its container and nothing else of the address %s', async (url) => {
  expect(await failureOf({ url, method: 'PUT' })).toEqual({
    reason: 'Unavailable: media throttles.',
    service: 'media',
    operation: 'write',
    container: 'images',
    status: 503,
  });
});

test.each([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['PUT', 'write'],
  ['DELETE', 'delete'],
  ['PATCH', undefined],
])('a failed %s says that it was to %s', async (method, operation) => {
  const url = 'https://media.blob.core.windows.net/uploads/mug/1';
  expect(await failureOf({ url, method })).toMatchObject({ operation, container: 'uploads' });
});

test.each([
  ['no address', { method: 'GET' }],
  ['an address without a container', { method: 'GET', url: 'https://media.blob.core.windows.net/' }],
  ['an address inside of another', { method: 'GET', url: 'ftp://a/?https://media.blob.core.windows.net/uploads/mug' }],
])('a failed call with %s names no container', async (_, request) => {
  expect(await failureOf(request)).toMatchObject({ operation: 'read', container: undefined });
});

test('a call that failed before there was a request names nothing', async () => {
  expect(await failureOf(undefined)).toMatchObject({ operation: undefined, container: undefined, status: 503 });
});
