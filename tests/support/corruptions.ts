import type { Orders } from '../../src/application/ports/orders.ts';
import type { Products } from '../../src/application/ports/products.ts';
import type { Stock } from '../../src/application/ports/stock.ts';
import { cancel, confirm, type Order, reject, ship, withoutDebt } from '../../src/domain/order.ts';
import { customerTagOf } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';
import type { FindingCode } from '../../src/domain/reconciliation.ts';
import type { Availability, Reservation, StockLevel } from '../../src/domain/stock.ts';
import { sampleOrder, sampleProduct } from '../contracts/sample-data.ts';
import { toCustomerId, toOrderId, toProductId } from './ids.ts';

/** A shop's books, and a way to bypass every rule. Undefined removes. */
export type Books = {
  orders: Orders;
  products: Products;
  stock: Stock;
  putOrder(id: string, order: Order | undefined): Promise<void>;
  putLevel(productId: string, level: StockLevel | undefined): Promise<void>;
  putReservation(productId: string, orderId: string, reservation: Reservation | undefined): Promise<void>;
};

/** One product with 20 units, 3 of them held for one confirmed order. */
type Victim = { productId: string; order: Order; level: StockLevel };

type Corruption = {
  name: string;
  corrupt: (books: Books, victim: Victim) => Promise<void>;
  /** What an operator does about it. */
  fix?: (books: Books, victim: Victim) => Promise<void>;
  repaired?: 'reservations' | 'availability';
  reported?: readonly FindingCode[];
};

const AT = '2026-03-01T12:00:00.000Z';
const UNITS = 20;
const HELD = 3;
const held = (quantity: number): Reservation => ({ quantity, state: 'held' });
const level: StockLevel = { received: UNITS, shipped: 0, available: UNITS - HELD, held: HELD };
const shipment = { carrier: 'DHL', trackingNumber: '1' };

const restore = (books: Books, { productId, order }: Victim) =>
  Promise.all([
    books.putOrder(order.id, order),
    books.putLevel(productId, level),
    books.putReservation(productId, order.id, held(HELD)),
  ]).then(() => {});

/** What an operator does about a reservation without an owner: the shop's own release. */
const release = async ({ stock }: Books, { productId, order }: Victim, quantity = HELD) => {
  await stock.release(toProductId(productId), order.id, quantity);
};

