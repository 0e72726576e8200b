import { apiClient } from '../client/api-client.ts';
import { listAll } from '../client/list-all.ts';
import { readAnswer } from '../client/read-answer.ts';
import { tokenSource } from '../client/tokens.ts';
import { type OrderAnswer, orderAnswer, type StockAnswer, stockAnswer } from './api-answers.ts';
import type { ReplayOrder, ReplayProduct } from './replay-file.ts';

export type PlacedAnswer = { id: string; replayed: boolean; attempts: number; milliseconds: number };
export type Due = 'reserve' | 'release' | 'settle';

/**
 * Every call may be repeated, and is, for as long as `patienceMs`. Each throws a Failure for an
 * answer that it does not expect, and for none.
 */
export type ReplayClient = {
  /** Creates the product unless it exists. A creation whose answer got lost counts as `exists`. */
  putProduct: (product: ReplayProduct) => Promise<'created' | 'exists'>;
  stock: (productId: string) => Promise<StockAnswer>;
  /** `units` on hand; undefined if the level is no longer at `ifMatch`. */
  setStock: (productId: string, units: number, ifMatch: string | undefined) => Promise<StockAnswer | undefined>;
  /** `milliseconds` includes the repetitions. */
  placeOrder: (order: ReplayOrder) => Promise<PlacedAnswer>;
  /** As staff see it. */
  order: (id: string) => Promise<OrderAnswer>;
  /** All orders, of any customer, that owe `due`. */
  ordersDue: (due: Due) => Promise<OrderAnswer[]>;
  /** All orders of a customer, through the customer's own list. */
  ordersOf: (customer: string) => Promise<OrderAnswer[]>;
};

type ReplayClientOptions = {
  api: string;
  issuer: string;
  audience: string;
  patienceMs: number;
  signal: AbortSignal;
};

export const replayClient = ({ api, issuer, audience, patienceMs, signal }: ReplayClientOptions): ReplayClient => {
  const tokens = tokenSource({ issuer, audience, patienceMs });
  const bearer = tokens.of('replay', ['admin']);
  const client = apiClient({ api, bearer, patienceMs, repeatsChanges: true, signal });

  return {
    putProduct: async ({ id, name, category, price }) => {
      const body = {
        name,
        ...(category !== undefined && { category }),
        price: { amount: price, currency: 'USD' },
        active: true,
      };
      const call = { method: 'PUT', path: `/products/${id}`, headers: { 'if-none-match': '*' }, body };
      const { status } = await client.expect([201, 412], call);
      return status === 201 ? 'created' : 'exists';
    },
    stock: (productId) => client.read(stockAnswer, { method: 'GET', path: `/products/${productId}/stock` }),
    setStock: async (productId, units, ifMatch) => {
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      const path = `/products/${productId}/stock`;
      const answer = await client.expect([200, 412], { method: 'POST', path, headers, body: { set: units } });
      return answer.status === 412 ? undefined : readAnswer(stockAnswer, answer, `POST ${path}`);
    },
    placeOrder: async ({ number, customer, items, shippingAddress }) => {
      const begun = performance.now();
      const answer = await client.expect([201], {
        method: 'POST',
        path: '/orders',
        headers: { 'idempotency-key': number },
        body: { items, shippingAddress },
        as: tokens.of(customer),
      });
      const milliseconds = performance.now() - begun;
      const { id } = readAnswer(orderAnswer, answer, 'POST /orders');
      const replayed = answer.headers.get('idempotency-replayed') === 'true';
      return { id, replayed, attempts: answer.attempts, milliseconds };
    },
    order: (id) => client.read(orderAnswer, { method: 'GET', path: `/orders/${id}` }),
    ordersDue: async (due) => (await listAll(client, '/admin/orders', orderAnswer, { query: { due } })).items,
    ordersOf: async (customer) => (await listAll(client, '/orders', orderAnswer, { as: tokens.of(customer) })).items,
  };
};
