import { beforeDeadline } from '../src/before-deadline.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const never = <T>(): Promise<T> => new Promise<T>(() => {});

test('resolves to what the call resolves to, and leaves no timer and no listener behind', async () => {
  const outer = new AbortController();
  const removed = jest.spyOn(outer.signal, 'removeEventListener');

  expect(await beforeDeadline(1_000, async () => 'done', outer.signal)).toBe('done');
  expect(jest.getTimerCount()).toBe(0);
  expect(removed).toHaveBeenCalledTimes(1);
});

test('rejects as the call rejects, even if it throws at once', async () => {
  await expect(beforeDeadline(1_000, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');

  const throwing = () => {
    throw new Error('at once');
  };
  await expect(beforeDeadline(1_000, throwing)).rejects.toThrow('at once');
  expect(jest.getTimerCount()).toBe(0);
});

test('a call that takes too long is aborted and given up', async () => {
  let told: AbortSignal | undefined;
  const call = beforeDeadline(1_000, (signal) => {
    told = signal;
    return never();
  });
  const outcome = expect(call).rejects.toMatchObject({ name: 'TimeoutError', message: 'No answer within 1000 ms.' });
  jest.advanceTimersByTime(999);

  expect(told?.aborted).toBe(false);

  jest.advanceTimersByTime(1);
  expect(told?.aborted).toBe(true);

  await outcome;
});

test('a caller that goes away ends the call', async () => {
  const outer = new AbortController();
  const call = beforeDeadline(1_000, () => never(), outer.signal);
  outer.abort();

  await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(jest.getTimerCount()).toBe(0);
});

test('a caller that has gone makes no call', async () => {
  const work = jest.fn(never);
  await expect(beforeDeadline(1_000, work, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(work).not.toHaveBeenCalled();
});

test('a call that was given up does no harm later', async () => {
  let fail = (_: Error): void => {};
  const call = beforeDeadline(10, () => new Promise<never>((_, reject) => (fail = reject)));
  const outcome = expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  jest.advanceTimersByTime(10);
  await outcome;
  fail(new Error('late'));
});
