import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import type { Reservation, StockLevel } from '../../../src/domain/stock.ts';
import type { Fields } from '../../support/api-answer.ts';
import { fieldsOf, textField } from '../../support/api-answer.ts';
import type { httpApi } from '../../support/http-api.ts';
import type { Stack } from '../../support/stack.ts';

/** An order as the API shows it to staff, reduced to what is checked. */
export type BookedOrder = {
  id: string;
  status: string;
  due?: string;
  attention: boolean;
  lines: ReadonlyMap<string, number>;
};

export type BookedReservation = Reservation & { id: string; productId: string };

export type Books = {
  orders: ReadonlyMap<string, BookedOrder>;
  levels: ReadonlyMap<string, StockLevel>;
  reservations: readonly BookedReservation[];
};

const orderOf = (fields: Fields): BookedOrder => {
  const { due, items } = fields;
  if (!Array.isArray(items)) throw new Error(`No order: ${JSON.stringify(fields)}`);
  const lines = items.map(fieldsOf).map((line) => [textField(line, 'productId'), Number(line.quantity)] as const);
  return {
    id: textField(fields, 'id'),
    status: textField(fields, 'status'),
    ...(due !== undefined && { due: String(due) }),
    attention: fields.attention !== undefined,
    lines: new Map(lines),
  };
};

/**
 * Orders of all customers, page by page, as an admin lists them. `query`: such as `due=reserve`.
 */
export const listOrders = async (api: ReturnType<typeof httpApi>, query = ''): Promise<readonly BookedOrder[]> => {
  const orders: BookedOrder[] = [];
  for (let path: string | undefined = `/admin/orders?limit=100&${query}`; path !== undefined; ) {
    const { status, body, headers }: Awaited<ReturnType<typeof api.call>> = await api.call('GET', path, {
      as: ['root', 'admin'],
    });
    if (status !== 200 || !Array.isArray(body.items)) throw new Error(`${status} ${JSON.stringify(body)}`);
    orders.push(...body.items.map(fieldsOf).map(orderOf));
    path = /<\/api\/v1([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  }
  return orders;
};

/** The orders from the API; the stock with its reservations and tombstones from the store. */
export const readBooks = async (stack: Stack, api: ReturnType<typeof httpApi>): Promise<Books> => {
  const client = await cosmosClient({ connectionString: stack.cosmos.connectionString });
  try {
    const container = client.database('hearth').container('stock');
    const { resources: levels } = await container.items
      .query<StockLevel & { productId: string }>("SELECT * FROM c WHERE c.id = 'level'")
      .fetchAll();
    const { resources: reservations } = await container.items
      .query<BookedReservation>('SELECT * FROM c WHERE IS_DEFINED(c.state)')
      .fetchAll();
    const listed = await listOrders(api);
    if (new Set(listed.map(({ id }) => id)).size !== listed.length) throw new Error('The list names an order twice.');
    return {
      orders: new Map(listed.map((order) => [order.id, order])),
      levels: new Map(levels.map(({ productId, ...level }) => [productId, level])),
      reservations,
    };
  } finally {
    client.dispose();
  }
};
