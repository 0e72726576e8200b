import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { Unavailable } from '../../domain/errors.ts';

/** The longest that a throttled call may wait, all its retries together. */
export const MAX_WAIT_SECONDS = 2;

/** `throttled` is set while the latest answer to the call is 429. */
type Call = { throttled?: Unavailable | undefined };

const current = new AsyncLocalStorage<Call>();

const findThrottling = (status: number, retryAfterMs: string | undefined): Unavailable | undefined =>
  status === 429
    ? new Unavailable('cosmos', {
        throttled: true,
        status,
        retryAfterSeconds: Math.max(1, Math.ceil(Number(retryAfterMs ?? 0) / 1000)),
        cause: new Error(`Cosmos DB asked to wait for ${retryAfterMs ?? 'an unknown number of'} ms.`),
      })
    : undefined;

/**
 * Notes whether the running call is throttled. Rejects if the service asks for a longer wait than a
 * call may take: the client would sleep past every deadline, and its errors do not name the wait.
 */
export const impatientHttpClient = (http: HttpClient): HttpClient => ({
  sendRequest: async (request) => {
    const response = await http.sendRequest(request);
    const throttled = findThrottling(response.status, response.headers.get('x-ms-retry-after-ms'));
    const call = current.getStore();
    if (call) call.throttled = throttled;
    if (throttled && throttled.retryAfterSeconds > MAX_WAIT_SECONDS) throw throttled;
    return response;
  },
});

/** Runs one call. If throttling made it fail, rejects with an `Unavailable` that has the wait. */
export const namingThrottling = async <T>(work: () => Promise<T>): Promise<T> => {
  const call: Call = {};
  try {
    return await current.run(call, work);
  } catch (error) {
    throw call.throttled ?? error;
  }
};