export const corruptions: readonly Corruption[] = [
  {
    name: 'a cancelled order still holds',
    corrupt: ({ putOrder }, { order }) => putOrder(order.id, withoutDebt(cancel(order, { by: 'staff' }, AT))),
    repaired: 'reservations',
  },
  {
    name: 'a rejected order still holds',
    corrupt: ({ putOrder }, { order, productId }) =>
      putOrder(order.id, withoutDebt(reject(order, [{ productId: toProductId(productId) }], AT))),
    repaired: 'reservations',
  },
  {
    name: 'a band is off',
    corrupt: ({ products }, { productId }) => products.setAvailability(toProductId(productId), 'out'),
    repaired: 'availability',
  },
  {
    name: 'an order is gone',
    corrupt: ({ putOrder }, { order }) => putOrder(order.id, undefined),
    fix: release,
    reported: ['order_missing'],
  },
  {
    name: 'a confirmed order holds what it has no line of',
    corrupt: ({ putOrder }, { order }) =>
      putOrder(order.id, { ...order, items: order.items.map((line) => ({ ...line, quantity: 0 })) }),
    fix: release,
    reported: ['not_on_order'],
  },
  {
    name: 'a confirmed order holds more than it is for',
    corrupt: async ({ putReservation, putLevel }, { order, productId }) => {
      await putReservation(productId, order.id, held(HELD + 2));
      await putLevel(productId, { ...level, held: HELD + 2, available: level.available - 2 });
    },
    fix: restore,
    reported: ['other_quantity'],
  },
  {
    name: 'a shipped order was never settled',
    corrupt: ({ putOrder }, { order }) => putOrder(order.id, withoutDebt(ship(order, shipment, AT))),
    fix: ({ stock }, { order, productId }) => stock.settle(toProductId(productId), order.id, HELD),
    reported: ['held_after_shipping'],
  },
  {
    name: 'a reservation is gone',
    corrupt: async ({ putReservation, putLevel }, { order, productId }) => {
      await putReservation(productId, order.id, undefined);
      await putLevel(productId, { ...level, held: 0, available: UNITS });
    },
    fix: async ({ stock }, { order, productId }) => {
      await stock.reserve(toProductId(productId), order.id, HELD);
    },
    reported: ['reservation_missing'],
  },
  {
    name: 'a confirmed order was released',
    corrupt: release,
    fix: restore,
    reported: ['reservation_missing'],
  },
  {
    name: 'a level is gone',
    corrupt: ({ putLevel }, { productId }) => putLevel(productId, undefined),
    fix: restore,
    reported: ['level_missing'],
    repaired: 'availability',
  },
  {
    name: 'units appeared on a level',
    corrupt: ({ putLevel }, { productId }) => putLevel(productId, { ...level, available: level.available + 1 }),
    fix: restore,
    reported: ['level_unbalanced'],
  },
  {
    name: 'a level is below zero',
    corrupt: ({ putLevel }, { productId }) => putLevel(productId, { ...level, received: HELD - 1, available: -1 }),
    fix: restore,
    reported: ['level_negative'],
    repaired: 'availability',
  },
  {
    name: 'a level holds more than the reservations',
    corrupt: ({ putLevel }, { productId }) =>
      putLevel(productId, { ...level, held: HELD + 2, available: level.available - 2 }),
    fix: restore,
    reported: ['held_differs'],
  },
];

const line = (productId: ProductId, quantity: number) => ({
  productId,
  name: productId,
  quantity,
  unitPrice: 100,
  lineTotal: 100 * quantity,
});

/** A victim for each corruption, not yet corrupted. */
export const plantVictims = async ({ orders, products, stock }: Books): Promise<readonly Victim[]> => {
  const victims = corruptions.map((_, n): Victim => {
    const productId = toProductId(`victim-${String(n).padStart(2, '0')}`);
    const customer = toCustomerId(`customer ${n}`);
    const id = toOrderId(`ord_${customerTagOf(customer)}_${String(n).padStart(26, '0')}`);
    const order = confirm({ ...sampleOrder(customer, { items: [line(productId, HELD)] }), id }, AT);
    return { productId, order, level };
  });
  for (const { productId, order } of victims) {
    const availability: Availability = 'in_stock';
    await products.create(sampleProduct(toProductId(productId), { availability }));
    await stock.createLevel(toProductId(productId), { received: UNITS, shipped: 0, available: UNITS, held: 0 });
    await orders.create(order);
    await stock.reserve(toProductId(productId), order.id, HELD);
  }
  return victims;
};

const each = async (books: Books, victims: readonly Victim[], what: 'corrupt' | 'fix'): Promise<void> => {
  for (const [n, corruption] of corruptions.entries()) {
    const victim = victims[n];
    if (victim) await corruption[what]?.(books, victim);
  }
};

export const corruptAll = (books: Books, victims: readonly Victim[]) => each(books, victims, 'corrupt');
export const fixAll = (books: Books, victims: readonly Victim[]) => each(books, victims, 'fix');

/** The expected findings, `code productId`, sorted. */
export const expectedFindings: readonly string[] = corruptions
  .flatMap(({ reported = [] }, n) => reported.map((code) => `${code} victim-${String(n).padStart(2, '0')}`))
  .toSorted();

export const expectedRepairs = {
  reservations: corruptions.filter(({ repaired }) => repaired === 'reservations').length,
  availability: corruptions.filter(({ repaired }) => repaired === 'availability').length,
};
