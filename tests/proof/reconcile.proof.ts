import Table from 'cli-table3';
import { reconcileStock } from '../../src/application/stock/reconcile-stock.ts';
import type { Reconciliation } from '../../src/application/stock/reconciliation-results.ts';
import { type CosmosForTests, startCosmosForTests } from '../adapters/cosmos/cosmos-for-tests.ts';
import { corruptAll, corruptions, expectedFindings, fixAll, plantVictims } from '../support/corruptions.ts';
import { cosmosBooks } from '../support/cosmos-books.ts';
import { recordingLog } from '../support/in-memory/recording-log.ts';

// npm run prove -- reconcile

jest.setTimeout(120_000);

let cosmos: CosmosForTests;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
});

afterAll(() => cosmos.close());

/** Reconciles one night over the wire. Returns what it said about each product. */
const night = async () => {
  const { orders, products, stock } = cosmosBooks(await cosmos.connect());
  const log = recordingLog();
  const pause = async () => {};
  const run = reconcileStock({ orders, products, stock, log, clock: () => new Date(), lowStock: 5, pause });
  const outcome: Reconciliation = await run();
  const said = (productId: string): string =>
    log.entries
      .filter(({ event, fields }) => fields.productId === productId && event !== 'reconcile_progress')
      .map(({ fields }) => (fields.code === undefined ? `repaired (${fields.what})` : `reported (${fields.code})`))
      .join(', ') || '-';
  return { outcome, said };
};

test('every kind of corruption is repaired or reported, and once all is fixed there is nothing left', async () => {
  const books = cosmosBooks(await cosmos.connect());
  const victims = await plantVictims(books);
  expect((await night()).outcome).toMatchObject({ found: 0, repaired: { reservations: 0, availability: 0 } });

  await corruptAll(books, victims);
  const first = await night();
  const second = await night();
  await fixAll(books, victims);
  const third = await night();
  const last = await night();

  const table = new Table({ head: ['corruption', 'run 1', 'run 2', 'after fixing', 'the night after'] });
  for (const [n, { name }] of corruptions.entries()) {
    const { productId = '' } = victims[n] ?? {};
    table.push([name, ...[first, second, third, last].map(({ said }) => said(productId))]);
  }
  process.stdout.write(`${table.toString()}\n`);

  const named = first.outcome.findings.map(({ code, productId }) => `${code} ${productId}`);

  expect(named.toSorted()).toEqual(expectedFindings);
  expect(second.outcome.repaired).toEqual({ reservations: 0, availability: 0 });
  expect(third.outcome.found).toBe(0);
  expect(last.outcome).toMatchObject({ found: 0, busy: 0, skipped: 0, repaired: { reservations: 0, availability: 0 } });
});
