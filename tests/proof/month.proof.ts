import { readFile } from 'node:fs/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import Table from 'cli-table3';
import { startStorage, storageAccounts, storageConnectionString } from '../../local/storage/start-storage.ts';
import { blobClient } from '../../src/adapters/blob/blob-client.ts';
import { blobReports } from '../../src/adapters/blob/blob-reports.ts';
import { cosmosOrders } from '../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../src/adapters/cosmos/cosmos-stock.ts';
import { renderCsv } from '../../src/adapters/csv/render-csv.ts';
import type { Reports } from '../../src/application/ports/reports.ts';
import { reportSales } from '../../src/application/reports/report-sales.ts';
import { dayOf, daysBetween } from '../../src/domain/day.ts';
import type { ProductSales, SalesFigures, SalesReport } from '../../src/domain/sales-report.ts';
import { startCosmosForTests } from '../adapters/cosmos/cosmos-for-tests.ts';
import { addUpSales, everyOrder, type Sums } from '../support/add-up-sales.ts';
import { inMemoryReports } from '../support/in-memory/in-memory-reports.ts';
import { madeUpShop } from '../support/made-up-shop.ts';
import { FIRST_DAY, sellForAMonth } from '../support/sell-for-a-month.ts';

// A month of orders, reported every night. With your own shop: SHOP_FILE=orders.json npm run prove
// -- month

jest.setTimeout(900_000);

const shopText = async (): Promise<string> => {
  const file = process.env.SHOP_FILE;
  return file === undefined ? JSON.stringify(madeUpShop(600)) : readFile(file, 'utf8');
};

const figures = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped', 'units', 'revenue'] as const;

/** A report in the form of `addUpSales`. */
const sumsOf = ({ totals, products }: SalesReport): Sums => {
  const named = (prefix: string, row: SalesFigures) =>
    figures.flatMap((figure) => (row[figure] === 0 ? [] : [[`${prefix}/${figure}`, Number(row[figure])] as const]));
  return Object.fromEntries([
    ...totals.flatMap((row) => named(row.currency, row)),
    ...products.flatMap((row) => named(`${row.currency}/${row.productId}`, row)),
  ]);
};

const textOf = async (reports: Reports, day: string, format: 'json' | 'csv'): Promise<string> =>
  Buffer.from((await reports.read(day, format)) ?? []).toString();

const reportOf = async (reports: Reports, day: string): Promise<SalesReport> =>
  JSON.parse(await textOf(reports, day, 'json'));

const total = (rows: readonly SalesFigures[], figure: keyof SalesFigures): number =>
  rows.reduce((sum, row) => sum + Number(row[figure]), 0);

const tell = (what: string, found: readonly SalesReport[]): void => {
  const table = new Table({ head: ['day', 'products', ...figures], style: { head: [], border: [], compact: true } });
  for (const { date, totals, products } of found) {
    table.push([date, products.length, ...figures.map((figure) => total(totals, figure))]);
  }
  const all = found.flatMap(({ totals }) => totals);
  table.push(['all', '', ...figures.map((figure) => total(all, figure))]);
  process.stdout.write(`${what}\n${table.toString()}\n`);
};

type Setting = {
  ports: Parameters<typeof sellForAMonth>[1];
  reports: Reports;
  close: () => Promise<void>;
};

const inMemory = async (): Promise<Setting> => ({ ports: {}, reports: inMemoryReports(), close: async () => {} });

const onServices = async (): Promise<Setting> => {
  const cosmos = await startCosmosForTests();
  const database = await cosmos.connect();
  const storage = await startStorage({ blob: 0, queue: 0, table: 0 });
  const connectionString = storageConnectionString(storageAccounts.data, storage.ports);
  await BlobServiceClient.fromConnectionString(connectionString).createContainer('reports');
  return {
    ports: {
      orders: cosmosOrders(database.container('orders')),
      products: cosmosProducts(database.container('products')),
      stock: cosmosStock(database.container('stock')),
    },
    reports: blobReports(await blobClient({ connectionString })),
    close: async () => {
      await Promise.all([cosmos.close(), storage.stop()]);
    },
  };
};

/** Figures at the end of CSV rows. */
const csvFigures = (csv: string): number[][] =>
  csv
    .split('\r\n')
    .slice(1, -1)
    .map((row) => row.replaceAll('"', '').split(',').slice(-figures.length).map(Number));

test.each([
  ['in memory', inMemory],
  ['on local Cosmos DB and Azurite', onServices],
])('a month, night by night, adds up to what the list of orders says: %s', async (where, start) => {
  const { ports, reports, close } = await start();
  try {
    const seen = new Map<string, string>();
    let runs = 0;
    const started = Date.now();
    let clock = () => new Date();
    const { orders, placed } = await sellForAMonth(await shopText(), ports, (shop, stored) => {
      clock = shop.clock;
      const run = reportSales({ orders: stored, reports, renderCsv, clock, log: shop.log });
      return async () => {
        await run();
        runs += 1;
        for (const day of await reports.listDays()) {
          for (const format of ['json', 'csv'] as const) {
            const text = await textOf(reports, day, format);
            // The bytes of a reported day stay the same, night after night.
            expect(seen.get(`${day}.${format}`) ?? text).toBe(text);
            seen.set(`${day}.${format}`, text);
          }
        }
      };
    });
    const all = await everyOrder(orders);
    const days = [...(await reports.listDays())].toSorted();
    const found = await Promise.all(days.map((day) => reportOf(reports, day)));
    tell(`${where}: ${placed} orders, ${runs} nights, ${Math.round((Date.now() - started) / 1000)} s`, found);

    expect(all).toHaveLength(placed);
    expect(days).toEqual(daysBetween(FIRST_DAY, dayOf(new Date(clock().getTime() - 86_400_000))));
    for (const report of found) {
      expect(sumsOf(report)).toEqual(addUpSales(all, report.date));
      const rows = report.products.map((row: ProductSales) => figures.map((figure) => row[figure]));
      expect(csvFigures(await textOf(reports, report.date, 'csv'))).toEqual(rows);
    }
    for (const figure of figures) {
      expect(
        total(
          found.flatMap(({ totals }) => totals),
          figure,
        ),
      ).toBeGreaterThan(0);
    }

    // Reported again from what is stored now, every day has the same bytes.
    const rebuilt = inMemoryReports();
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    expect(await reportSales({ orders, reports: rebuilt, renderCsv, clock, log })()).toEqual({
      reported: days.length,
      left: 0,
    });
    for (const [name, text] of seen) {
      expect(await textOf(rebuilt, name.slice(0, 10), name.endsWith('csv') ? 'csv' : 'json')).toBe(text);
    }
  } finally {
    await close();
  }
});
