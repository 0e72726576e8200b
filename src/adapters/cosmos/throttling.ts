import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { Unavailable } from '../../domain/errors.ts';

/** The longest that a call may wait for a throttling service, all its retries together. */
export const MAX_WAIT_SECONDS = 2;

/** Set while the latest answer to the call is that it is throttled. */
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
 * Notes what throttles the running call. Rejects if the service asks for a longer wait than a call
 * has: the client would sleep past every deadline, and its errors do not say how long it was.
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

/** Runs one call. If it was throttled, rejects with `Unavailable` and the wait asked for. */
export const namingThrottling = async <T>(work: () => Promise<T>): Promise<T> => {
  const call: Call = {};
  try {
    return await current.run(call, work);
  } catch (error) {
    throw call.throttled ?? error;
  }
};
