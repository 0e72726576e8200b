import { setTimeout as pause } from 'node:timers/promises';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { adjustStock } from '../../../src/application/stock/adjust-stock.ts';
import { setStock } from '../../../src/application/stock/set-stock.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toEtag, toProductId } from '../../support/ids.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

const WRITERS = 40;

let cosmos: CosmosForTests;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
});

afterEach(() => cosmos.faults.clear());
afterAll(() => cosmos.close());

const openStock = async (name: string) => {
  const database = await cosmos.connect();
  const stock = cosmosStock(database.container('stock'));
  const products = cosmosProducts(database.container('products'));
  const productId = toProductId(name);
  await stock.createLevel(productId, received(1));
  // As far away as in Azure. Without it, the first writers end before the last ones begin.
  cosmos.faults.set({ rules: [{ status: 'delay', delayMs: 25 }] });
  return { stock, productId, deps: { stock, products, log: recordingLog(), lowStock: 5, pause, random: Math.random } };
};

test('forty counts at once all succeed, and one of them is the last', async () => {
  const { stock, productId, deps } = await openStock('counted');
  const set = setStock(deps);
  const counts = Array.from({ length: WRITERS }, (_, n) => 100 + n);

  const results = await Promise.allSettled(counts.map((units) => set({ productId, units, precondition: {} })));

  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(counts).toContain((await stock.level(productId))?.value.available);
});

test('forty adjustments at once that exclude a version which is gone all count', async () => {
  const { stock, productId, deps } = await openStock('adjusted');
  const adjust = adjustStock(deps);
  const precondition = { ifNoneMatch: [toEtag('"gone"')] };

  const results = await Promise.allSettled(
    Array.from({ length: WRITERS }, (_, n) => adjust({ productId, delta: 1, idempotencyKey: `${n}`, precondition })),
  );

  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect((await stock.level(productId))?.value).toEqual(received(1 + WRITERS));
});
