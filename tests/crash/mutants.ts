import { eventMutants } from './events/event-mutants.ts';
import type { Mutant, WorldMutant } from './mutant.ts';

const reservations = 'tests/support/in-memory/in-memory-stock.ts';

const orderMutants: readonly WorldMutant[] = [
  {
    name: 'relay',
    without: 'the relay',
    edits: [
      {
        file: 'src/application/orders/relay-orders.ts',
        find: 'await orderQueue.send(batch.map((order) => relayMessage(order, minute)));',
        put: '',
      },
    ],
  },
  {
    name: 'derived-id',
    without: 'the id that is derived from the key',
    edits: [
      {
        file: 'src/application/orders/place-order.ts',
        find: ': keyedOrderId(customerId, idempotencyKey);',
        put: ': timedOrderId(customerId, now, deps.entropy(10));',
      },
    ],
  },
  {
    name: 'sure-refusal',
    without: 'the read that cannot be stale before a refusal of the catalogue',
    edits: [
      {
        file: 'src/application/orders/place-order.ts',
        find: 'await deps.orders[read](id)',
        put: 'await deps.orders.get(id)',
      },
    ],
  },
  {
    name: 'sure-unknown',
    without: 'the read that cannot be stale before an order counts as unknown',
    edits: [
      {
        file: 'src/application/orders/do-due-work.ts',
        find: ' ?? (await deps.orders.getLatest(orderId))',
        put: '',
      },
    ],
  },
  {
    name: 'create-conflict',
    without: 'the create-conflict check of a reservation',
    edits: [
      {
        file: reservations,
        find: "if (unexpired(reservations.get(key(productId, orderId)))) return { outcome: 'held', change: undefined };",
        put: '',
      },
    ],
  },
  {
    name: 'etag',
    without: 'the etag on the write of the outcome',
    edits: [
      {
        file: 'src/application/orders/do-due-work.ts',
        find: 'await deps.orders.replace(next, etag);',
        put: "await deps.orders.replace(next, (await deps.orders.get(next.id))?.etag ?? '');",
      },
    ],
  },
  {
    name: 'release',
    without: 'the release on cancel',
    edits: [
      {
        file: 'src/domain/order.ts',
        find: "cancellation,\n    debt: { due: 'release', since: now },",
        put: 'cancellation,',
      },
    ],
  },
  {
    name: 'tombstone',
    without: 'the tombstone of a released reservation',
    edits: [
      {
        file: reservations,
        find: '    reservations.put(key(productId, reservation.orderId), {\n      ...reservation,\n      state,',
        put: "    if (state === 'released') reservations.remove(key(productId, reservation.orderId));\n    else reservations.put(key(productId, reservation.orderId), {\n      ...reservation,\n      state,",
      },
    ],
  },
  {
    name: 'message-id',
    without: 'the message id that varies',
    edits: [
      {
        file: 'src/application/orders/process-order.ts',
        find: '#$' + '{next}`,',
        put: '`,',
      },
      {
        file: 'src/application/orders/relay-orders.ts',
        find: ':$' + '{minute}`;',
        put: '`;',
      },
    ],
  },
];

export const mutants: readonly Mutant[] = [
  ...orderMutants.map((mutant) => ({ ...mutant, world: 'orders' as const })),
  ...eventMutants.map((mutant) => ({ ...mutant, world: 'events' as const })),
];
