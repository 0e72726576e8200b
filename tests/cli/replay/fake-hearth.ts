import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Level = { available: number; held: number; received: number; shipped: number };
type Item = { productId: string; quantity: number; short?: true };
type Order = {
  id: string;
  customer: string;
  status: 'placed' | 'confirmed' | 'rejected';
  items: Item[];
  shippingAddress: { recipient: string; line1: string };
  placedAt: string;
  confirmedAt?: string;
  rejectedAt?: string;
  due?: 'reserve' | 'release';
};

/**
 * What happens to the next order that is placed: the connection breaks before or after the work is
 * done, or the answer has this status.
 */
type Fault = 'break-before' | 'break-after' | { status: number; retryAfter?: string };

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
type Request = { method: string; path: string; url: URL; body: string; message: IncomingMessage };

const merged = (items: Item[]): Item[] => {
  const units = new Map<string, number>();
  for (const { productId, quantity } of items) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return [...units].map(([productId, quantity]) => ({ productId, quantity }));
};

const bodyOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
};

const callerOf = ({ headers }: IncomingMessage): { sub: string; roles: string } | undefined => {
  const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  return token === '' ? undefined : JSON.parse(Buffer.from(token, 'base64url').toString());
};

const problem = (status: number, code: string): Answer => ({ status, body: { code, detail: `It is ${code}.` } });

