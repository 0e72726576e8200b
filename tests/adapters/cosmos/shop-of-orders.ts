import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../local/cosmos/json.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { levelDocument } from '../../../src/adapters/cosmos/stock-documents.ts';
import type { CustomerId } from '../../../src/domain/customer-id.ts';
import { confirm, newOrder, type Order, reject, withAttention } from '../../../src/domain/order.ts';
import { keyedOrderId } from '../../../src/domain/order-id.ts';
import { sampleProduct } from '../../contracts/sample-data.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import type { CosmosForTests } from './cosmos-for-tests.ts';

/** The numbers of orders on the reported day, and of orders that the relay has to send. */
export const REPORTED = 100;
export const OWING = 10;

export const DAY = '2026-02-01';
export const NOW = new Date(`${DAY}T23:30:00.000Z`);
export const CUSTOMER = toCustomerId('alice');

export const productIds = [1, 2, 3, 4, 5].map((n) => toProductId(`a-product-with-a-long-name-${n}`));

export const address = {
  recipient: 'Ada Lovelace',
  line1: '12 St. James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

const MINUTE = 60_000;
const at = (ms: number): string => new Date(ms).toISOString();

const buildOrder = (n: number, customerId: CustomerId, placedAt: string, lines = productIds): Order =>
  newOrder({
    id: keyedOrderId(customerId, String(n)),
    customerId,
    currency: 'EUR',
    shippingAddress: address,
    commandHash: createHash('sha256').update(String(n)).digest('hex'),
    placedAt,
    items: lines.map((productId) => ({ productId, name: `The ${productId}`, quantity: 1, unitPrice: 1250 })),
  });

/**
 * Past orders of all customers: most confirmed, some rejected, every tenth one alice's. None is on
 * the reported day, none owes anything.
 */
const history = function* (count: number): Generator<Order> {
  const begin = Date.parse('2025-01-01T00:00:00.000Z');
  for (let n = 0; n < count; n++) {
    const placedAt = at(begin + (n * 365 * 24 * 60 * MINUTE) / count);
    const customer = n % 10 === 0 ? CUSTOMER : toCustomerId(`customer-${n % 997}`);
    const order = buildOrder(n, customer, placedAt, productIds.slice(0, 2));
    const { debt: _debt, ...rejected } = reject(order, [{ productId: toProductId(productIds[0] ?? '') }], placedAt);
    yield n % 5 === 0 ? rejected : confirm(order, placedAt);
  }
};

/** What happened today. It is the same in a shop of any size. */
const today = function* (): Generator<Order> {
  for (let n = 0; n < REPORTED; n++) {
    const placedAt = at(Date.parse(`${DAY}T00:00:00.000Z`) + n * 10 * MINUTE);
    yield confirm(buildOrder(n, toCustomerId(`today-${n}`), placedAt), placedAt);
  }
  for (let n = 0; n < OWING; n++) {
    // Four minutes old: an age at which the relay sends.
    const placedAt = at(NOW.getTime() - 4 * MINUTE);
    yield buildOrder(n, toCustomerId(`owing-${n}`), placedAt, productIds.slice(0, 1));
  }
  for (let n = 0; n < OWING; n++) {
    const order = buildOrder(n, toCustomerId(`stuck-${n}`), at(NOW.getTime() - 60 * MINUTE), productIds.slice(0, 1));
    yield withAttention(order, { reason: 'It could not be done.', since: order.placedAt });
  }
};

const plain = (document: object): JsonObject => JSON.parse(JSON.stringify(document));

const documents = function* (orders: Iterable<Order>): Generator<JsonObject> {
  for (const order of orders) yield plain(documentOf(order));
};

const reservations = function* (productId: string, count: number): Generator<JsonObject> {
  for (let n = 0; n < count; n++) {
    yield plain({
      id: keyedOrderId(toCustomerId('held'), `${productId}/${n}`),
      productId,
      quantity: 1,
      state: 'settled',
    });
  }
};

/**
 * A shop with `size` past orders, and five products in stock with `settled` settled reservations
 * each.
 */
export const seedShop = ({ seed }: CosmosForTests, size: number, settled: number): void => {
  const database = 'hearth';
  seed({ database, container: 'orders' }, documents(history(size)));
  seed({ database, container: 'orders' }, documents(today()));
  for (const productId of productIds) {
    seed({ database, container: 'products' }, [plain(sampleProduct(productId, { availability: 'in_stock' }))]);
    seed({ database, container: 'stock' }, [plain(levelDocument(productId, received(1_000_000)))]);
    seed({ database, container: 'stock' }, reservations(productId, settled));
  }
};
