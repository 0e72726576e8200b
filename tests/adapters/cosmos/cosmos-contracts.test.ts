import type { Database } from '@azure/cosmos';
import fc from 'fast-check';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import type { ReservationState } from '../../../src/domain/stock.ts';
import { describeOrders } from '../../contracts/orders-contract.ts';
import { describeProducts } from '../../contracts/products-contract.ts';
import { describeStock } from '../../contracts/stock-contract.ts';
import { describeStockLevels } from '../../contracts/stock-level-contract.ts';
import { commandSequences, run } from '../../contracts/stock-sequences.ts';
import { expectBalanced, type SeenReservation } from '../../contracts/stock-under-test.ts';
import { toProductId } from '../../support/ids.ts';
import { inMemoryStock } from '../../support/in-memory/in-memory-stock.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  database = await cosmos.connect();
});

afterAll(() => cosmos.close());

const reservations = async (productId: string): Promise<SeenReservation[]> => {
  const query = "SELECT c.id AS orderId, c.quantity, c.state FROM c WHERE STARTSWITH(c.id, 'ord_')";
  const { resources } = await database
    .container('stock')
    .items.query<{ orderId: string; quantity: number; state: ReservationState }>(query, { partitionKey: productId })
    .fetchAll();
  return resources;
};

const stockInCosmos = () => ({
  stock: cosmosStock(database.container('stock')),
  reservations,
  passTime: cosmos.passTime,
});

describeOrders('Cosmos DB', () => cosmosOrders(database.container('orders')));
describeProducts('Cosmos DB', () => cosmosProducts(database.container('products')));
describeStockLevels('Cosmos DB', stockInCosmos);
describeStock('Cosmos DB', stockInCosmos);

describe('Stock: Cosmos DB: sequences', () => {
  let products = 0;
  const newProduct = (): ProductId => {
    products += 1;
    return toProductId(`sequence-${products}`);
  };

  test('any sequence of commands has the outcomes and the level that it has in memory', async () => {
    await fc.assert(
      fc.asyncProperty(commandSequences, async (commands) => {
        const { stock } = stockInCosmos();
        const model = inMemoryStock();
        const product = newProduct();

        for (const command of commands) {
          expect(await run(stock, product, command)).toEqual(await run(model, product, command));
        }
        expect((await stock.level(product))?.value).toEqual((await model.level(product))?.value);
        await expectBalanced(stockInCosmos(), product);
      }),
      { numRuns: 40 },
    );
  });

  test('any commands at once, in any interleaving, keep the books balanced', async () => {
    await fc.assert(
      fc.asyncProperty(commandSequences, async (commands) => {
        const { stock } = stockInCosmos();
        const product = newProduct();
        await stock.adjust(product, { delta: 6, idempotencyKey: 'start' });
        await Promise.all(commands.map((command) => run(stock, product, command)));

        await expectBalanced(stockInCosmos(), product);
      }),
      { numRuns: 40 },
    );
  });
});
