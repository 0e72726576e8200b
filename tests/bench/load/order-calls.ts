import { PRODUCTS, type Shop } from '../processes/start-shop.ts';
import type { Call } from './place-request.ts';

const CUSTOMERS = 16;

export const variants = ['ours', 'bare', 'bare, reading'] as const;
export type Variant = (typeof variants)[number];

const paths: Record<Variant, string> = {
  ours: '/api/v1/orders',
  bare: '/api/v1/bare-orders',
  'bare, reading': '/api/v1/reading-orders',
};

/** One order of one line per product. Customers take turns. */
export const orderCalls = async (shop: Shop, variant: Variant): Promise<readonly Call[]> => {
  const address = { recipient: 'Ada', line1: '1 Main St', city: 'Berlin', postalCode: '10115', country: 'DE' };
  const tokens = await shop.tokens(CUSTOMERS);
  return tokens.flatMap((token) =>
    PRODUCTS.map((productId) => ({
      url: `${shop.host.url}${paths[variant]}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ productId, quantity: 1 }], shippingAddress: address }),
    })),
  );
};
