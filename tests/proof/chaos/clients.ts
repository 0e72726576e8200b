import { setTimeout as pause } from 'node:timers/promises';
import { type HttpAnswer, retryingFetch } from '../../../cli/client/retrying-fetch.ts';
import { type Fields, fieldsOf } from '../../support/api-answer.ts';
import type { Stack } from '../../support/stack.ts';
import type { Delivery, Plan, Visit } from './plan.ts';
import { tally } from './tally.ts';

type Call = { as: readonly [sub: string, ...roles: string[]]; key?: string; body?: unknown };

/** What the shop promised its customers and staff, and must keep. */
const promises = () => ({
  /** The order ids answered for each idempotency key. */
  placed: new Map<string, Set<string>>(),
  cancelled: new Set<string>(),
  shipped: new Set<string>(),
  /** Units of each product in booked deliveries. */
  delivered: new Map<string, number>(),
});

export type Promises = ReturnType<typeof promises>;

type ClientsOptions = { stack: Stack; start: number; endMs: number; limitMs: number };

const body = ({ text }: HttpAnswer): Fields => fieldsOf(JSON.parse(text));

/**
 * Customers who arrive as planned, whatever happened to earlier ones, and repeat calls until
 * answered. `endMs` after the start they stop waiting for orders to be confirmed, `limitMs` after
 * it they stop repeating calls.
 */
export const clients = ({ stack, start, endMs, limitMs }: ClientsOptions) => {
  const promised = promises();
  const done = tally();
  const broken: string[] = [];

  /**
   * Returns one of the `wanted` answers. For any other, or none, records a broken rule and returns
   * undefined.
   */
  const call = async (
    method: string,
    path: string,
    { as, key, body: content }: Call,
    wanted: readonly number[],
  ): Promise<HttpAnswer | undefined> => {
    const headers = {
      authorization: `Bearer ${await stack.token(...as)}`,
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const request = {
      method,
      url: `${stack.url}/api/v1${path}`,
      headers,
      ...(content !== undefined && { body: JSON.stringify(content) }),
    };
    try {
      const answer = await retryingFetch(request, start + limitMs);
      done.add(key === undefined ? 'other calls repeated' : 'calls repeated with the same key', answer.attempts - 1);
      if (wanted.includes(answer.status)) return answer;
      broken.push(`${method} ${path} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    } catch (error) {
      broken.push(String(error));
    }
    return undefined;
  };

  const place = async ({ key, customer, lines }: Visit): Promise<string | undefined> => {
    const items = Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity }));
    const shippingAddress = { recipient: 'Ana', line1: 'Avda. 1', city: 'México D.F.', country: 'MX' };
    const answer = await call('POST', '/orders', { as: [customer], key, body: { items, shippingAddress } }, [201]);
    if (!answer) return undefined;
    if (answer.headers.has('idempotency-replayed')) done.add('answered as replayed');
    const id = String(body(answer).id);
    promised.placed.set(key, (promised.placed.get(key) ?? new Set()).add(id));
    return id;
  };

  const cancel = async (id: string, customer: string): Promise<void> => {
    const answer = await call('POST', `/orders/${id}/cancel`, { as: [customer] }, [200, 409]);
    if (answer?.status === 200) promised.cancelled.add(id);
  };

  /** Waits until the order is confirmed, as a warehouse does. */
  const ship = async (id: string): Promise<void> => {
    for (let waitMs = 250; Date.now() < start + endMs; waitMs = Math.min(4000, waitMs * 2)) {
      const seen = await call('GET', `/orders/${id}`, { as: ['packer', 'warehouse'] }, [200]);
      if (!seen) return;
      const { status } = body(seen);
      if (status === 'confirmed') {
        const shipment = { carrier: 'DHL', trackingNumber: id.slice(-10) };
        const answer = await call(
          'POST',
          `/orders/${id}/ship`,
          { as: ['packer', 'warehouse'], body: shipment },
          [200, 409],
        );
        if (answer?.status === 200) promised.shipped.add(id);
      }
      if (status !== 'placed') return;
      await pause(waitMs);
    }
  };

  const attend = async (visit: Visit): Promise<void> => {
    await pause(Math.max(0, start + visit.at - Date.now()));
    done.add('orders');
    const [id] = await Promise.all(visit.twice ? [place(visit), place(visit)] : [place(visit)]);
    if (id === undefined || visit.next.length === 0) return;
    await pause(visit.afterMs);
    await Promise.all(visit.next.map((step) => (step === 'cancel' ? cancel(id, visit.customer) : ship(id))));
  };

  const deliver = async ({ at, key, product, units }: Delivery): Promise<void> => {
    await pause(Math.max(0, start + at - Date.now()));
    const request = { as: ['packer', 'warehouse'] as const, key, body: { adjust: units } };
    const answer = await call('POST', `/products/${product}/stock`, request, [200]);
    if (answer) promised.delivered.set(product, (promised.delivered.get(product) ?? 0) + units);
  };

  /** A level is one document: every read, at any time, sees balanced books. */
  const watch = async (products: readonly string[]): Promise<void> => {
    for (let n = 0; Date.now() < start + endMs; n++) {
      await pause(500);
      const product = products[n % products.length];
      const seen = await call('GET', `/products/${product}/stock`, { as: ['packer', 'warehouse'] }, [200]);
      if (!seen) continue;
      done.add('levels read meanwhile');
      const { available, held, received, shipped } = body(seen);
      const balanced = Number(available) + Number(held) === Number(received) - Number(shipped);
      if (!balanced || Number(available) < 0 || Number(held) < 0) broken.push(`${product} stood at ${seen.text}`);
    }
  };

  return {
    promised,
    done,
    broken,

    /** Resolves when all have their answers or have given up. */
    async serve({ visits, deliveries }: Plan, products: readonly string[]): Promise<void> {
      await Promise.all([...visits.map(attend), ...deliveries.map(deliver), watch(products)]);
    },
  };
};
