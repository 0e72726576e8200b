import { z } from 'zod';
import type { ApiClient } from '../client/api-client.ts';
import { readAnswer } from '../client/read-answer.ts';
import { type DemoProduct, demoCatalogue } from './demo-catalogue.ts';

export type SeedResult = { created: number; present: number };

const stockLevel = z.object({ received: z.int() });

const readReceivedUnits = async (client: ApiClient, path: string): Promise<number> => {
  const answer = await client.expect([200, 404], { method: 'GET', path });
  return answer.status === 404 ? 0 : readAnswer(stockLevel, answer, `GET ${path}`).received;
};

/**
 * Puts the demo products and their stock through the API. May run again: a product that exists
 * stays as it is, and stock is set only if none was ever received. Throws a Failure for the first
 * unexpected answer.
 */
export const seedCatalogue = async (
  client: ApiClient,
  products: readonly DemoProduct[] = demoCatalogue,
): Promise<SeedResult> => {
  const seed = async ({ id, amount, stock, ...details }: DemoProduct): Promise<boolean> => {
    const body = { ...details, price: { amount, currency: 'EUR' } };
    const headers = { 'if-none-match': '*' };
    const put = await client.expect([201, 412], { method: 'PUT', path: `/products/${id}`, headers, body });
    const path = `/products/${id}/stock`;
    if (stock > 0 && (await readReceivedUnits(client, path)) === 0) {
      await client.expect([200], { method: 'POST', path, body: { set: stock } });
    }
    return put.status === 201;
  };

  const created = (await Promise.all(products.map(seed))).filter(Boolean).length;
  return { created, present: products.length - created };
};
