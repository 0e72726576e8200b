import { setTimeout as pause } from 'node:timers/promises';
import { fieldsOf, textField } from './api-answer.ts';
import { checkContract, operationAt } from './api-contract.ts';
import type { Stack } from './stack.ts';

export type Answer = { status: number; headers: Headers; body: Readonly<Record<string, unknown>> };

type Call = {
  as?: readonly [sub: string, ...roles: string[]];
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
};

const record = (text: string): Record<string, unknown> => {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

type Upload = { imageId: string; method: string; url: string; headers: Record<string, string> };

const uploadOf = ({ status, body }: Answer): Upload => {
  const fields = fieldsOf(body.upload);
  const headers = Object.entries(fieldsOf(fields.headers)).map(([name, value]) => [name, String(value)] as const);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return {
    imageId: textField(body, 'id'),
    method: textField(fields, 'method'),
    url: textField(fields, 'url'),
    headers: Object.fromEntries(headers),
  };
};

/** The API as a client sees it: only HTTP. */
export const httpApi = (stack: Stack) => {
  const call = async (method: string, path: string, { as, body, headers = {} }: Call = {}): Promise<Answer> => {
    const response = await fetch(`${stack.url}/api/v1${path}`, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${await stack.token(...as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const operation = operationAt(method, `/v1${new URL(path, stack.url).pathname}`);
    if (operation !== undefined)
      checkContract(operation, method, { status: response.status, headers: response.headers, text });
    return { status: response.status, headers: response.headers, body: record(text) };
  };

  return {
    call,

    /** A product on sale with stock. */
    async product(id: string, units: number): Promise<void> {
      const details = { name: id, price: { amount: 1250, currency: 'EUR' } };
      await call('PUT', `/products/${id}`, { as: ['root', 'admin'], body: details });
      await call('POST', `/products/${id}/stock`, { as: ['root', 'admin'], body: { set: units } });
    },

    /**
     * Adds an image and uploads its original as a browser would, even with a wrong size. The
     * trigger processes it later.
     */
    async upload(productId: string, original: Uint8Array, contentType = 'image/jpeg'): Promise<string> {
      const body = { contentType, bytes: Math.min(Math.max(1, original.byteLength), 1000) };
      const added = await call('POST', `/products/${productId}/images`, { as: ['root', 'admin'], body });
      const { imageId, url, method, headers } = uploadOf(added);
      const put = () => fetch(url, { method, headers, body: Buffer.from(original) });
      // Busy Storage may close a connection in the middle of a large body.
      const response = await put().catch(put);
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      return imageId;
    },

    /** Polls until the image is processed. Rejects after `limitMs`. */
    async untilProcessed(productId: string, imageId: string, limitMs = 90_000): Promise<Answer['body']> {
      const end = Date.now() + limitMs;
      for (;;) {
        const { body } = await call('GET', `/products/${productId}/images/${imageId}`);
        if (body.status === 'ready' || body.status === 'rejected') return body;
        if (Date.now() > end) throw new Error(`Still ${JSON.stringify(body)} after ${limitMs} ms.`);
        await pause(50);
      }
    },

    /** One variant, or whatever is answered instead. */
    async variant(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
      const response = await fetch(`${stack.url}${path}`, { method, headers });
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, bytes };
    },

    place: (sub: string, items: Readonly<Record<string, number>>, headers: Readonly<Record<string, string>> = {}) =>
      call('POST', '/orders', {
        as: [sub],
        headers,
        body: {
          items: Object.entries(items).map(([productId, quantity]) => ({ productId, quantity })),
          shippingAddress: { recipient: 'Ana', line1: 'Avda. 1', city: 'México D.F.', country: 'MX' },
        },
      }),

    stock: async (id: string) => (await call('GET', `/products/${id}/stock`, { as: ['root', 'admin'] })).body,

    /** Polls until the order, as an admin sees it, matches. Rejects after `limitMs`. */
    async until(id: unknown, wanted: (order: Answer['body']) => boolean, limitMs = 60_000): Promise<Answer['body']> {
      const end = Date.now() + limitMs;
      for (;;) {
        const { body } = await call('GET', `/orders/${String(id)}`, { as: ['root', 'admin'] });
        if (wanted(body)) return body;
        if (Date.now() > end) throw new Error(`Still ${JSON.stringify(body)} after ${limitMs} ms.`);
        await pause(50);
      }
    },
  };
};
