import type { BackOff } from '../../src/application/capabilities.ts';
import { cancelOrder } from '../../src/application/orders/cancel-order.ts';
import { placeOrder } from '../../src/application/orders/place-order.ts';
import { processOrder } from '../../src/application/orders/process-order.ts';
import { relayOrders } from '../../src/application/orders/relay-orders.ts';
import { retryOrder } from '../../src/application/orders/retry-order.ts';
import { shipOrder } from '../../src/application/orders/ship-order.ts';
import type { OrderQueue } from '../../src/application/ports/order-queue.ts';
import type { Orders } from '../../src/application/ports/orders.ts';
import type { Products } from '../../src/application/ports/products.ts';
import type { Stock } from '../../src/application/ports/stock.ts';
import type { Principal } from '../../src/application/ports/tokens.ts';
import { putProduct } from '../../src/application/products/put-product.ts';
import { adjustStock } from '../../src/application/stock/adjust-stock.ts';
import { reconcileStock } from '../../src/application/stock/reconcile-stock.ts';
import { setStock } from '../../src/application/stock/set-stock.ts';
import type { Address } from '../../src/domain/order.ts';
import { toCustomerId, toProductId } from './ids.ts';
import { inMemoryOrderQueue } from './in-memory/in-memory-order-queue.ts';
import { inMemoryOrders } from './in-memory/in-memory-orders.ts';
import { inMemoryProducts } from './in-memory/in-memory-products.ts';
import { inMemoryStock } from './in-memory/in-memory-stock.ts';
import { recordingLog } from './in-memory/recording-log.ts';
import { type SettableClock, settableClock } from './in-memory/settable-clock.ts';
import { untraced } from './untraced.ts';

export const address: Address = { recipient: 'Ana Trujillo', line1: 'Avda. 1', city: 'México D.F.', country: 'MX' };

export const admin: Principal = { customerId: toCustomerId('the-admin'), roles: ['admin'] };
export const warehouse: Principal = { customerId: toCustomerId('the-warehouse'), roles: ['warehouse'] };
export const customer = (name = 'alice'): Principal => ({ customerId: toCustomerId(name), roles: [] });

type Ports = { orders: Orders; products: Products; stock: Stock; orderQueue: OrderQueue };

/**
 * All use cases of the order path over in-memory ports. `wrap` may delay, fail or age calls of the
 * ports.
 */
export const openShop = ({
  backOff = { maxAttempts: 10, baseMs: 1000, capMs: 300_000 },
  wrap = (ports) => ports,
  clock = settableClock(),
  pause = async (milliseconds) => clock.advance(milliseconds),
}: {
  backOff?: BackOff;
  wrap?: (ports: Ports) => Ports;
  clock?: SettableClock;
  /** The waits between two looks of the reconciliation, and between two rounds of a write. */
  pause?: (milliseconds: number) => Promise<void>;
} = {}) => {
  const log = recordingLog();
  const fakes = {
    orders: inMemoryOrders(),
    products: inMemoryProducts(),
    stock: inMemoryStock({ clock }),
    orderQueue: inMemoryOrderQueue({ clock }),
  };
  let ids = 0;
  const deps = {
    ...wrap(fakes),
    ...untraced,
    clock,
    log,
    lowStock: 5,
    backOff,
    pause,
    random: () => 0.5,
    randomId: () => `random-${++ids}`,
    entropy: (bytes: number) => new Uint8Array(bytes).fill(++ids),
  };

  return {
    ...fakes,
    clock,
    log,
    place: placeOrder(deps),
    cancel: cancelOrder(deps),
    ship: shipOrder(deps),
    retry: retryOrder(deps),
    process: processOrder(deps),
    relay: relayOrders(deps),
    reconcile: reconcileStock(deps),
    put: putProduct(deps),
    set: setStock(deps),
    adjust: adjustStock(deps),

    /** A product on sale with stock, created without the wrappers. */
    async product(name: string, units: number, { amount = 1000, currency = 'EUR', active = true } = {}): Promise<void> {
      const id = toProductId(name);
      await fakes.products.create({
        id,
        name: name.toUpperCase(),
        price: { amount, currency },
        active,
        availability: units > 5 ? 'in_stock' : units > 0 ? 'low' : 'out',
        images: [],
        createdAt: clock().toISOString(),
        updatedAt: clock().toISOString(),
      });
      await fakes.stock.createLevel(id, { received: units, shipped: 0, available: units, held: 0 });
    },

    /** Processes everything in the queue that is due, as one worker that never dies. */
    async drain(): Promise<void> {
      for (let message = fakes.orderQueue.take(); message; message = fakes.orderQueue.take()) {
        await this.process({ message, deliveryCount: 1 });
      }
    },
  };
};

export type Shop = ReturnType<typeof openShop>;

/** Alice orders these quantities of products. The order has yet to be processed. */
export const placeOrderOf = async (shop: Shop, ...quantities: [productId: string, quantity: number][]) => {
  const items = quantities.map(([productId, quantity]) => ({ productId: toProductId(productId), quantity }));
  const { value } = await shop.place({ customerId: toCustomerId('alice'), items, shippingAddress: address });
  return value.id;
};
