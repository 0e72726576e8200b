import { setTimeout as pause } from 'node:timers/promises';
import { damagedStock } from '../support/damaged-stock.ts';
import { deadLettersOn } from '../support/dead-letters-on.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: true, env: { RETRY_MAX_ATTEMPTS: '6', RETRY_BASE_MS: '200' } });
});

afterAll(() => stack.close());

/** Reports the events that the app logs about one order, each once, as they come. */
const follow = (orderId: string, tell: (what: string) => void) => {
  const stopping = new AbortController();
  const ended = (async () => {
    for (let seen = 0; !stopping.signal.aborted; await pause(5)) {
      for (; seen < stack.log.length; seen++) {
        const line = stack.log[seen] ?? '';
        // The host also mentions orders, in plain text.
        if (!line.includes(orderId) || !line.includes('"event"')) continue;
        const { event, attempt, waitMs, deliveryCount } = JSON.parse(line);
        if (event === 'order_attempt_failed') tell(`attempt ${attempt} failed; the next in ${waitMs} ms`);
        if (event === 'order_given_up' && deliveryCount === 1) tell(`attempt ${attempt} failed: given up`);
        if (event === 'dead_letter_replayed') tell('replayed');
      }
    }
  })();
  return async () => {
    stopping.abort();
    await ended;
  };
};

test('the life of an order that cannot succeed until something is fixed', async () => {
  const api = httpApi(stack);
  const deadLetters = deadLettersOn(api);
  const stock = damagedStock(stack);
  await api.product('p-12', 5);
  await stock.damage('p-12');
  const begin = performance.now();
  const lines: [number, string][] = [];
  const tell = (what: string) => void lines.push([performance.now() - begin, what]);
  const { body: order } = await api.place('alice', { 'p-12': 2 });
  tell('placed');
  const stop = follow(String(order.id), tell);
  const marked = await api.until(order.id, ({ attention }) => attention !== undefined, 120_000);
  tell(`state: ${marked.status}, due ${marked.due}, attention "${Object(marked.attention).reason}"`);
  const [letter] = await deadLetters.until(1, 120_000);
  tell(
    `dead letter ${letter?.sequenceNumber}: ${letter?.reason}, attempt ${letter?.attempt}, ${letter?.deliveryCount} deliveries`,
  );
  tell(`cause: ${letter?.cause}`);
  await stock.fix('p-12');
  tell('fixed');

  expect((await deadLetters.replay(letter?.sequenceNumber)).status).toBe(202);

  const confirmed = await api.until(order.id, ({ status }) => status === 'confirmed', 60_000);
  tell(`state: ${confirmed.status}, due ${confirmed.due ?? 'nothing'}, attention ${confirmed.attention ?? 'none'}`);
  await stop();
  stock.close();

  expect(await deadLetters.list()).toEqual([]);
  expect(await api.stock('p-12')).toMatchObject({ onHand: 5, available: 3, held: 2 });

  const text = lines
    .toSorted(([a], [b]) => a - b)
    .map(([ms, what]) => `${(ms / 1000).toFixed(2).padStart(7)} s  ${what}`);
  process.stdout.write(`${text.join('\n')}\n`);
});
