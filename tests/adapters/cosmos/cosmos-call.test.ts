import { cosmosCall, withinDeadline } from '../../../src/adapters/cosmos/cosmos-call.ts';

const answer = (code: number, fields: object = {}) => Object.assign(new Error(`status ${code}`), { code, ...fields });

describe('cosmosCall', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([408, 410, 429, 502, 503, 504])('%i is Unavailable and keeps its cause', async (code) => {
    const cause = answer(code);
    await expect(cosmosCall(() => Promise.reject(cause))).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'cosmos',
      throttled: code === 429,
      status: code,
      cause,
    });
  });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ENOTFOUND', 'TimeoutError'])('%s is Unavailable', async (code) => {
    const cause = Object.assign(new Error(code), { code });
    await expect(cosmosCall(() => Promise.reject(cause))).rejects.toMatchObject({ name: 'Unavailable', cause });
  });

  test('says after how many seconds to try again, rounded up', async () => {
    const throttled = answer(429, { retryAfterInMs: 2_100 });
    await expect(cosmosCall(() => Promise.reject(throttled))).rejects.toMatchObject({ retryAfterSeconds: 3 });
  });

  test('what is aborted is Unavailable; the number of its error is no status of the service', async () => {
    for (const name of ['AbortError', 'TimeoutError']) {
      const cause = new DOMException('too late', name);
      await expect(cosmosCall(() => Promise.reject(cause))).rejects.toMatchObject({
        name: 'Unavailable',
        throttled: false,
        status: undefined,
        retryAfterSeconds: 1,
        cause,
      });
    }
  });

  test.each([undefined, null, 'text', 7])('what is thrown as %j is thrown unchanged', async (odd) => {
    await expect(cosmosCall(() => Promise.reject(odd))).rejects.toBe(odd);
  });

  test.each([400, 401, 403, 404, 409, 412, 413, 500])('%i passes as it is', async (code) => {
    const fault = answer(code);
    await expect(cosmosCall(() => Promise.reject(fault))).rejects.toBe(fault);
  });

  test('a mistake in our own code passes as it is', async () => {
    const fault = new TypeError('not a function');
    await expect(cosmosCall(() => Promise.reject(fault))).rejects.toBe(fault);
  });

  test('449 is tried again', async () => {
    const work = jest.fn<Promise<string>, []>().mockRejectedValueOnce(answer(449)).mockResolvedValueOnce('done');
    expect(await cosmosCall(work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('other failures are not tried again here: the client has done that', async () => {
    const work = jest.fn(() => Promise.reject(answer(503)));
    await expect(cosmosCall(work)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('449 again and again is Unavailable in the end', async () => {
    const work = jest.fn(() => Promise.reject(answer(449)));
    await expect(cosmosCall(work)).rejects.toMatchObject({ name: 'Unavailable', throttled: false });
    expect(work).toHaveBeenCalledTimes(4);
  });

  test('a status can stand for an outcome', async () => {
    const outcomes = { 409: 'exists' };
    expect(await cosmosCall(() => Promise.reject(answer(409)), outcomes)).toBe('exists');
    await expect(cosmosCall(() => Promise.reject(answer(412)), outcomes)).rejects.toMatchObject({ code: 412 });
  });

  test('a call that never ends is aborted and rejects after 6 seconds', async () => {
    jest.useFakeTimers();
    let seen: AbortSignal | undefined;
    const call = cosmosCall((signal) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    const outcome = expect(call).rejects.toMatchObject({ name: 'Unavailable', dependency: 'cosmos' });
    await jest.advanceTimersByTimeAsync(5_999);

    expect(seen?.aborted).toBe(false);

    await jest.advanceTimersByTimeAsync(1);
    await outcome;
    expect(seen?.aborted).toBe(true);
  });

  test('a caller can end it sooner', async () => {
    const caller = new AbortController();
    const call = withinDeadline(() => new Promise(() => undefined), caller.signal);
    caller.abort();

    await expect(call).rejects.toMatchObject({ name: 'Unavailable' });

    const work = jest.fn(() => Promise.resolve());
    await expect(withinDeadline(work, caller.signal)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(work).not.toHaveBeenCalled();
  });
});
