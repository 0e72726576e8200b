import { useEffect, useState } from 'preact/hooks';
import type { Answer } from './api.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const isVisible = (): Promise<void> =>
  new Promise((resolve) => {
    if (!document.hidden) resolve();
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });

/**
 * Reads until the value is final: less and less often, and never in a hidden tab. The browser
 * sends the ETag of what it has, so an unchanged answer costs little.
 */
export const useAnswer = <T>(read: () => Promise<Answer<T>>, causes: unknown[], isFinal = (_: T) => true) => {
  const [answer, setAnswer] = useState<Answer<T>>({});
  const show = (next: Answer<T>): void => setAnswer(({ value }) => ({ value, ...next }));
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for (let wait = 300; !stop.signal.aborted; wait = Math.min(1.6 * wait, 10_000)) {
        const next = await read();
        if (!stop.signal.aborted) show(next);
        if (next.problem?.status === 404 || (next.value && isFinal(next.value))) return;
        await pause(wait);
        await isVisible();
      }
    };
    void follow();
    return () => stop.abort();
  }, causes);
  return { ...answer, show };
};
