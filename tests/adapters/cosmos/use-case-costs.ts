import { randomBytes } from 'node:crypto';
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { placeOrder } from '../../../src/application/orders/place-order.ts';
import { processOrder } from '../../../src/application/orders/process-order.ts';
import { relayOrders } from '../../../src/application/orders/relay-orders.ts';
import { orderStatuses } from '../../../src/domain/order.ts';
import { toProductId } from '../../support/ids.ts';
import { inMemoryOrderQueue } from '../../support/in-memory/in-memory-order-queue.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { startCosmosForTests } from './cosmos-for-tests.ts';
import { address, CUSTOMER, DAY, NOW, productIds, seedShop } from './shop-of-orders.ts';

/**
 * What a use case asked of the service. `charge` comes from a model, in request units; the rest is
 * counted.
 */
export type Cost = {
  operations: Record<string, number>;
  read: number;
  written: number;
  returned: number;
  charge: number;
};

const costOf = (answers: readonly AnsweredRequest[]): Cost => {
  const cost: Cost = { operations: {}, read: 0, written: 0, returned: 0, charge: 0 };
  for (const { operation, container, read, written, returned, charge } of answers) {
    const name = `${container}.${operation}`;
    cost.operations[name] = (cost.operations[name] ?? 0) + 1;
    cost.read += read;
    cost.written += written;
    cost.returned += returned;
    cost.charge += charge;
  }
  return { ...cost, charge: Math.round(cost.charge * 100) / 100 };
};

/** What clients request once and cache. */
const onceOnly: ReadonlySet<string> = new Set(['metadata', 'partitionKeyRanges']);

/** A shop with `size` past orders behind the real adapters. Counts every answer of the service. */
export const startCostlyShop = async (size: number, settled = size / 50) => {
  let answers: AnsweredRequest[] = [];
  const cosmos = await startCosmosForTests({ onAnswer: (answer) => answers.push(answer) });
  seedShop(cosmos, size, settled);
  const client = await cosmosClient({ connectionString: cosmos.connectionString });
  const database = client.database('hearth');
  const orders = cosmosOrders(database.container('orders'));
  const products = cosmosProducts(database.container('products'));
  const stock = cosmosStock(database.container('stock'));
  const orderQueue = inMemoryOrderQueue({ clock: () => NOW });
  const deps = { orders, products, stock, orderQueue, clock: () => NOW, log: recordingLog() };

  const place = placeOrder({ ...deps, entropy: randomBytes });
  const backOff = { baseMs: 1, capMs: 1, maxAttempts: 1 };
  const work = processOrder({ ...deps, lowStock: 5, backOff, random: Math.random });

  return {
    orders,
    products,
    stock,
    database,
    close: async () => {
      client.dispose();
      await cosmos.close();
    },

    cost: async (run: () => Promise<unknown>): Promise<Cost> => {
      answers = [];
      await run();
      return costOf(answers.filter(({ operation }) => !onceOnly.has(operation)));
    },

    /** An order of five lines, with an idempotency key. */
    place: (idempotencyKey: string, expected: { expectedTotal?: number } = {}) =>
      place({
        customerId: CUSTOMER,
        idempotencyKey,
        shippingAddress: address,
        items: productIds.map((productId) => ({ productId: toProductId(productId), quantity: 2 })),
        ...expected,
      }),

    /** Processes the order that was placed last. */
    workOff: async () => {
      const message = orderQueue.waiting().at(-1)?.message;
      if (!message) throw new Error('No message is waiting.');
      await work({ message, deliveryCount: 1 });
    },

    relay: relayOrders(deps),

    /** Reads everything that a daily report adds up. */
    readDay: async () => {
      let events = 0;
      for (const status of orderStatuses) for await (const _ of orders.listSalesEvents(status, DAY)) events += 1;
      return events;
    },
  };
};

export type CostlyShop = Awaited<ReturnType<typeof startCostlyShop>>;

/** The costs of everything that a shop does regularly, by name. */
export const useCaseCosts = async (shop: CostlyShop): Promise<Record<string, Cost>> => {
  const costs: Record<string, Cost> = {};
  const take = async (name: string, run: () => Promise<unknown>) => {
    costs[name] = await shop.cost(run);
  };
  await take('relay sweep', shop.relay);
  await take('report of a day', shop.readDay);
  await take('first page of own orders', () => shop.orders.listByCustomer(CUSTOMER, { limit: 10 }));
  await take('later page of own orders', () => shop.orders.listByCustomer(CUSTOMER, { limit: 10, before: '2026' }));
  await take('page of all orders', () => shop.orders.listAll({ limit: 10 }));
  await take('page of products', () => shop.products.list({ active: true, limit: 20, category: 'kitchen' }));
  await take('placing', () => shop.place('k'));
  await take('placing again', () => shop.place('k'));
  await take('reserving', shop.workOff);
  await take('refusing', () => shop.place('refused', { expectedTotal: 1 }).catch(() => undefined));
  return costs;
};
