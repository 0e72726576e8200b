import { Unavailable } from '../../../src/domain/errors.ts';
import type { OrderId } from '../../../src/domain/order-id.ts';
import { replacing } from '../../support/replacing.ts';
import { openShop, type Shop } from '../../support/shop.ts';

export const storedOrder = async (shop: Shop, id: OrderId) => (await shop.orders.get(id))?.value;

export const orderMessage = (orderId: OrderId, attempt = 0) => ({
  orderId,
  messageId: `m#${attempt}`,
  rootId: 'm',
  attempt,
});

/** A shop whose stock fails the next `times` reservations. */
export const openFailingShop = (times: number, error: Error = new Unavailable('stock')) => {
  let left = times;
  const opened = openShop({
    wrap: replacing('stock', (real) => ({
      reserve: async (...args) => {
        if (left-- > 0) throw error;
        return real.reserve(...args);
      },
    })),
  });
  return { ...opened, tries: () => times - left };
};
