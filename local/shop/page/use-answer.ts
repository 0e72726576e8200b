import { useEffect, useState } from 'preact/hooks';
import type { Answer } from './api.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads until the value is final or refused: less and less often, and never in a hidden tab. */
export const useAnswer = <T>(read: () => Promise<Answer<T>>, causes: unknown[], isDone = (_: T, _same = 0) => true) => {
  const [answer, setAnswer] = useState<Answer<T>>({});
  /** The answer to a change, such as a cancellation. No read replaces it, whenever it began. */
  const [changed, show] = useState<Answer<T>>({});
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for (let last = '', same = 0; !stop.signal.aborted; ) {
        const next = await read();
        if (!stop.signal.aborted) setAnswer(({ value }) => ({ value, ...next }));
        const text = JSON.stringify(next.value) ?? last;
        [last, same] = [text, text === last ? same + 1 : 0];
        const { status = 500 } = next.problem ?? {};
        if (next.value ? isDone(next.value, same) : status < 500 && status !== 429) return;
        await pause(Math.min(300 * 1.6 ** same, 10_000));
        if (document.hidden) await new Promise((seen) => addEventListener('visibilitychange', seen, { once: true }));
      }
    };
    void follow();
    return () => stop.abort();
  }, [...causes, changed]);
  return { ...answer, ...changed, show };
};
