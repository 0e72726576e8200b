import { type Answer, call, type Order, pause } from './api.ts';

const FIRST_MS = 300;
const MAX_MS = 15_000;

export const isOpen = ({ status }: Order): boolean => status === 'placed' || status === 'confirmed';

const isVisible = (): Promise<void> =>
  new Promise((resolve) => {
    if (!document.hidden) resolve();
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });

type Follow = { id: string; as: string; onAnswer: (answer: Answer<Order>) => void; signal: AbortSignal };

/**
 * Reads the order while it is open: more and more rarely if nothing changes, and not at all while
 * nobody looks. With its ETag, an order that has not changed costs an empty answer.
 */
export const followOrder = async ({ id, as, onAnswer, signal }: Follow): Promise<void> => {
  let etag: string | null = null;
  for (let wait = FIRST_MS; !signal.aborted; wait = Math.min(wait * 1.6, MAX_MS)) {
    const headers: Record<string, string> = etag === null ? {} : { 'if-none-match': etag };
    const answer: Answer<Order> = await call(`/orders/${id}`, { as, headers });
    const { value, problem } = answer;
    if (!signal.aborted && (value ?? problem)) onAnswer(answer);
    if (problem?.code === 'not_found' || (value && !isOpen(value))) return;
    if (value) [etag, wait] = [answer.etag ?? null, FIRST_MS];
    await pause(wait);
    await isVisible();
  }
};
