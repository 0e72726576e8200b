import { reasonOf } from '../client/retrying-fetch.ts';
import { type DemoProduct, demoCatalogue } from './demo-catalogue.ts';

export type SeedOptions = {
  /** Of the functions host, such as http://127.0.0.1:7071. */
  url: string;
  /** Of an admin. */
  token: string;
  products?: readonly DemoProduct[];
};

export type SeedResult = { created: number; present: number };

const timeoutMs = 30_000;

const received = (stock: unknown): number =>
  typeof stock === 'object' && stock !== null && 'received' in stock ? Number(stock.received) : 0;

const hintFor = (status: number | undefined): string =>
  status === 401 || status === 403
    ? 'check the settings AUTH_ISSUER and AUTH_AUDIENCE.'
    : 'check the settings Cosmos and COSMOS_DATABASE.';

const detailOf = (problem: string): string => {
  const detail = /"detail":"([^"]*)"/.exec(problem)?.[1] ?? problem.replaceAll(/\s+/g, ' ').trim();
  return detail === '' ? '' : `: ${detail.replace(/\.$/, '')}`;
};

/**
 * Puts the demo products and their stock through the API. May run again: a product that is there stays as it is, and stock is
 * set only where none was ever received. Rejects with one line: the first answer that is not what it should be, and the settings to check.
 */
export const seedCatalogue = async ({ url, token, products = demoCatalogue }: SeedOptions): Promise<SeedResult> => {
  const call = async (method: string, path: string, allowed: readonly number[], body?: unknown, headers = {}) => {
    const request = {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${url}/api/v1${path}`, request).catch((error: unknown) => {
      throw new Error(`${method} ${path} got no answer (${reasonOf(error)}); ${hintFor(undefined)}`);
    });
    if (allowed.includes(response.status)) return response;
    throw new Error(
      `${method} ${path} answered ${response.status}${detailOf(await response.text())}; ${hintFor(response.status)}`,
    );
  };

  const seed = async ({ id, amount, stock, ...details }: DemoProduct): Promise<boolean> => {
    const product = { ...details, price: { amount, currency: 'EUR' } };
    const put = await call('PUT', `/products/${id}`, [201, 412], product, { 'if-none-match': '*' });
    const level = await call('GET', `/products/${id}/stock`, [200, 404]);
    const units = level.status === 404 ? 0 : received(await level.json());
    if (units === 0 && stock > 0) await call('POST', `/products/${id}/stock`, [200], { set: stock });
    return put.status === 201;
  };

  const created = (await Promise.all(products.map(seed))).filter(Boolean).length;
  return { created, present: products.length - created };
};