/** The API and the token issuer in memory, as far as a replay uses them. Listens on 127.0.0.1. */
export const startFakeHearth = async () => {
  const levels = new Map<string, Level>();
  const products = new Map<string, unknown>();
  const orders = new Map<string, Order>();
  const faults: Fault[] = [];
  const state = {
    levels,
    products,
    orders,
    faults,
    tokens: 0,
    /** For every request. */
    delayMs: 0,
    inFlight: 0,
    mostInFlight: 0,
    /** Requests that place an order, in the order of their arrival. */
    keys: [] as string[],
    onPlaced: (): void => {},
    /** Of every request except for the token and health; a status it gives is the answer. */
    onRequest: (_line: string): number | undefined => undefined,
    /** Keys of the orders whose answer got lost. */
    lost: new Set<string>(),
    /** Tokens issued before are turned down. */
    rejectTokensOnce: false,
    /** Rejected orders keep what they held. */
    leak: false,
    /** Orders are never worked. */
    frozen: false,
    /** How many orders owed something as each of those requests arrived. */
    open: [] as number[],
  };

  const take = (order: Order): void => {
    const held: Item[] = [];
    for (const item of order.items) {
      const level = levels.get(item.productId);
      if (!level || level.available < item.quantity) {
        item.short = true;
        order.status = 'rejected';
        order.rejectedAt = new Date().toISOString();
        order.due = 'release';
        setTimeout(() => {
          if (!state.leak) for (const { productId, quantity } of held) give(productId, -quantity);
          delete order.due;
        }, 25);
        return;
      }
      give(item.productId, item.quantity);
      held.push(item);
    }
    order.status = 'confirmed';
    order.confirmedAt = new Date().toISOString();
    delete order.due;
  };

  const give = (productId: string, units: number): void => {
    const level = levels.get(productId);
    if (!level) return;
    level.available -= units;
    level.held += units;
  };

  const placeOrder = ({ body, message }: Request, customer: string): Answer => {
    const key = String(message.headers['idempotency-key']);
    const id = `ord_${customer}_${key}`;
    const location = `/api/v1/orders/${id}`;
    const known = orders.get(id);
    if (known) return { status: 201, body: known, headers: { location, 'idempotency-replayed': 'true' } };
    const { items, shippingAddress } = JSON.parse(body);
    if (items.some(({ productId }: Item) => !products.has(productId))) return problem(409, 'product_not_available');
    const placedAt = new Date().toISOString();
    const order: Order = {
      id,
      customer,
      status: 'placed',
      items: merged(items),
      shippingAddress,
      placedAt,
      due: 'reserve',
    };
    orders.set(id, order);
    state.onPlaced();
    if (!state.frozen) setTimeout(() => take(order), 3);
    return { status: 201, body: { ...order }, headers: { location } };
  };

  const page = (all: Order[], url: URL): Answer => {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    // Smaller pages than asked for, so that a few orders make several.
    const items = all.slice(from, from + 3);
    return { status: 200, body: { items, ...(from + 3 < all.length && { nextCursor: String(from + 3) }) } };
  };

  const putProduct = ({ body, message }: Request, id: string): Answer => {
    if (products.has(id) && message.headers['if-none-match'] === '*') return problem(412, 'precondition_failed');
    products.set(id, JSON.parse(body));
    return { status: 201, body: {} };
  };

  const stock = ({ method, body, message }: Request, id: string): Answer => {
    const level = levels.get(id) ?? { available: 0, held: 0, received: 0, shipped: 0 };
    const etag = levels.has(id) ? '"1"' : '"0"';
    if (method === 'GET') return { status: 200, body: level, headers: { etag } };
    const ifMatch = message.headers['if-match'];
    if (ifMatch !== undefined && ifMatch !== etag) return problem(412, 'precondition_failed');
    const { set } = JSON.parse(body);
    levels.set(id, { ...level, available: set - level.held, received: set + level.shipped });
    return { status: 200, body: levels.get(id) };
  };

  const issue = ({ body }: Request): Answer => {
    const form = new URLSearchParams(body);
    state.tokens += 1;
    const claims = { sub: form.get('sub'), roles: form.get('roles') ?? '', aud: form.get('aud') };
    const token = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 3600 } };
  };

  const secured = (request: Request, caller: { sub: string; roles: string }): Answer => {
    const { method, path, url } = request;
    const isAdmin = caller.roles === 'admin';
    const [, productId, isStock] = /^\/api\/v1\/products\/([^/]+)(\/stock)?$/.exec(path) ?? [];
    if (productId !== undefined) {
      if (!isAdmin) return problem(403, 'forbidden');
      return isStock ? stock(request, productId) : putProduct(request, productId);
    }
    if (path === '/api/v1/orders') {
      if (method === 'POST') return placeOrder(request, caller.sub);
      return page(
        [...orders.values()].filter(({ customer }) => customer === caller.sub),
        url,
      );
    }
    if (!isAdmin) return problem(403, 'forbidden');
    if (path === '/api/v1/admin/orders') {
      return page(
        [...orders.values()].filter(({ due }) => due === url.searchParams.get('due')),
        url,
      );
    }
    const order = orders.get(path.slice('/api/v1/orders/'.length));
    return order ? { status: 200, body: order } : problem(404, 'not_found');
  };

  const answer = (request: Request): Answer => {
    const { path, message } = request;
    if (path === '/token') return issue(request);
    if (path === '/api/v1/health/live') return { status: 200, body: { status: 'live' } };
    const status = state.onRequest(`${request.method} ${path}`);
    if (status !== undefined) return problem(status, 'refused');
    const caller = callerOf(message);
    if (!caller || state.rejectTokensOnce) {
      state.rejectTokensOnce = false;
      return problem(401, 'unauthorized');
    }
    return secured(request, caller);
  };

  const send = (response: ServerResponse, { status, body, headers = {} }: Answer): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

  const server = createServer(async (message, response) => {
    state.inFlight += 1;
    state.mostInFlight = Math.max(state.mostInFlight, state.inFlight);
    response.once('close', () => {
      state.inFlight -= 1;
    });
    if (state.delayMs > 0) await pause(state.delayMs);
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const { pathname: path } = url;
    const request = { method: message.method ?? '', path, url, body: await bodyOf(message), message };
    const places = request.method === 'POST' && path === '/api/v1/orders';
    if (places) {
      state.keys.push(String(message.headers['idempotency-key']));
      state.open.push([...orders.values()].filter(({ due }) => due).length);
    }
    const fault = places ? faults.shift() : undefined;
    if (typeof fault === 'object') {
      const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      return send(response, { ...problem(fault.status, 'busy'), headers });
    }
    if (fault === 'break-before') return void message.socket.destroy();
    const result = answer(request);
    if (fault === 'break-after') {
      state.lost.add(String(message.headers['idempotency-key']));
      return void message.socket.destroy();
    }
    send(response, result);
  });

  const url = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { url, state, close };
};
