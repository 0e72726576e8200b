import { setTimeout as pause } from 'node:timers/promises';
import type { deadLettersOn } from '../../support/dead-letters-on.ts';
import type { httpApi } from '../../support/http-api.ts';
import { type BookedOrder, listOrders } from './read-books.ts';

type Api = ReturnType<typeof httpApi>;

/** What the relay does not send for within this time after the calm was lost by it, too. */
const GRACE_MS = 120_000;

const owing = async (api: Api): Promise<readonly BookedOrder[]> =>
  (await Promise.all(['reserve', 'release', 'settle'].map((due) => listOrders(api, `due=${due}`)))).flat();

/**
 * Waits, as long as the relay may take for debts that are at most `oldestMs` old (it sends when they are 1, 2, 4, ... minutes old), until
 * no order owes anything but those that ask for attention. Returns how long it took; the books tell what is left.
 */
export const untilQuiet = async (api: Api, oldestMs: number): Promise<number> => {
  const start = Date.now();
  const limitMs = 2 ** Math.ceil(Math.log2(oldestMs / 60_000 + 1)) * 60_000 - oldestMs + GRACE_MS;
  while ((await owing(api)).some(({ attention }) => !attention) && Date.now() - start < limitMs) await pause(500);
  return Date.now() - start;
};

/** What an operator does about orders that were given up: replays all dead letters, then tries the orders that still ask for attention. */
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
