// Buys one unit of something, with types generated from the OpenAPI document. With Node 24, run:
// TOKEN=$(npx hearth token --sub alice) node docs/examples/buy.ts
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Order, PlaceOrder, Problem, Product, ProductPage } from './api-types.ts';

type Shop = { api: string; token: string };

/** The generated types say what the answer is. They do not check it. */
const readBody = async <T>(response: Response): Promise<T> => JSON.parse(await response.text());

/** Every error is a problem document: `code` is for programs, `detail` for people. */
const failed = async (response: Response): Promise<Error> => {
  const { code, detail } = await readBody<Problem>(response);
  return new Error(`${code}: ${detail}`);
};

const findInStock = async (shop: Shop): Promise<Product> => {
  let path: string | undefined = '/products?limit=100';
  while (path !== undefined) {
    const response: Response = await fetch(`${shop.api}${path}`);
    if (!response.ok) throw await failed(response);
    const { items, nextCursor } = await readBody<ProductPage>(response);
    const found = items.find(({ availability }) => availability === 'in_stock');
    if (found) return found;
    path = nextCursor && `/products?limit=100&cursor=${nextCursor}`;
  }
  throw new Error('Everything is sold out.');
};

/** With the same key, the same request may be sent again: there is only ever one order. */
const placeOrder = async ({ api, token }: Shop, body: PlaceOrder, key: string): Promise<Order> => {
  const response = await fetch(`${api}/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw await failed(response);
  return readBody(response);
};

const readOrder = async ({ api, token }: Shop, id: string): Promise<Order> => {
  const response = await fetch(`${api}/orders/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw await failed(response);
  return readBody(response);
};

/** Resolves once the order is confirmed or rejected, or after half a minute. */
export const buy = async (shop: Shop): Promise<Order> => {
  const product = await findInStock(shop);
  const body: PlaceOrder = {
    items: [{ productId: product.id, quantity: 1 }],
    shippingAddress: {
      recipient: 'Alice Example',
      line1: '1 Main St',
      city: 'Berlin',
      postalCode: '10115',
      country: 'DE',
    },
    expectedTotal: product.price.amount,
  };
  let order = await placeOrder(shop, body, randomUUID());
  for (let tries = 0; order.status === 'placed' && tries < 300; tries += 1) {
    await pause(100);
    order = await readOrder(shop, order.id);
  }
  return order;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { API: api = 'http://127.0.0.1:7071/api/v1', TOKEN: token = '' } = process.env;
  buy({ api, token }).then(({ number, status, total, currency }) =>
    console.log(`Order ${number} is ${status}: ${total} minor units of ${currency}.`),
  );
}
