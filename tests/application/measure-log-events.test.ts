import { measureLogEvents } from '../../src/application/measure-log-events.ts';
import { metrics } from '../../src/application/ports/metrics.ts';

type Measured = [metric: string, value: number, labels: object];

const startMeasuring = () => {
  const measured: Measured[] = [];
  const take = (metric: string, value: number, labels: object) => void measured.push([metric, value, labels]);
  return { measured, note: measureLogEvents({ count: take, record: take }) };
};

const order = { orderId: 'ord_1', number: 'X', sincePlacedMs: 2_500 };
const attempt = { orderId: 'ord_1', messageId: 'm', attempt: 1 };

test('what becomes of orders is counted, and how long a confirmation took', () => {
  const { measured, note } = startMeasuring();
  note('order_placed', { ...order, lines: 1, total: 5, currency: 'EUR' });
  note('order_attempt_failed', { ...attempt, maxAttempts: 10, waitMs: 5, reason: 'x' });
  note('order_confirmed', { ...order, ...attempt });
  note('order_given_up', { ...attempt, deliveryCount: 1, reason: 'x' });

  expect(measured).toEqual([
    ['hearth.orders', 1, { outcome: 'placed' }],
    ['hearth.order.retries', 1, {}],
    ['hearth.orders', 1, { outcome: 'confirmed' }],
    ['hearth.order.confirmation.duration', 2.5, {}],
    ['hearth.orders', 1, { outcome: 'attention' }],
  ]);
});

test('a relay says how old the oldest work is, also if there is none', () => {
  const { measured, note } = startMeasuring();
  note('orders_relayed', { sent: 3, oldestMinutes: 4, isPastDue: false });
  note('deliveries_relayed', { sent: 0, oldestMinutes: 0, isPastDue: false });

  expect(measured).toEqual([
    ['hearth.relay.sends', 3, { relay: 'orders' }],
    ['hearth.due.age', 240, { what: 'orders' }],
    ['hearth.due.age', 0, { what: 'deliveries' }],
  ]);
});

test('images and webhooks have durations in seconds; a webhook without a call is none', () => {
  const { measured, note } = startMeasuring();
  note('upload_processed', { productId: 'p', imageId: 'i', status: 'ready', bytes: 1_000, ms: 500 });
  note('webhook_failed', { endpointId: 'e', eventId: 'v', type: 't', ms: 1_500 });
  note('webhook_failed', { endpointId: 'e', eventId: 'v', type: 't', error: 'event_expired' });

  expect(measured).toEqual([
    ['hearth.image.duration', 0.5, { outcome: 'ready' }],
    ['hearth.image.size', 1_000, {}],
    ['hearth.webhook.attempts', 1, { outcome: 'failed' }],
    ['hearth.webhook.duration', 1.5, { outcome: 'failed' }],
  ]);
});

test('an event that no metric is made of counts nothing', () => {
  const { measured, note } = startMeasuring();
  note('bookmark_stale', { job: 'j' });

  expect(measured).toEqual([]);
});

test('all that is measured is in the table', () => {
  const { measured, note } = startMeasuring();
  note('order_rejected', { ...order, ...attempt, short: 1 });
  note('webhook_delivered', { endpointId: 'e', eventId: 'v', type: 't', ms: 1 });

  expect(measured.filter(([metric]) => !Object.hasOwn(metrics, metric))).toEqual([]);
});
