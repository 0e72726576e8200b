/**
 * Runs one call, and rejects with a `TimeoutError` once its time is up or `outer` is aborted. The retries of the clients do not end by
 * themselves (one tries a read that times out 120 times over), and between two tries they do not look at the signal; hence the race.
 */
export const beforeDeadline = async <T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> => {
  const controller = new AbortController();
  const { signal } = controller;
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('The call took too long.', 'TimeoutError')));
  });
  const expire = () => controller.abort();
  const timer = setTimeout(expire, ms);
  outer?.addEventListener('abort', expire, { once: true });
  try {
    outer?.throwIfAborted();
    return await Promise.race([work(signal), expired]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', expire);
  }
};
