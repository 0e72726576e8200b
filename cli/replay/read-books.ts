import type { OrderAnswer, StockAnswer } from '../client/api-answers.ts';
import type { Books } from './check-books.ts';
import { eachBounded } from './each-bounded.ts';
import type { ReplayClient } from './replay-client.ts';
import type { ReplayFile } from './replay-file.ts';

/** Reads the lists of all customers of the file and the levels of all its products. */
export const readBooks = async (
  client: Pick<ReplayClient, 'ordersOf' | 'stock'>,
  { products, orders }: ReplayFile,
  concurrency: number,
): Promise<Pick<Books, 'lists' | 'levels'>> => {
  const lists = new Map<string, readonly OrderAnswer[]>();
  await eachBounded([...new Set(orders.map(({ customer }) => customer))], concurrency, async (customer) => {
    lists.set(customer, await client.ordersOf(customer));
  });
  const levels = new Map<string, StockAnswer>();
  await eachBounded(products, concurrency, async ({ id }) => {
    levels.set(id, await client.stock(id));
  });
  return { lists, levels };
};
