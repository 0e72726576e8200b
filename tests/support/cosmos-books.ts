import type { Database } from '@azure/cosmos';
import { cosmosOrders } from '../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../src/adapters/cosmos/cosmos-stock.ts';
import { documentOf } from '../../src/adapters/cosmos/order-document.ts';
import { LEVEL_ID, levelDocument } from '../../src/adapters/cosmos/stock-documents.ts';
import { customerTagOfOrder } from '../../src/domain/order-id.ts';
import type { Books } from './corruptions.ts';
import { toOrderId, toProductId } from './ids.ts';

export const cosmosBooks = (database: Database): Books => {
  const [orders, products, stock] = ['orders', 'products', 'stock'].map((id) => database.container(id));
  if (!orders || !products || !stock) throw new Error('no containers');
  return {
    orders: cosmosOrders(orders),
    products: cosmosProducts(products),
    stock: cosmosStock(stock),
    async putOrder(id, order) {
      if (order) await orders.items.upsert(documentOf(order));
      else await orders.item(id, customerTagOfOrder(toOrderId(id))).delete();
    },
    async putLevel(productId, level) {
      if (level) await stock.items.upsert(levelDocument(toProductId(productId), level));
      else await stock.item(LEVEL_ID, productId).delete();
    },
    async putReservation(productId, orderId, reservation) {
      if (reservation) await stock.items.upsert({ id: orderId, productId, ...reservation });
      else await stock.item(orderId, productId).delete();
    },
  };
};
