import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { orderStatuses } from '../../../src/domain/order.ts';
import type { Stack } from '../../support/stack.ts';

type StoredOrder = { id: string } & Readonly<Record<`${(typeof orderStatuses)[number]}At`, string | undefined>>;

export type StoredDelivery = {
  endpointId: string;
  eventId: string;
  status: string;
  nextAt?: string;
  attempts: readonly unknown[];
};

export type Records = {
  /** The ids that the orders' events must have: one for each state of each order. */
  expected: ReadonlySet<string>;
  /** The ids of the events of orders that are stored, and which of them still owe their fan-out. */
  events: readonly string[];
  owing: number;
  deliveries: readonly StoredDelivery[];
};

const eventIdsOf = (order: StoredOrder): string[] =>
  orderStatuses.filter((state) => order[`${state}At`] !== undefined).map((state) => `evt_${order.id}_${state}`);

/** What the shop has stored, as it is, without any code of events. */
export const openRecords = async (stack: Stack) => {
  const client = await cosmosClient({ connectionString: stack.cosmos.connectionString });
  const all = async <T>(container: string, query: string): Promise<T[]> =>
    (await client.database('hearth').container(container).items.query<T>(query).fetchAll()).resources;

  return {
    read: async (): Promise<Records> => {
      const orders = await all<StoredOrder>('orders', 'SELECT * FROM c');
      const events = await all<{ id: string; dueSince?: string }>('events', 'SELECT c.id, c.dueSince FROM c');
      const mine = events.filter(({ id }) => id.startsWith('evt_ord_'));
      return {
        expected: new Set(orders.flatMap(eventIdsOf)),
        events: mine.map(({ id }) => id),
        owing: mine.filter(({ dueSince }) => dueSince !== undefined).length,
        deliveries: await all<StoredDelivery>('deliveries', 'SELECT * FROM c'),
      };
    },
    close: () => client.dispose(),
  };
};

export type OpenRecords = Awaited<ReturnType<typeof openRecords>>;
