import type { Database, JSONObject, OperationInput } from '@azure/cosmos';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import type { CustomerId } from '../../../src/domain/customer-id.ts';
import { confirm, newOrder, type Order } from '../../../src/domain/order.ts';
import { customerTagOf, timedOrderId } from '../../../src/domain/order-id.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';

export const ORDERS_A_DAY = 100;
/** Owns half of all orders, which makes the hottest partition possible. */
export const BIG_CUSTOMER = toCustomerId('big-customer');
export const PRODUCTS = ['thing-1', 'thing-2', 'thing-3', 'thing-4', 'thing-5'] as const;
/** The greatest age of a shop here, in days. */
export const MOST_DAYS = 1_000;
/** Noon. The last closed day is filled first, then older ones. */
export const NOW = new Date('2026-03-01T12:00:00.000Z');

const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;

const entropyOf = (n: number): Uint8Array => {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt32BE(n, 6);
  return bytes;
};

const orderAt = (customerId: CustomerId, at: Date, n: number): Order =>
  newOrder({
    id: timedOrderId(customerId, at, entropyOf(n)),
    customerId,
    currency: 'EUR',
    items: PRODUCTS.map((productId) => ({
      productId: toProductId(productId),
      name: productId,
      quantity: 1,
      unitPrice: 1250,
    })),
    shippingAddress: { recipient: 'Ada', line1: '1 Main St', city: 'Berlin', postalCode: '10115', country: 'DE' },
    commandHash: '0'.repeat(64),
    placedAt: at.toISOString(),
  });

const plain = (document: object): JSONObject => JSON.parse(JSON.stringify(document));

const writeBatch = async (database: Database, container: string, key: string, documents: readonly object[]) => {
  const operations = documents.map(
    (document): OperationInput => ({ operationType: 'Create', resourceBody: plain(document) }),
  );
  const { code } = await database.container(container).items.batch(operations, key);
  if (code !== 200) throw new Error(`A batch of ${container} was answered ${code}.`);
};

/** The last closed day, or the day `day` days before it. */
export const dayAt = (day: number): string => new Date(Date.parse('2026-02-28') - day * DAY).toISOString().slice(0, 10);

/** Who placed each order of a day: the big customer every second one, ten others the rest. */
const customersOf = (day: number): readonly string[] =>
  Array.from({ length: ORDERS_A_DAY }, (_, n) =>
    n % 2 === 0 ? BIG_CUSTOMER : `customer-${day}-${Math.floor(n / 10)}`,
  );

/** Confirmed orders of one day, each with one reservation, all of them held. */
const fillDay = async (database: Database, day: number): Promise<void> => {
  const begin = Date.parse(`${dayAt(day)}T08:00:00.000Z`);
  const orders = customersOf(day).map((customerId, n) => {
    const placed = orderAt(toCustomerId(customerId), new Date(begin + n * MINUTE), n);
    return confirm(placed, new Date(begin + n * MINUTE + 1000).toISOString());
  });
  for (const customerId of new Set(customersOf(day))) {
    const mine = orders.filter((order) => order.customerId === customerId);
    await writeBatch(database, 'orders', customerTagOf(toCustomerId(customerId)), mine.map(documentOf));
  }
  const productId = PRODUCTS[day % PRODUCTS.length] ?? PRODUCTS[0];
  await writeBatch(
    database,
    'stock',
    productId,
    orders.map(({ id }) => ({ id, productId, quantity: 1, state: 'held' })),
  );
};

/** Fills as many days as `orders` orders take. */
export const fillShop = async (database: Database, orders: number): Promise<void> => {
  for (let day = 0; day < orders / ORDERS_A_DAY; day += 1) await fillDay(database, day);
};

const DUE = 10;

/** Orders that the relay will send again at noon: over a minute old and not yet processed. */
export const addDueOrders = async (database: Database): Promise<void> => {
  const at = new Date(NOW.getTime() - 1.5 * MINUTE);
  const orders = Array.from({ length: DUE }, (_, n) => orderAt(toCustomerId('late-customer'), at, n));
  await writeBatch(database, 'orders', customerTagOf(toCustomerId('late-customer')), orders.map(documentOf));
};
