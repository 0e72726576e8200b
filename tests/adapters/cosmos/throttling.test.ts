import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { impatientHttpClient, namingThrottling, requestOfFailure } from '../../../src/adapters/cosmos/throttling.ts';
import { Unavailable } from '../../../src/domain/errors.ts';

const request = createPipelineRequest({
  url: 'https://shop.documents.azure.com/dbs/hearth/colls/orders/docs/ord_1',
  method: 'PUT',
});
const place = { operation: 'replace', container: 'orders' };

type Answer = { status: number; retryAfterMs?: string };

/** Gives these answers, one after the other. */
const answering = (...answers: Answer[]) => {
  const client = impatientHttpClient({
    sendRequest: async () => {
      const { status = 200, retryAfterMs } = answers.shift() ?? {};
      const headers = createHttpHeaders(retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': retryAfterMs });
      return { request, status, headers };
    },
  });
  return () => client.sendRequest(request);
};

/** The error of a call that gets these answers and then fails. */
const failureAfter = (...answers: Answer[]): Promise<unknown> => {
  const send = answering(...answers);
  const work = async () => {
    for (const _ of [...answers]) await send();
    throw new Error('The client gave up.');
  };
  return namingThrottling(work).catch((error: unknown) => error);
};

test('the client may wait for two seconds, and is not left to wait longer', async () => {
  await expect(answering({ status: 429, retryAfterMs: '2000' })()).resolves.toMatchObject({ status: 429 });
  await expect(answering({ status: 429, retryAfterMs: '2001' })()).rejects.toMatchObject({
    name: 'Unavailable',
    dependency: 'cosmos',
    throttled: true,
    status: 429,
    retryAfterSeconds: 3,
    ...place,
  });
});

test.each([
  ['1500', 2, 'Cosmos DB asked to wait for 1500 ms.'],
  ['0', 1, 'Cosmos DB asked to wait for 0 ms.'],
  [undefined, 1, 'Cosmos DB asked to wait for an unknown number of ms.'],
])('a call that fails while it is throttled for %s ms says to wait %d s', async (retryAfterMs, seconds, message) => {
  const answer = { status: 429, ...(retryAfterMs !== undefined && { retryAfterMs }) };

  expect(await failureAfter(answer)).toMatchObject({
    name: 'Unavailable',
    throttled: true,
    retryAfterSeconds: seconds,
    cause: { message },
  });
});

test('a call that fails for another reason after it was throttled fails for that reason', async () => {
  expect(await failureAfter({ status: 429 }, { status: 200 })).toMatchObject({ message: 'The client gave up.' });
  expect(await failureAfter({ status: 429 }, { status: 503 })).toMatchObject({ message: 'The client gave up.' });
});

test.each([
  [200, undefined],
  [399, undefined],
  [400, 400],
  [503, 503],
])('of a call that failed after the answer %d, the status is %s', async (status, expected) => {
  expect(requestOfFailure(await failureAfter({ status }))).toStrictEqual({
    ...place,
    ...(expected !== undefined && { status: expected }),
  });
});

test('nothing is known about a call that failed before its first request', async () => {
  expect(requestOfFailure(await failureAfter())).toStrictEqual({});
});

test.each(['text', 7, null, undefined])('%j, when thrown, is passed on, and nothing is known about it', async (odd) => {
  const send = answering({ status: 503 });
  const work = async () => {
    await send();
    throw odd;
  };

  await expect(namingThrottling(work)).rejects.toBe(odd);
  expect(requestOfFailure(odd)).toStrictEqual({});
});

test('an error that names its request already is believed', () => {
  const error = new Unavailable('cosmos', { ...place, status: 449 });
  expect(requestOfFailure(error)).toStrictEqual({ ...place, status: 449 });
});

test('a request outside a call is sent all the same', async () => {
  await expect(answering({ status: 404 })()).resolves.toMatchObject({ status: 404 });
});
