import type { Database } from '@azure/cosmos';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { renderCsv } from '../../../src/adapters/csv/render-csv.ts';
import { listAllOrders } from '../../../src/application/orders/list-all-orders.ts';
import { listOrders } from '../../../src/application/orders/list-orders.ts';
import { placeOrder } from '../../../src/application/orders/place-order.ts';
import { processOrder } from '../../../src/application/orders/process-order.ts';
import { relayOrders } from '../../../src/application/orders/relay-orders.ts';
import type { Reports } from '../../../src/application/ports/reports.ts';
import { reportSales } from '../../../src/application/reports/report-sales.ts';
import { daysBetween } from '../../../src/domain/day.ts';
import { customerTagOf } from '../../../src/domain/order-id.ts';
import { toOrderId, toProductId } from '../../support/ids.ts';
import { inMemoryOrderQueue } from '../../support/in-memory/in-memory-order-queue.ts';
import { inMemoryReports } from '../../support/in-memory/in-memory-reports.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { address } from '../../support/shop.ts';
import { BIG_CUSTOMER, dayAt, MOST_DAYS, NOW, ORDERS_A_DAY, PRODUCTS } from './fill-shop.ts';

const PAGE = 20;

/** `naive`: the obvious way to do the same, for comparison. */
export type Work = { name: string; naive?: true; run: () => Promise<unknown> };

/** Every day is reported except for the last closed one, as on any other night. */
const reportsButOne = (): Reports => {
  const done = new Set(daysBetween(dayAt(MOST_DAYS), dayAt(1)));
  return { ...inMemoryReports(), listDays: async () => done };
};

const naiveWork = (database: Database, orders: number): Work[] => {
  const container = database.container('orders');
  const query = (text: string, partitionKey?: string) =>
    container.items.query(text, { maxItemCount: 1000, ...(partitionKey !== undefined && { partitionKey }) }).fetchAll();
  // As far back as `middleOf`.
  const offset = Math.floor(orders / ORDERS_A_DAY / 2) * (ORDERS_A_DAY / 2);
  return [
    {
      name: 'list by OFFSET',
      naive: true,
      run: () =>
        query(`SELECT * FROM c ORDER BY c.sortKey DESC OFFSET ${offset} LIMIT ${PAGE}`, customerTagOf(BIG_CUSTOMER)),
    },
    { name: 'report by reading all', naive: true, run: () => query('SELECT * FROM c') },
  ];
};

/** The day that divides the customer's newer half of orders from the older one. */
const middleOf = (orders: number): string => `${dayAt(Math.floor(orders / ORDERS_A_DAY / 2))}T23`;

/** What is measured, in this order. Placing and reserving each leave one more order behind. */
export const workOn = (database: Database, count: number): readonly Work[] => {
  const clock = () => NOW;
  const log = recordingLog();
  const orderQueue = inMemoryOrderQueue({ clock });
  const orders = cosmosOrders(database.container('orders'));
  const products = cosmosProducts(database.container('products'));
  const stock = cosmosStock(database.container('stock'));
  const deps = { clock, log, orderQueue, orders, products, stock, lowStock: 5, random: Math.random };
  const list = listOrders({ orders });
  const listAll = listAllOrders({ orders });
  const place = placeOrder({ ...deps, entropy: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) });
  const process = processOrder({ ...deps, backOff: { maxAttempts: 1, baseMs: 1, capMs: 1 } });
  const relay = relayOrders(deps);
  const report = reportSales({ ...deps, reports: reportsButOne(), renderCsv });
  const items = PRODUCTS.map((productId) => ({ productId: toProductId(productId), quantity: 1 }));
  let orderId = toOrderId('');

  return [
    { name: 'list: first page', run: () => list({ customerId: BIG_CUSTOMER, limit: PAGE }) },
    {
      name: 'list: a page halfway back',
      run: () => orders.listByCustomer(BIG_CUSTOMER, { limit: PAGE + 1, before: middleOf(count) }),
    },
    { name: 'list for staff', run: () => listAll({ status: 'confirmed', limit: PAGE }) },
    {
      name: 'place, five lines',
      run: async () => {
        orderId = (await place({ customerId: BIG_CUSTOMER, items, shippingAddress: address })).value.id;
      },
    },
    {
      name: 'reserve, five lines',
      run: () => process({ message: { orderId, messageId: orderId, rootId: orderId, attempt: 0 }, deliveryCount: 1 }),
    },
    { name: 'relay, ten due', run: relay },
    { name: 'report of a day of 100', run: report },
    ...naiveWork(database, count),
  ];
};
