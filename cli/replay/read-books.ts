import pMap from 'p-map';
import type { OrderAnswer, StockAnswer } from './api-answers.ts';
import type { Books } from './check-books.ts';
import type { ReplayClient } from './replay-client.ts';
import type { ReplayFile } from './replay-file.ts';

/** Reads the lists of all customers of the file and the levels of all its products. */
export const readBooks = async (
  client: Pick<ReplayClient, 'ordersOf' | 'stock'>,
  { products, orders }: ReplayFile,
  concurrency: number,
): Promise<Pick<Books, 'lists' | 'levels'>> => {
  const lists = new Map<string, readonly OrderAnswer[]>();
  const customers = [...new Set(orders.map(({ customer }) => customer))];
  await pMap(customers, async (customer) => lists.set(customer, await client.ordersOf(customer)), { concurrency });
  const levels = new Map<string, StockAnswer>();
  await pMap(products, async ({ id }) => levels.set(id, await client.stock(id)), { concurrency });
  return { lists, levels };
};
