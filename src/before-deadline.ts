/**
 * Rejects with a `TimeoutError` once the time is up or `outer` is aborted. It races the call,
 * because clients ignore the signal between two attempts (one of them repeats a timed-out read 120
 * times). Its own timer, because `AbortSignal.timeout` keeps running after the call has ended.
 */
export const beforeDeadline = async <T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> => {
  outer?.throwIfAborted();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let cancel: (() => void) | undefined;
  const expired = new Promise<never>((_, reject) => {
    const expire = (message: string) => {
      reject(new DOMException(message, 'TimeoutError'));
      controller.abort();
    };
    timer = setTimeout(expire, ms, `No answer within ${ms} ms.`);
    if (!outer) return;
    cancel = () => expire('The caller stopped waiting.');
    outer.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
    if (cancel) outer?.removeEventListener('abort', cancel);
  }
};
