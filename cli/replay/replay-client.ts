import { answers, type OrderAnswer, read, refusal, type StockAnswer } from '../client/api-answers.ts';
import { type HttpAnswer, retryingFetch } from '../client/retrying-fetch.ts';
import type { TokenSource } from '../client/token-source.ts';
import type { ReplayOrder, ReplayProduct } from './replay-file.ts';

export type PlacedAnswer = { id: string; replayed: boolean; attempts: number; milliseconds: number };
export type Due = 'reserve' | 'release' | 'settle';

/** Every call is one that may be repeated, and is, for as long as `patienceMs`; then it throws GaveUp. An unwanted answer throws Refused. */
export type ReplayClient = {
  /** Creates the product unless it is there already. A creation whose answer got lost counts as there already. */
  putProduct: (product: ReplayProduct) => Promise<'created' | 'exists'>;
  stock: (productId: string) => Promise<StockAnswer>;
  /** `units` on hand; undefined where the level is no longer at `ifMatch`. */
  setStock: (productId: string, units: number, ifMatch: string | undefined) => Promise<StockAnswer | undefined>;
  /** `milliseconds` includes the repetitions. */
  placeOrder: (order: ReplayOrder) => Promise<PlacedAnswer>;
  /** As staff see it. */
  order: (id: string) => Promise<OrderAnswer>;
  /** All orders, whosever, that owe `due`. */
  ordersDue: (due: Due) => Promise<OrderAnswer[]>;
  /** All orders of a customer, through the customer's own list. */
  ordersOf: (customer: string) => Promise<OrderAnswer[]>;
};

export type ReplayClientOptions = { url: string; tokens: TokenSource; patienceMs: number };

type Caller = { subject: string; roles: readonly string[] };
type Call = { method: string; path: string; headers?: Record<string, string>; body?: unknown };

const ADMIN: Caller = { subject: 'replay', roles: ['admin'] };
const PAGE = 100;

export const replayClient = ({ url, tokens, patienceMs }: ReplayClientOptions): ReplayClient => {
  const base = `${url.replace(/\/+$/, '')}/api/v1`;

  const send = async ({ subject, roles }: Caller, call: Call): Promise<HttpAnswer & { attempts: number }> => {
    const { method, path, body } = call;
    const deadline = Date.now() + patienceMs;
    const once = async () => {
      const headers: Record<string, string> = {
        authorization: `Bearer ${await tokens.tokenOf(subject, roles)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      };
      const init = { method, url: base + path, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return retryingFetch(init, deadline);
    };
    const answer = await once();
    if (answer.status !== 401) return answer;
    // The issuer may have been restarted, with new keys.
    tokens.forget(subject, roles);
    const again = await once();
    return { ...again, attempts: answer.attempts + again.attempts };
  };

  const allPages = async (caller: Caller, path: string, query: Record<string, string>): Promise<OrderAnswer[]> => {
    const found: OrderAnswer[] = [];
    const cursors = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const search = new URLSearchParams({ ...query, limit: String(PAGE), ...(cursor !== undefined && { cursor }) });
      const what = `GET ${path}?${search}`;
      const answer = await send(caller, { method: 'GET', path: `${path}?${search}` });
      if (answer.status !== 200) throw refusal(answer, what);
      const page = read(answers.orderPage, answer, what);
      found.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) return found;
      if (cursors.has(cursor)) throw new Error(`${what} gave out the same cursor twice: the list has no end.`);
      cursors.add(cursor);
    }
  };

  return {
    putProduct: async ({ id, name, category, price }) => {
      const body = {
        name,
        ...(category !== undefined && { category }),
        price: { amount: price, currency: 'USD' },
        active: true,
      };
      const path = `/products/${id}`;
      const answer = await send(ADMIN, { method: 'PUT', path, headers: { 'if-none-match': '*' }, body });
      if (answer.status === 412) return 'exists';
      if (answer.status !== 201) throw refusal(answer, `PUT ${path}`);
      return 'created';
    },
    stock: async (productId) => {
      const path = `/products/${productId}/stock`;
      const answer = await send(ADMIN, { method: 'GET', path });
      if (answer.status !== 200) throw refusal(answer, `GET ${path}`);
      return read(answers.stockLevel, answer, `GET ${path}`);
    },
    setStock: async (productId, units, ifMatch) => {
      const path = `/products/${productId}/stock`;
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      const answer = await send(ADMIN, { method: 'POST', path, headers, body: { set: units } });
      if (answer.status === 412) return undefined;
      if (answer.status !== 200) throw refusal(answer, `POST ${path}`);
      return read(answers.stockLevel, answer, `POST ${path}`);
    },
    placeOrder: async ({ number, customer, items, shippingAddress }) => {
      const headers = { 'idempotency-key': number };
      const begun = performance.now();
      const call = { method: 'POST', path: '/orders', headers, body: { items, shippingAddress } };
      const answer = await send({ subject: customer, roles: [] }, call);
      const milliseconds = performance.now() - begun;
      if (answer.status !== 201) throw refusal(answer, 'POST /orders');
      const { id } = read(answers.order, answer, 'POST /orders');
      const replayed = answer.headers.get('idempotency-replayed') === 'true';
      return { id, replayed, attempts: answer.attempts, milliseconds };
    },
    order: async (id) => {
      const path = `/orders/${id}`;
      const answer = await send(ADMIN, { method: 'GET', path });
      if (answer.status !== 200) throw refusal(answer, `GET ${path}`);
      return read(answers.order, answer, `GET ${path}`);
    },
    ordersDue: (due) => allPages(ADMIN, '/admin/orders', { due }),
    ordersOf: (customer) => allPages({ subject: customer, roles: [] }, '/orders', {}),
  };
};
