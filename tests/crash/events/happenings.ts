import { cancel, confirm, newOrder, type Order, reject, ship, withoutDebt } from '../../../src/domain/order.ts';
import type { Product } from '../../../src/domain/product.ts';
import { toCustomerId, toOrderId, toProductId } from '../../support/ids.ts';
import { address } from '../../support/shop.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { OrderAction, OrderStep } from './event-plan.ts';
import type { Source } from './source.ts';
import type { Truth } from './truth.ts';

type Deps = {
  clock: VirtualClock;
  orders: Source<Order>;
  products: Source<Product>;
  truth: Truth;
  note: (text: string) => void;
};

const productId = toProductId('p0');

const orderIdOf = (order: number) => toOrderId(`ord_${'0'.repeat(16)}_${String(order).padStart(26, '0')}`);

const placed = (order: number, now: string): Order =>
  newOrder({
    id: orderIdOf(order),
    customerId: toCustomerId('alice'),
    currency: 'EUR',
    shippingAddress: address,
    commandHash: 'c0ffee',
    placedAt: now,
    items: [{ productId, name: 'p0', quantity: 1, unitPrice: 100 }],
  });

/** What a step makes of an order; undefined if it does not apply to it. */
const steps: Record<OrderStep, (order: Order, now: string) => Order | undefined> = {
  place: () => undefined,
  confirm: (order, now) => (order.status === 'placed' ? confirm(order, now) : undefined),
  reject: (order, now) => (order.status === 'placed' ? reject(order, [{ productId, available: 0 }], now) : undefined),
  cancel: (order, now) =>
    order.status === 'placed' || order.status === 'confirmed' ? cancel(order, { by: 'customer' }, now) : undefined,
  ship: (order, now) =>
    order.status === 'confirmed' ? ship(order, { carrier: 'DHL', trackingNumber: '1' }, now) : undefined,
  touch: (order) => (order.status === 'placed' ? order : withoutDebt(order)),
};

/** Orders and products change. How they come to that, the simulation of orders covers. */
export const happenings = ({ clock, orders, products, truth, note }: Deps) => ({
  step: ({ do: step, order: n, skew = 0 }: OrderAction): void => {
    const now = new Date(clock.ms() + skew).toISOString();
    const before = orders.get(orderIdOf(n));
    const after = before ? steps[step](before, now) : step === 'place' ? placed(n, now) : undefined;
    if (!after) return;
    const change = orders.put(after);
    note(`order ${n}: ${step}`);
    if (after.status !== before?.status) truth.orderEntered(change);
  },
  offer: (n: number): void => {
    const now = clock().toISOString();
    const id = toProductId(`p${n}`);
    const before = products.get(id);
    const product: Product = {
      id,
      name: id,
      price: { amount: (before?.price.amount ?? 100) + 1, currency: 'EUR' },
      active: true,
      availability: 'in_stock',
      images: [],
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    note(`product ${n} changes`);
    truth.productChanged(products.put(product));
  },
});
