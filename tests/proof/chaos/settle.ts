import { setTimeout as pause } from 'node:timers/promises';
import type { deadLettersOn } from '../../support/dead-letters-on.ts';
import type { httpApi } from '../../support/http-api.ts';
import { type BookedOrder, listOrders } from './read-books.ts';

type Api = ReturnType<typeof httpApi>;

/**
 * Time for a message that the relay sends at the last moment, and for what its handler waits for.
 */
const GRACE_MS = 60_000;

const owing = async (api: Api): Promise<readonly BookedOrder[]> =>
  (await Promise.all(['reserve', 'release', 'settle'].map((due) => listOrders(api, `due=${due}`)))).flat();

/**
 * Waits until no unmarked order owes anything, for as long as the relay may take. It sends for
 * debts that are 1, 2, 4, ... minutes old, so a debt of at most `oldestMs` waits no longer than the
 * greatest of these that it has reached. Returns the milliseconds it took.
 */
export const untilQuiet = async (api: Api, oldestMs: number): Promise<number> => {
  const start = Date.now();
  const limitMs = 2 ** Math.floor(Math.log2(Math.max(1, oldestMs / 60_000))) * 60_000 + GRACE_MS;
  while ((await owing(api)).some(({ attention }) => !attention) && Date.now() - start < limitMs) await pause(500);
  return Date.now() - start;
};

/**
 * What an operator does about failed orders: replay all dead letters, then retry the orders that
 * are still marked.
 */
export const attendTo = async (
  api: Api,
  deadLetters: ReturnType<typeof deadLettersOn>,
): Promise<{ attention: number; deadLetters: number }> => {
  const marked = (await owing(api)).filter(({ attention }) => attention);
  const letters = await deadLetters.list();
  for (let remaining = letters.length > 0, calls = 0; remaining && calls < 50; calls++) {
    const { status, body } = await deadLetters.replayAll();
    if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
    remaining = body.remaining === true;
  }
  for (const { id, attention } of await owing(api)) {
    if (attention) await api.call('POST', `/orders/${id}/retry`, { as: ['root', 'admin'] });
  }
  return { attention: marked.length, deadLetters: letters.length };
};
