import { type OrderFacts, orderTimeline } from '../../../local/console/order-timeline.ts';

const order = {
  id: 'ord_1',
  status: 'confirmed',
  items: [{ productId: 'kettle', name: 'Kettle', quantity: 1, unitPrice: 100, lineTotal: 100 }],
  currency: 'EUR',
  total: 100,
  placedAt: '2026-12-01T10:00:00.000Z',
  confirmedAt: '2026-12-01T10:00:09.000Z',
};

const facts = (some: Partial<OrderFacts>): OrderFacts => ({
  order,
  events: [],
  deliveries: [],
  audit: [],
  deadLetters: [],
  messages: [],
  log: [],
  ...some,
});

const summarize = (some: Partial<OrderFacts>): string[] =>
  orderTimeline(facts(some)).map(({ kind, what, detail }) => [kind, what, detail].filter(Boolean).join(' | '));

test('shows states, requests, attempts, events, webhooks and staff in the order of their times', () => {
  const log = [
    {
      time: '2026-12-01T10:00:00.100Z',
      level: 'information',
      event: 'request',
      method: 'POST',
      route: 'v1/orders',
      status: 201,
      ms: 12,
    },
    {
      time: '2026-12-01T10:00:01.000Z',
      level: 'warning',
      event: 'order_attempt_failed',
      attempt: 1,
      due: 'reserve',
      reason: 'Cosmos DB is down',
      waitMs: 1500,
    },
  ];
  const attempts = [
    { at: '2026-12-01T10:00:10.000Z', ms: 5, status: 500 },
    { at: '2026-12-01T10:00:15.000Z', ms: 4, status: 200 },
  ];

  expect(
    summarize({
      log,
      events: [{ id: 'evt_1', type: 'order.confirmed', subject: 'ord_1', time: '2026-12-01T10:00:09.000Z' }],
      deliveries: [
        {
          eventId: 'evt_1',
          type: 'order.confirmed',
          status: 'delivered',
          createdAt: '',
          endpointId: 'whe_1',
          attempts,
        },
      ],
      audit: [
        {
          id: 'a',
          at: '2026-12-01T10:00:20.000Z',
          actor: 'ada',
          operation: 'retry_order',
          subject: 'ord_1',
          outcome: 'done',
        },
      ],
    }),
  ).toEqual([
    'state | placed',
    'request | POST v1/orders | answered 201, 12 ms',
    'attempt | attempt failed | attempt 1, reserve, Cosmos DB is down, next one in 1.5 s',
    'state | confirmed',
    'event | order.confirmed',
    'webhook | order.confirmed | to whe_1, attempt 1, answered 500, 5 ms',
    'webhook | order.confirmed | to whe_1, attempt 2, answered 200, 4 ms',
    'staff | retry_order | by ada, done',
  ]);
});

test('shows an attention flag, messages on their way and dead letters', () => {
  const stuck = {
    ...order,
    confirmedAt: undefined,
    attention: { reason: 'gave up', since: '2026-12-01T10:05:00.000Z' },
  };

  expect(
    summarize({
      order: stuck,
      messages: [
        {
          entity: 'process-order',
          sequenceNumber: 4,
          state: 'scheduled',
          enqueuedAt: '2026-12-01T10:01:00.000Z',
          scheduledFor: '2026-12-01T10:02:00.000Z',
          deliveryCount: 0,
          properties: { attempt: 2 },
          body: '{"orderId":"ord_1"}',
        },
      ],
      deadLetters: [
        {
          sequenceNumber: '7',
          source: 'process-order',
          cause: 'Cosmos DB is down',
          deliveryCount: 1,
          enqueuedAt: '2026-12-01T10:04:00.000Z',
          body: {},
        },
      ],
    }),
  ).toEqual([
    'state | placed',
    'message | scheduled | in process-order, attempt 3, failed deliveries: 0, for 2026-12-01T10:02:00.000Z',
    'dead letter | dead-lettered | number 7, Cosmos DB is down',
    'state | needs attention | gave up',
  ]);
});
