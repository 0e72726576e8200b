import { randomBytes, randomUUID } from 'node:crypto';
import type { CustomerId } from '../../src/domain/customer-id.ts';
import type { ShopEvent } from '../../src/domain/event.ts';
import { productEventId } from '../../src/domain/event-id.ts';
import { newOrder, type Order } from '../../src/domain/order.ts';
import { customerTagOf } from '../../src/domain/order-id.ts';
import type { Product, ProductId } from '../../src/domain/product.ts';
import { toEtag, toImageId, toOrderId, toProductId } from '../support/ids.ts';

let orders = 0;

/** A placed order with a unique id. `placedAt` grows with each one unless it is given. */
export const sampleOrder = (customerId: CustomerId, changes: Partial<Order> = {}): Order => {
  orders += 1;
  const placedAt = changes.placedAt ?? new Date(Date.UTC(2026, 2, 1) + orders * 1000).toISOString();
  const order = newOrder({
    id: toOrderId(`ord_${customerTagOf(customerId)}_${orders.toString(32).padStart(26, '0')}`),
    customerId,
    currency: 'EUR',
    shippingAddress: { recipient: 'Ada', line1: '1 Main St', city: 'Berlin', postalCode: '10115', country: 'DE' },
    contact: { email: 'ada@example.com', phone: '+4930123456' },
    note: 'ring twice – "please"',
    commandHash: 'c0ffee',
    placedAt,
    items: [
      { productId: toProductId('mug'), name: 'Mug', quantity: 2, unitPrice: 1250 },
      { productId: toProductId('tea'), name: 'Tee 茶', quantity: 1, unitPrice: 990 },
    ],
  });
  return { ...order, ...changes };
};

export const sampleProduct = (id: ProductId, changes: Partial<Product> = {}): Product => ({
  id,
  name: `The ${id}`,
  description: 'Good.',
  category: 'kitchen',
  price: { amount: 1250, currency: 'EUR' },
  active: true,
  availability: 'out',
  images: [
    {
      id: toImageId('0123456789abcdefghijklmnop'),
      status: 'ready',
      width: 800,
      height: 600,
      placeholder: 'abc',
      variants: [{ name: 200, width: 200, height: 150, format: 'webp', bytes: 1234 }],
      addedAt: '2026-03-01T00:00:00.000Z',
    },
  ],
  createdAt: '2026-03-01T00:00:00.000Z',
  updatedAt: '2026-03-01T00:00:00.000Z',
  ...changes,
});

/** An event of a product that no other test uses. */
export const sampleEvent = (changes: Partial<ShopEvent> = {}): ShopEvent => {
  const subject = toProductId(`p-${randomBytes(8).toString('hex')}`);
  return {
    id: productEventId(subject, toEtag(`"${randomUUID()}"`)),
    type: 'product.changed',
    subject,
    time: '2026-03-01T12:00:00.000Z',
    version: '1',
    data: { id: subject, name: 'Tee 茶', price: { amount: 1, currency: 'EUR' }, images: [] },
    ...changes,
  };
};
