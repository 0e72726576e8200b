import type { AskPart } from '../../../local/console/ask-part.ts';
import { readProducts } from '../../../local/console/topics/read-products.ts';
import { createStockReader } from '../../../local/console/topics/stock-reader.ts';

const parts = {
  host: 'http://host',
  issuer: 'http://issuer',
  audience: 'api://hearth',
  cosmos: 'http://cosmos',
  serviceBusControl: 'http://bus',
  blobs: 'http://blobs',
};

const price = { amount: 100, currency: 'EUR' };
const level = { onHand: 1, available: 1, held: 0, received: 1, shipped: 0 };
const { signal } = new AbortController();

/** A shop of eight products, whose stock is down until it is repaired. */
const brokenShop = () => {
  const ids = Array.from({ length: 8 }, (_, index) => `p${index}`);
  const asked: string[] = [];
  const state = { now: 0, isDown: true, rules: [{ status: 503 }] };
  const answer = (path: string): unknown => {
    if (!path.endsWith('/stock')) {
      return { items: ids.map((id) => ({ id, name: id, price, active: true, availability: 'low', images: [] })) };
    }
    asked.push(path);
    if (state.isDown) throw new Error('the stock answered 503.');
    return level;
  };
  const ask: AskPart = { api: async (path) => answer(path), part: async () => ({ rules: state.rules, struck: 7 }) };
  const stock = createStockReader(parts, ask, () => state.now);
  const read = async () => {
    asked.length = 0;
    const { rows, stockProblem } = await readProducts(ask, stock)(signal);
    return { asked: asked.length, known: rows.filter((row) => row.stock !== undefined).length, stockProblem };
  };
  return { state, read };
};

const down = { known: 0, stockProblem: 'the stock answered 503.' };

test('while stock is down, one request finds out, and further ones come less and less often', async () => {
  const { state, read } = brokenShop();
  expect(await read()).toEqual({ ...down, asked: 1 });
  expect(await read()).toEqual({ ...down, asked: 0 });

  state.now = 5_000;
  expect(await read()).toEqual({ ...down, asked: 1 });
  state.now = 14_999;
  expect(await read()).toEqual({ ...down, asked: 0 });
  state.now = 15_000;

  expect(await read()).toEqual({ ...down, asked: 1 });
});

test('once the faults are cleared, stock is read at once', async () => {
  const { state, read } = brokenShop();
  await read();
  state.isDown = false;
  state.rules = [];

  expect(await read()).toEqual({ asked: 8, known: 8, stockProblem: undefined });
});

test('stock that recovers by itself is read when the rest is over', async () => {
  const { state, read } = brokenShop();
  await read();
  state.isDown = false;
  expect(await read()).toEqual({ ...down, asked: 0 });
  state.now = 5_000;

  expect(await read()).toEqual({ asked: 8, known: 8, stockProblem: undefined });
});

test('a reader who leaves does not make it rest', async () => {
  const leaving = new AbortController();
  const ask: AskPart = {
    api: async () => {
      leaving.abort();
      throw new Error('aborted');
    },
    part: async () => ({}),
  };
  const stock = createStockReader(parts, ask);

  expect(await stock.read('mug', leaving.signal)).toBeUndefined();
  expect(stock.problem()).toBeUndefined();
});
