import { type OrderFacts, orderTimeline } from '../../../local/console/order-timeline.ts';

const id = 'ord_c1_1';

const order = {
  id,
  status: 'confirmed',
  items: [{ productId: 'kettle', name: 'Kettle', quantity: 1, unitPrice: 100, lineTotal: 100 }],
  currency: 'EUR',
  total: 100,
  placedAt: '2026-12-01T10:00:00.000Z',
  confirmedAt: '2026-12-01T10:00:09.000Z',
};

const at = (second: number): string => new Date(Date.parse(order.placedAt) + second * 1000).toISOString();

const line = (second: number, event: string, fields: Record<string, unknown> = {}) => ({
  time: at(second),
  level: 'information',
  event,
  orderId: id,
  ...fields,
});

const request = (second: number, method: string, fields: Record<string, unknown> = {}) =>
  line(second, 'request', { method, route: 'v1/orders/{id}', status: 200, ms: 0, ...fields });

const audited = { id: 'aud_1', at: at(20), actor: 'ada', operation: 'replay_dead_letter', subject: '7' };

const tell = (some: Partial<OrderFacts>) =>
  orderTimeline({
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
  tell(some).map(({ kind, what, detail }) => [kind, what, detail].filter(Boolean).join(' | '));

test('shows states, requests, attempts, events, webhooks and staff in the order of their times', () => {
  const failed = { attempt: 1, maxAttempts: 10, due: 'reserve', reason: 'Cosmos DB is down', waitMs: 1500 };
  const attempts = [
    { at: at(10), ms: 5, status: 500 },
    { at: at(15), ms: 4, status: 200 },
  ];

  expect(
    summarize({
      log: [request(0.1, 'POST', { status: 201, ms: 12 }), line(1, 'order_attempt_failed', failed)],
      events: [{ id: 'evt_1', type: 'order.confirmed', subject: id, time: at(9) }],
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
      audit: [{ ...audited, operation: 'retry_order', subject: id, outcome: 'done' }],
    }),
  ).toEqual([
    'state | placed',
    'request | POST v1/orders/{id} | answered 201',
    'attempt | attempt failed | attempt 1 of 10, reserve, Cosmos DB is down, next one in 1.5 s',
    'state | confirmed',
    'event | order.confirmed',
    'webhook | order.confirmed | to whe_1, attempt 1, answered 500',
    'webhook | order.confirmed | to whe_1, attempt 2, answered 200',
    'staff | retry order | by ada, done',
  ]);
});

test('shows an attention flag, messages on their way and dead letters', () => {
  const stuck = { ...order, confirmedAt: undefined, attention: { reason: 'gave up', since: at(300) } };

  expect(
    summarize({
      order: stuck,
      messages: [
        {
          entity: 'process-order',
          sequenceNumber: 4,
          state: 'scheduled',
          enqueuedAt: at(60),
          scheduledFor: at(120),
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
          enqueuedAt: at(240),
          body: {},
        },
      ],
    }),
  ).toEqual([
    'state | placed',
    'message | scheduled | in process-order, attempt 3',
    'dead letter | dead-lettered | number 7, Cosmos DB is down',
    'state | needs attention | gave up',
  ]);
});

test('a dead letter has the time at which its message was given up', () => {
  const letter = {
    sequenceNumber: '7',
    source: 'process-order',
    messageId: 'm#9',
    reason: 'GivenUp',
    deliveryCount: 1,
  };
  const deadLetters = [{ ...letter, enqueuedAt: at(10), body: {} }];
  const log = [line(30, 'order_given_up', { messageId: 'm#9' }), line(20, 'order_given_up', { messageId: 'm#8' })];

  expect(tell({ deadLetters, log }).map(({ at: time, what }) => [time, what])).toEqual([
    [at(0), 'placed'],
    [at(9), 'confirmed'],
    [at(20), 'given up'],
    [at(30), 'given up'],
    [at(30), 'dead-lettered'],
  ]);
  expect(tell({ deadLetters }).at(-1)?.at).toBe(at(10));
});

test('what continues by itself says when', () => {
  const message = {
    entity: 'process-order',
    sequenceNumber: 4,
    state: 'scheduled',
    enqueuedAt: at(60),
    scheduledFor: at(120),
    deliveryCount: 2,
    properties: {},
    body: '',
  };
  const failed = { at: at(70), ms: 5, status: 500 };
  const delivery = { eventId: 'e', type: 'order.placed', status: 'pending', createdAt: '', endpointId: 'w' };
  const deliveries = [{ ...delivery, attempts: [failed, failed], nextAt: at(130) }];

  expect(tell({ messages: [message], deliveries }).map(({ detail, nextAt }) => [detail, nextAt])).toEqual([
    ['', undefined],
    ['', undefined],
    ['in process-order, failed deliveries: 2', at(120)],
    ['to w, attempt 1, answered 500', undefined],
    ['to w, attempt 2, answered 500', at(130)],
  ]);
});

test('a request has the time at which it began, before what it did, however late its log line is', () => {
  const placing = { invocationId: 'inv_1', status: 201, ms: 40 };
  const log = [
    line(0.03, 'order_placed', { invocationId: 'inv_1' }),
    request(0.05, 'POST', placing),
    line(3, 'order_attempt_failed'),
    request(5, 'POST', { ms: 4000 }),
  ];

  expect(tell({ log }).map(({ at: time, what }) => [time, what])).toEqual([
    [at(0), 'POST v1/orders/{id}'],
    [at(0), 'placed'],
    [at(1), 'POST v1/orders/{id}'],
    [at(3), 'attempt failed'],
    [at(9), 'confirmed'],
  ]);
});

test('a request of staff began before the audit trail named it', () => {
  const log = [request(6, 'POST', { requestId: 'req_2', ms: 10 })];
  const audit = [{ ...audited, at: at(5), outcome: 'done', requestId: 'req_2' }];

  expect(tell({ log, audit }).map(({ at: time, kind }) => [time, kind])).toEqual([
    [at(0), 'state'],
    [at(5), 'request'],
    [at(5), 'staff'],
    [at(9), 'state'],
  ]);
});

test('a request that only looked is a read, unless it was refused', () => {
  const log = [request(1, 'GET', { ms: 7 }), request(2, 'GET', { status: 404 }), request(3, 'POST')];

  expect(tell({ log }).map(({ kind, ms }) => [kind, ms])).toEqual([
    ['state', undefined],
    ['read', 7],
    ['request', 0],
    ['request', 0],
    ['state', undefined],
  ]);
});

test.each([400, 403, 409, 503])('a request that was refused with %d can have come from staff, too', (status) => {
  const entries = tell({ log: [request(1, 'POST', { caller: 'c2', status })] });

  expect(entries.find(({ kind }) => kind === 'request')?.detail).toBe(`not by the customer, answered ${status}`);
});

test('a request says who asked: the customer, a member of staff by name, or staff', () => {
  const log = [
    request(1, 'POST', { caller: 'c1' }),
    request(2, 'POST', { caller: 'c2', requestId: 'req_2' }),
    request(3, 'POST', { caller: 'c3' }),
    request(4, 'POST', { caller: 'c4', status: 404, code: 'not_found' }),
    request(5, 'POST'),
  ];
  const audit = [{ ...audited, at: at(2), outcome: 'done', requestId: 'req_2' }];

  expect(tell({ log, audit }).flatMap(({ kind, detail }) => (kind === 'request' ? [detail] : []))).toEqual([
    'by the customer, answered 200',
    'by ada (staff), answered 200',
    'by staff, answered 200',
    'by somebody else, answered 404, not_found',
    'answered 200',
  ]);
});

test('a replay names who did it and which dead letter, and leads to the log of its request', () => {
  const audit = [{ ...audited, outcome: 'done', requestId: 'req_2' }];

  expect(tell({ audit }).at(-1)).toMatchObject({
    what: 'replay dead letter',
    detail: 'by ada, done, number 7',
    log: { requestId: 'req_2' },
  });
});

test('attempts are distinguished by their messages, and copies of a message count as one', () => {
  const log = [
    line(1, 'order_attempt_failed', { messageId: `${id}:placed` }),
    line(2, 'order_attempt_failed', { messageId: `${id}:placed:123` }),
    line(3, 'order_given_up', { messageId: `${id}:placed#1` }),
    line(4, 'order_confirmed', { messageId: 'f81d4fae' }),
    line(5, 'order_send_failed'),
  ];

  expect(tell({ log }).flatMap(({ kind, message }) => (kind === 'attempt' ? [message] : []))).toEqual([
    { number: 1, source: 'sent when placed' },
    { number: 2, source: 'sent by the relay' },
    { number: 1, source: 'sent when placed' },
    { number: 3, source: 'sent by a retry or a replay' },
    undefined,
  ]);
});

test('messages are numbered by when they were first seen; those of events and webhooks have no number', () => {
  const message = (entity: string, second: number) => ({
    entity,
    sequenceNumber: second,
    messageId: `${entity}-${second}`,
    state: 'active',
    enqueuedAt: at(second),
    deliveryCount: 0,
    properties: {},
    body: '',
  });
  const log = [line(30, 'order_attempt_failed', { messageId: 'late' })];
  const messages = [message('process-order', 20), message('events/webhooks', 10)];

  expect(tell({ log, messages }).map(({ what, message: label }) => [what, label?.number])).toEqual([
    ['placed', undefined],
    ['confirmed', undefined],
    ['active', undefined],
    ['active', 1],
    ['attempt failed', 2],
  ]);
});
