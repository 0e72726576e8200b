import { topicFinder } from '../../../local/console/find-topic.ts';
import { createReceiver } from '../../../local/console/receiver.ts';
import { readOrderStory } from '../../../local/console/topics/read-order-story.ts';
import { readOrders } from '../../../local/console/topics/read-orders.ts';

const time = '2026-12-01T10:00:00.000Z';
const order = { id: 'ord_1', status: 'placed', items: [], currency: 'EUR', total: 1, placedAt: time };

const parts = {
  host: 'http://host',
  issuer: '',
  audience: '',
  cosmos: '',
  blobs: '',
  serviceBusControl: 'http://bus',
  traces: 'http://traces',
};

const line = (some: object) => ({ time, level: 'information', ...some });

const trace = (second: number, traceId: string, name: string, errors = 0) => ({
  traceId,
  name,
  startedAt: new Date(Date.parse(time) + second * 1000).toISOString(),
  ms: 1,
  spans: 1,
  errors,
  orderIds: ['ord_1'],
});

/** Answers by the beginning of the address, else with an empty list. Notes what it was asked. */
const answering = (answers: Readonly<Record<string, unknown>>) => {
  const asked: string[] = [];
  const answer = (empty: unknown) => async (url: string) => {
    asked.push(url);
    const found = Object.keys(answers).find((start) => url.startsWith(start));
    return found === undefined ? empty : answers[found];
  };
  return { asked, api: answer({ items: [] }), part: answer([]) };
};

const signal = new AbortController().signal;

test('a replay of a dead letter is part of the story, though the audit trail names only the letter', async () => {
  const done = { actor: 'ada', operation: 'replay_dead_letter', subject: '7', outcome: 'done', at: time };
  const ask = answering({
    '/orders/ord_1': order,
    'http://host/admin/host/logs?order': [
      line({ event: 'dead_letter_replayed', orderId: 'ord_1', requestId: 'req_1', sequenceNumber: '7' }),
    ],
    '/admin/audit?subject=7': {
      items: [
        { ...done, id: 'aud_1', requestId: 'req_1' },
        { ...done, id: 'aud_2', requestId: 'req_2' },
      ],
    },
    '/admin/audit?subject=ord_1': { items: [{ ...done, id: 'aud_3', subject: 'ord_1', operation: 'ship_order' }] },
  });
  const { timeline, unknown } = await readOrderStory(parts, ask, 'ord_1')(signal);

  expect(unknown).toEqual([]);
  expect(timeline.filter(({ kind }) => kind === 'staff').map(({ detail }) => detail)).toEqual([
    'by ada, done',
    'by ada, done, number 7',
  ]);
});

test('of a replay of all dead letters, only the letter of this order is asked for', async () => {
  const replayed = (orderId: string, sequenceNumber: number) =>
    line({ event: 'dead_letter_replayed', orderId, requestId: 'req_1', sequenceNumber: String(sequenceNumber) });
  const ask = answering({
    '/orders/ord_1': order,
    'http://host/admin/host/logs?order': [replayed('ord_1', 99)],
    'http://host/admin/host/logs?requestId=req_1': [
      ...Array.from({ length: 20 }, (_, index) => replayed(`ord_other_${index}`, index + 1)),
      replayed('ord_1', 99),
    ],
  });
  await readOrderStory(parts, ask, 'ord_1')(signal);

  const subjects = ask.asked.flatMap((url) => /^\/admin\/audit\?subject=([^&]+)/.exec(url)?.[1] ?? []);
  expect(subjects).toEqual(['ord_1', 'dead-letters', '99']);
});

test('what the console itself reads is not part of the story, and reads are not followed', async () => {
  const reading = { event: 'request', method: 'GET', orderId: 'ord_1', status: 200, ms: 1 };
  const ask = answering({
    '/orders/ord_1': order,
    'http://host/admin/host/logs?order': [
      line({ ...reading, requestId: 'console-1' }),
      line({ ...reading, requestId: 'req_1' }),
    ],
  });
  const { timeline } = await readOrderStory(parts, ask, 'ord_1')(signal);

  expect(timeline.map(({ kind }) => kind)).toEqual(['read', 'state']);
  expect(ask.asked.filter((url) => url.includes('requestId'))).toEqual([]);
});

test('traces that only read the order are left out, unless something failed', async () => {
  const found = [
    trace(0, 'a', 'POST /orders'),
    trace(9, 'd', 'GET /orders/{id}'),
    trace(8, 'c', 'GET /orders/{id}', 1),
    trace(7, 'b', 'POST /orders/{id}/cancel'),
  ];
  const ask = answering({
    '/orders/ord_1': order,
    'http://traces/traces?': found,
    'http://traces/traces/a': { ...found[0], dropped: 0, roots: [] },
  });
  const story = await readOrderStory(parts, ask, 'ord_1')(signal);

  expect(story.traces.map(({ traceId }) => traceId)).toEqual(['c', 'b', 'a']);
  expect(story.trace?.traceId).toBe('a');
});

test('of many traces, the newest are shown, and the one that placed the order', async () => {
  const found = Array.from({ length: 30 }, (_, second) => trace(second, `t${second}`, 'POST /orders'));
  const ask = answering({
    '/orders/ord_1': order,
    'http://traces/traces?': found,
    'http://traces/traces/t0': { ...found[0], dropped: 0, roots: [] },
  });
  const { traces, trace: first } = await readOrderStory(parts, ask, 'ord_1')(signal);

  expect(traces).toHaveLength(20);
  expect([traces[0], traces.at(-1), first].map((each) => each?.traceId)).toEqual(['t29', 't0', 't0']);
});

test('the list asks for the progress of orders only while one of them owes something', async () => {
  const quiet = answering({ '/admin/orders?limit': { items: [order] } });
  const busy = answering({ '/admin/orders?limit': { items: [{ ...order, due: 'reserve', dueSince: time }] } });
  await readOrders(parts, quiet)(signal);
  await readOrders(parts, busy)(signal);

  expect(quiet.asked.filter((url) => url.startsWith('http'))).toEqual([]);
  expect(busy.asked.filter((url) => url.startsWith('http'))).toEqual([
    'http://bus/_hearth/messages',
    'http://host/admin/host/logs?level=warning&limit=1000',
  ]);
});

test('a view that shows no progress asks for a few orders, and for nothing else', async () => {
  const busy = answering({ '/admin/orders?limit': { items: [{ ...order, due: 'reserve', dueSince: time }] } });
  await topicFinder({ parts, ask: busy, receiver: createReceiver(), quietMs: 0 })('newest-orders')?.read(signal);

  expect(busy.asked).toEqual(['/admin/orders?limit=12', '/admin/orders?attention=true&limit=12']);
});
