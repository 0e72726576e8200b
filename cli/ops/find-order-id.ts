import type { ApiClient } from '../client/api-client.ts';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { listAll } from '../client/list-all.ts';
import { shapes } from './ops-shapes.ts';

/**
 * The id of an order, given its id or number. An id is not looked up. Throws a Failure unless
 * exactly one order has the number.
 */
export const findOrderId = async (client: ApiClient, idOrNumber: string): Promise<string> => {
  if (idOrNumber.startsWith('ord_')) return idOrNumber;
  const query = { number: idOrNumber };
  const { items } = await listAll(client, '/admin/orders', shapes.order, { query, limit: 2 });
  const [found, other] = items;
  if (found === undefined) {
    throw new Failure(
      exitCodes.notFound,
      `No order was found by the number ${idOrNumber}. An order from before numbers existed is found by its id.`,
    );
  }
  if (other !== undefined) {
    const ids = items.map(({ id }) => id).join(' and ');
    throw new Failure(exitCodes.failed, `More than one order has the number ${idOrNumber}: ${ids}. Give an id.`);
  }
  return found.id;
};
