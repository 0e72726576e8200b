import { exitCodes } from '../client/exit-codes.ts';
import type { OpsClient } from './ops-client.ts';
import type { DeadLetter, FullOrder } from './ops-shapes.ts';
import { partReader } from './part-reader.ts';
import type { DeliveryOfEvent, ListedEvent } from './webhook-shapes.ts';

/** More than an order has. */
const MAX_EVENTS = 100;
const MAX_DEAD_LETTERS = 1000;

export type HistoryPart = 'events' | 'deliveries' | 'deadLetters';

/** `more`: there are dead letters that were not read and may name the order. */
type FoundLetters = { items: DeadLetter[]; more: boolean };

const readDeliveries = async (client: OpsClient, events: readonly ListedEvent[]): Promise<DeliveryOfEvent[]> => {
  const deliveries: DeliveryOfEvent[] = [];
  for (const { id } of events) deliveries.push(...(await client.webhooks.deliveriesOfEvent(id)));
  return deliveries;
};

const namesOrder = ({ order, body }: DeadLetter, id: string): boolean =>
  order?.id === id || (typeof body === 'object' && body !== null && 'orderId' in body && body.orderId === id);

/** An order and all that is known of it elsewhere. What could not be read is undefined. */
export const readOrderHistory = async (client: OpsClient, idOrNumber: string, say: (text: string) => void) => {
  const order: FullOrder = await client.order(idOrNumber);
  const { unknown, ask } = partReader<HistoryPart>(say);

  const events = await ask('events', 'reading its events', async () => {
    const { items } = await client.webhooks.events({ subject: order.id }, MAX_EVENTS);
    return items;
  });
  const deliveries =
    events && (await ask('deliveries', 'reading what webhooks were sent', () => readDeliveries(client, events)));
  const deadLetters = await ask('deadLetters', 'looking for its dead letters', async (): Promise<FoundLetters> => {
    const { items, more, missing } = await client.deadLetters(MAX_DEAD_LETTERS);
    if (missing.includes('process-order')) {
      const reason = 'The queue process-order could not be read. Try again in a minute.';
      unknown.push({ part: 'deadLetters', reason, exitCode: exitCodes.busy });
    }
    return { items: items.filter((letter) => namesOrder(letter, order.id)), more };
  });

  return { order, events, deliveries, deadLetters, unknown };
};

export type OrderHistory = Awaited<ReturnType<typeof readOrderHistory>>;
