import { readFile, writeFile } from 'node:fs/promises';
import type { Database } from '@azure/cosmos';
import { parseContainerDefinitions } from '../../../local/cosmos/account.ts';
import { startCosmos } from '../../../local/cosmos/start-cosmos.ts';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { sampleProduct } from '../../contracts/sample-data.ts';
import { toProductId } from '../../support/ids.ts';
import type { Benchmark, Findings } from '../benchmark.ts';
import { addDueOrders, fillShop, NOW, PRODUCTS } from './fill-shop.ts';
import { type Count, startMeter } from './meter.ts';
import { type Line, plot } from './plot.ts';
import { workOn } from './work.ts';

const PLOT = 'docs/scale.svg';

type Row = { name: string; naive: boolean; orders: number; count: Count };

const connect = async (url: string, key: string) => {
  const client = await cosmosClient({ connectionString: `AccountEndpoint=${url}/;AccountKey=${key};` });
  return { database: client.database('hearth'), dispose: () => client.dispose() };
};

const fill = async (database: Database, orders: number): Promise<void> => {
  const level = { received: 10_000_000, shipped: 0, available: 10_000_000, held: 0 };
  for (const id of PRODUCTS) {
    await cosmosProducts(database.container('products')).create(
      sampleProduct(toProductId(id), { availability: 'in_stock' }),
    );
    await cosmosStock(database.container('stock')).createLevel(toProductId(id), level);
  }
  await addDueOrders(database);
  await fillShop(database, orders);
};

/** Measures a separate shop that is filled first. */
const measureShop = async (orders: number, progress: (text: string) => void): Promise<Row[]> => {
  const definitions = parseContainerDefinitions(JSON.parse(await readFile('local/cosmos/containers.json', 'utf8')));
  const cosmos = await startCosmos({ port: 0, definitions, clock: () => NOW.getTime() });
  const meter = await startMeter(cosmos.url);
  try {
    const key = /AccountKey=([^;]+)/.exec(cosmos.connectionString)?.[1] ?? '';
    progress(`filling a shop of ${orders} orders`);
    const filling = await connect(cosmos.url, key);
    await fill(filling.database, orders);
    filling.dispose();
    progress(`measuring a shop of ${orders} orders`);
    const metered = await connect(meter.url, key);
    const rows: Row[] = [];
    for (const { name, naive = false, run } of workOn(metered.database, orders)) {
      rows.push({ name, naive, orders, count: await meter.measure(run) });
    }
    metered.dispose();
    return rows;
  } finally {
    await meter.close();
    await cosmos.close();
  }
};

/**
 * Operations and documents, none of which may grow with the shop. Bytes vary slightly with session
 * tokens.
 */
const cost = ({ count }: Row): readonly number[] => [count.operations, count.read, count.returned, count.written];

const growing = (rows: readonly Row[]): string[] => {
  const names = [...new Set(rows.filter(({ naive }) => !naive).map(({ name }) => name))];
  return names.filter((name) => {
    const [first, ...others] = rows.filter((row) => row.name === name).map(cost);
    return others.some((other) => other.some((value, n) => value > (first?.[n] ?? 0)));
  });
};

const linesOf = (rows: readonly Row[]): Line[] =>
  [...new Set(rows.map(({ name }) => name))].map((name) => {
    const mine = rows.filter((row) => row.name === name);
    return {
      name,
      dashed: mine.some(({ naive }) => naive),
      points: mine.map(({ orders, count }) => ({ x: orders, y: Math.max(1, count.read + count.written) })),
    };
  });

const findings = (rows: readonly Row[]): Findings => {
  const grown = growing(rows);
  const ordered = rows.toSorted(
    (a, b) => Number(a.naive) - Number(b.naive) || a.name.localeCompare(b.name) || a.orders - b.orders,
  );
  return {
    tables: [
      {
        title: 'What it costs as the shop grows',
        head: ['', 'orders in the shop', 'operations', 'docs read', 'returned', 'written', 'KB answered', 'RU (model)'],
        rows: ordered.map(({ name, naive, orders, count }) => [
          naive ? `naive: ${name}` : name,
          orders.toLocaleString('en'),
          count.operations,
          count.read,
          count.returned,
          count.written,
          (count.bytes / 1000).toFixed(1),
          count.charge.toFixed(1),
        ]),
      },
    ],
    goals: [
      {
        what: 'operations and documents of listing, placing, reserving, relaying, reporting',
        wanted: 'the same in every shop',
        got: grown.length === 0 ? 'the same' : `more with the shop: ${grown.join('; ')}`,
        met: grown.length === 0,
      },
    ],
    notes: [
      'Counted between the unmodified client and local/cosmos. Operations and returned documents are facts; documents read and request units',
      'follow how the stand-in uses the indexes of the policy, and its model of the charges: a model, never a measurement.',
      'A day has 100 orders; one customer has half of all; there is one held reservation for each order; two partition ranges.',
    ],
  };
};

/** The results do not depend on the speed of the machine. */
export const scale: Benchmark = {
  about: 'operations, documents and bytes of the main work as the shop grows',
  async run({ quick, progress }) {
    const rows: Row[] = [];
    for (const orders of quick ? [100, 10_000] : [100, 10_000, 100_000])
      rows.push(...(await measureShop(orders, progress)));
    const axes = { x: 'orders in the shop', y: 'documents read and written' };
    if (quick) progress(`${PLOT} is left as it is`);
    else await writeFile(PLOT, plot('Documents that one call touches, as the shop grows', axes, linesOf(rows)));
    return findings(rows);
  },
};
