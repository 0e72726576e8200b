import type { Page } from '../../application/cursor.ts';
import type { ProductImage } from '../../domain/image.ts';
import type { Order } from '../../domain/order.ts';
import type { Product } from '../../domain/product.ts';
import { onHand, type StockLevel } from '../../domain/stock.ts';
import type { ApiRequest, ApiResponse } from './api.ts';

/** URLs in answers have no host: behind a gateway, the request's host is an internal one. */
export const BASE_PATH = '/api/v1';

/** What the customer sees. What is still due stays internal. */
export const presentOrder = ({
  commandHash: _h,
  customerId: _c,
  due: _d,
  dueSince: _s,
  attention: _a,
  ...order
}: Order) => order;

export const presentOrderToStaff = (order: Order) => {
  const { customerId, due, dueSince, attention } = order;
  return {
    ...presentOrder(order),
    customerId,
    ...(due && { due }),
    ...(due && dueSince && { dueSince }),
    ...(attention && { attention }),
  };
};

export const presentImage = (productId: string, { addedAt: _a, ...image }: ProductImage) => ({
  ...image,
  variants: image.variants.map(({ name, ...variant }) => ({
    ...variant,
    url: `${BASE_PATH}/images/${productId}/${image.id}/${name}`,
  })),
});

export const presentProduct = (product: Product) => ({
  ...product,
  images: product.images.map((image) => presentImage(product.id, image)),
});

export const presentLevel = (level: StockLevel) => {
  const { available, held, received, shipped } = level;
  return { onHand: onHand(level), available, held, received, shipped };
};

/**
 * A page of a list, with a link to the next page if there is one. `more` is added next to the
 * items.
 */
export const presentPage = <T>(
  { url }: ApiRequest,
  { items, nextCursor }: Page<T>,
  present: (item: T) => unknown,
  more: Readonly<Record<string, unknown>> = {},
): ApiResponse => {
  const body = { items: items.map(present), ...(nextCursor !== undefined && { nextCursor }), ...more };
  if (nextCursor === undefined) return { status: 200, body };
  const query = new URLSearchParams(url.searchParams);
  query.delete('code');
  query.set('cursor', nextCursor);
  return { status: 200, body, headers: { link: `<${url.pathname}?${query}>; rel="next"` } };
};
