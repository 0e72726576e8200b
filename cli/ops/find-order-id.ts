import type { ApiClient } from '../client/api-client.ts';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { listAll } from '../client/list-all.ts';
import { shapes } from './ops-shapes.ts';

/**
 * The id of an order by its id or its number. Throws a Failure unless the number has exactly one
 * order. An id is not looked up.
 */
export const findOrderId = async (client: ApiClient, idOrNumber: string): Promise<string> => {
  if (idOrNumber.startsWith('ord_')) return idOrNumber;
  const query = { number: idOrNumber };
  const { items } = await listAll(client, '/admin/orders', shapes.order, { query, limit: 2 });
  const [found, other] = items;
  if (found === undefined) {
    throw new Failure(
      exitCodes.notFound,
      `No order is found by the number ${idOrNumber}. If the order is older than numbers, give its id.`,
    );
  }
  if (other !== undefined) {
    const ids = items.map(({ id }) => id).join(' and ');
    throw new Failure(exitCodes.failed, `More than one order has the number ${idOrNumber}: ${ids}. Give an id.`);
  }
  return found.id;
};
