import type { Books } from '../corruptions.ts';
import { toOrderId, toProductId } from '../ids.ts';
import type { InMemoryOrders } from './in-memory-orders.ts';
import type { InMemoryProducts } from './in-memory-products.ts';
import type { InMemoryStock } from './in-memory-stock.ts';

type Fakes = { orders: InMemoryOrders; products: InMemoryProducts; stock: InMemoryStock };

export const inMemoryBooks = ({ orders, products, stock }: Fakes): Books => ({
  orders,
  products,
  stock,
  putOrder: async (id, order) => orders.corrupt(id, order),
  putLevel: async (productId, level) => stock.corrupt.level(toProductId(productId), level),
  putReservation: async (productId, orderId, reservation) =>
    stock.corrupt.reservation(toProductId(productId), toOrderId(orderId), reservation),
});
