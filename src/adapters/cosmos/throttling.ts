import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { type Place, Unavailable } from '../../domain/errors.ts';
import { placeOfRequest } from './request-charge.ts';

/** The longest that a throttled call may wait, all its retries together. */
export const MAX_WAIT_SECONDS = 2;

/** `status` is undefined if there was no answer, or a good one. */
type Failed = Place & { status?: number | undefined };

/** `throttled` is set while the latest answer to the call is 429; `latest`: its latest request. */
type Call = { throttled?: Unavailable | undefined; latest?: Failed };

const current = new AsyncLocalStorage<Call>();

const findThrottling = (status: number, retryAfterMs: string | undefined, place: Place): Unavailable | undefined =>
  status === 429
    ? new Unavailable('cosmos', {
        throttled: true,
        status,
        ...place,
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
    const call = current.getStore();
    const place = placeOfRequest(request);
    if (call) call.latest = place;
    const response = await http.sendRequest(request);
    if (call && response.status >= 400) call.latest = { ...place, status: response.status };
    const throttled = findThrottling(response.status, response.headers.get('x-ms-retry-after-ms'), place);
    if (call) call.throttled = throttled;
    if (throttled && throttled.retryAfterSeconds > MAX_WAIT_SECONDS) throw throttled;
    return response;
  },
});

/** The request that made a call fail, and its answer: the client's errors do not always say. */
const requests = new WeakMap<object, Failed>();

/** What was asked for when the call failed with this error, as far as it is known. */
export const requestOfFailure = (error: unknown): Failed => {
  if (error instanceof Unavailable) {
    const { operation, container, status } = error;
    return { operation, container, status };
  }
  return requests.get(Object(error)) ?? {};
};

/**
 * Runs one call. If throttling made it fail, rejects with an `Unavailable` that has the wait. Other
 * errors are unchanged; `requestOfFailure` knows them then.
 */
export const namingThrottling = async <T>(work: () => Promise<T>): Promise<T> => {
  const call: Call = {};
  try {
    return await current.run(call, work);
  } catch (error) {
    // Only an error that is an object can be found again.
    if (call.latest) requests.set(Object(error), call.latest);
    throw call.throttled ?? error;
  }
};
