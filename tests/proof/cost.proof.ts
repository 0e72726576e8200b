import Table from 'cli-table3';
import { type Cost, startCostlyShop, useCaseCosts } from '../adapters/cosmos/use-case-costs.ts';

// What the use cases ask of Cosmos DB as the shop grows. Charges come from the stand-in's model,
// not from measurements.

jest.setTimeout(900_000);

const SIZES = [100, 10_000, 100_000];

const costsOf = async (size: number): Promise<Record<string, Cost>> => {
  const shop = await startCostlyShop(size);
  try {
    return await useCaseCosts(shop);
  } finally {
    await shop.close();
  }
};

test('no use case costs more in a shop of 100,000 orders than in one of 10,000', async () => {
  const found = new Map<number, Record<string, Cost>>();
  for (const size of SIZES) found.set(size, await costsOf(size));
  const head = ['use case', 'orders', 'operations', 'read', 'written', 'returned', 'RU (model)'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const name of Object.keys(found.get(100) ?? {})) {
    for (const [size, costs] of found) {
      const cost = costs[name];
      if (!cost) throw new Error(`There is no cost of ${name}.`);
      const operations = Object.entries(cost.operations).map(([operation, count]) => `${count} ${operation}`);
      table.push([name, size, operations.join(', '), cost.read, cost.written, cost.returned, cost.charge.toFixed(2)]);
    }
  }
  process.stdout.write(`${table.toString()}\n`);

  expect(found.get(100_000)).toEqual(found.get(10_000));
});
