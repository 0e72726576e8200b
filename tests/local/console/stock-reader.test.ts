import { createServer } from 'node:http';
import { type AskPart, askPart } from '../../../local/console/ask-part.ts';
import { readProduct, readProducts } from '../../../local/console/topics/read-products.ts';
import { createStockReader } from '../../../local/console/topics/stock-reader.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { parts } from './sample-parts.ts';

const price = { amount: 100, currency: 'EUR' };
const level = { onHand: 1, available: 1, held: 0, received: 1, shipped: 0 };
const { signal } = new AbortController();

/** A shop of eight products, whose stock is down until it is repaired. */
const brokenShop = () => {
  const ids = Array.from({ length: 8 }, (_, index) => `p${index}`);
  const asked: string[] = [];
  const state = { now: 0, isDown: true, broken: new Set<string>(), rules: [{ status: 503 }] };
  const answer = (path: string): unknown => {
    if (!path.endsWith('/stock')) {
      return { items: ids.map((id) => ({ id, name: id, price, active: true, availability: 'low', images: [] })) };
    }
    asked.push(path);
    if (state.isDown || state.broken.has(path.split('/')[2] ?? '')) throw new Error('the stock answered 503.');
    return level;
  };
  const ask: AskPart = { api: async (path) => answer(path), part: async () => ({ rules: state.rules, struck: 7 }) };
  const stock = createStockReader(parts, ask, () => state.now);
  const read = async () => {
    asked.length = 0;
    const { rows, stockProblem } = await readProducts(ask, stock)(signal);
    const stocks = rows.map((row) => row.stock);
    return {
      asked: asked.length,
      known: stocks.filter((each) => each?.isOld === false).length,
      ...(stocks.some((each) => each?.isOld) && { old: stocks.filter((each) => each?.isOld).length }),
      stockProblem,
    };
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

test('one product whose stock cannot be read leaves the others known', async () => {
  const { state, read } = brokenShop();
  state.isDown = false;
  state.broken.add('p3');
  const found = { asked: 8, known: 7, stockProblem: undefined };

  expect(await read()).toEqual(found);
  expect(await read()).toEqual(found);
});

test('one failing product, if it is asked for first, does not hide the others for long', async () => {
  const { state, read } = brokenShop();
  state.isDown = false;
  state.broken.add('p0');
  expect(await read()).toEqual({ ...down, asked: 1 });
  state.now = 5_000;

  expect(await read()).toEqual({ asked: 8, known: 7, stockProblem: undefined });
  expect(await read()).toEqual({ asked: 8, known: 7, stockProblem: undefined });
});

test('after an outage, products that failed in it are tried one after the other', async () => {
  const { state, read } = brokenShop();
  for (let count = 0; count < 8; count += 1) {
    await read();
    state.now += 60_000;
  }
  state.isDown = false;
  state.broken.add('p0');
  expect(await read()).toEqual({ ...down, asked: 1 });
  state.now += 60_000;

  expect(await read()).toEqual({ asked: 8, known: 7, stockProblem: undefined });
});

test('while it rests, what was known stays, marked as old', async () => {
  const { state, read } = brokenShop();
  state.isDown = false;
  await read();
  state.isDown = true;

  expect(await read()).toEqual({ ...down, asked: 1, old: 8 });
  expect(await read()).toEqual({ ...down, asked: 0, old: 8 });
});

test('one product that does not exist is reported as such', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  const host = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  const ask = askPart({ ...parts, host }, async () => 'token');
  const read = readProduct(ask, createStockReader(parts, ask), 'x');

  await expect(read(signal)).rejects.toThrow(/^There is no such product\.$/);
  server.close();
  server.closeAllConnections();
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
  const readStock = createStockReader(parts, ask);

  expect(await readStock(['mug'], leaving.signal)).toEqual({ stocks: [undefined], problem: undefined });
});
