/**
 * Runs one call, and rejects with a `TimeoutError` once its time is up or `outer` is aborted. The retries of the clients do not end by
 * themselves (one tries a read that times out 120 times over), and between two tries they do not look at the signal; hence the race.
 * A timer of its own, not `AbortSignal.timeout`: that one goes on, and makes an error, after a call that ended long before.
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
    cancel = () => expire('The caller did not wait any longer.');
    outer.addEventListener('abort', cancel, { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
    if (cancel) outer?.removeEventListener('abort', cancel);
  }
};
