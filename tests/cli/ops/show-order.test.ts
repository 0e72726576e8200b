import { fullOrder } from './order-answers.ts';
import { deadLetter, page } from './sample-answers.ts';
import { type OpsApi, startOpsApi } from './start-ops-api.ts';
import { delivery, event, ID } from './webhook-answers.ts';

let api: OpsApi;

const settled = { due: undefined, dueSince: undefined };
const shipped = () =>
  fullOrder({
    ...settled,
    status: 'shipped',
    confirmedAt: '2026-11-24T11:00:01.000Z',
    shippedAt: '2026-11-24T11:30:00.000Z',
    shipment: { carrier: 'DHL', trackingNumber: 'JD 0146' },
  });

const eventId = event().id;
const time = '2026-11-24T11:30:00.000Z';

/** An order with one event, which one endpoint was sent. */
const showShipped = (sent: Record<string, unknown> = {}) => {
  api.on('GET /orders/ord_a_1', { status: 200, json: shipped() });
  api.on('GET /events?subject=ord_a_1&limit=100', page([event({ time })]));
  api.on(`GET /events/${eventId}/deliveries`, page([{ ...delivery(sent), endpointId: ID }]));
};

beforeEach(async () => {
  api = await startOpsApi();
  api.on('GET /events', page([]));
});

afterEach(() => api.close());

test('shows what happened to an order from its moments, its events and its webhooks', async () => {
  const delivered = { status: 'delivered', deliveredAt: '2026-11-24T11:30:02.000Z', nextAt: undefined };
  showShipped({ ...delivered, attempts: [{ at: time, ms: 31, status: 204, answer: '' }] });
  const { code, stdout } = await api.ops('order', ['ord_a_1', '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    order: JSON.parse(JSON.stringify(shipped())),
    timeline: [
      { at: '2026-11-24T11:00:00.000Z', kind: 'order', what: 'placed' },
      { at: '2026-11-24T11:00:01.000Z', kind: 'order', what: 'confirmed' },
      { at: time, kind: 'order', what: 'shipped', detail: 'DHL JD 0146' },
      { at: time, kind: 'event', what: 'order.shipped', detail: eventId },
      {
        at: '2026-11-24T11:30:02.000Z',
        kind: 'webhook',
        what: 'order.shipped delivered',
        detail: `to ${ID}, 1 attempt, 204`,
      },
    ],
    deadLetters: [],
    unknown: [],
  });
});

test('shows to people the state, the total, the customer and the timeline', async () => {
  showShipped();
  const { code, stdout } = await api.ops('order', ['ord_a_1']);

  expect(code).toBe(0);
  for (const text of ['XWCR-2YMZ-PZ0K', 'shipped', 'nothing', '890.00 EUR', '2 x kettle', 'alice']) {
    expect(stdout).toContain(text);
  }
  expect(stdout).toMatch(/2026-11-24 11:30:00\.000.*shipped.*DHL JD 0146/);
  expect(stdout).toMatch(/503 maintenance, next at[\s\S]*order\.shipped pending/);
  expect(stdout).toMatch(/dead letters.*none/);
});

test('finds an order by its number', async () => {
  api.on('GET /admin/orders?number=XWCR-2YMZ-PZ0K&limit=2', page([fullOrder()]));
  api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder() });
  const { code, stdout } = await api.ops('order', ['XWCR-2YMZ-PZ0K']);

  expect(code).toBe(0);
  expect(stdout).toContain('ord_a_1');
  expect(stdout).toContain('reserve for 2 min');
});

test('an order that there is not ends with 3', async () => {
  expect((await api.ops('order', ['ord_none_1'])).code).toBe(3);
  expect((await api.ops('order', ['XWCR-2YMZ-PZ0K'])).code).toBe(3);
});

describe('an order that needs an operator ends with 5', () => {
  test('if it has an attention flag, and says what to do', async () => {
    const attention = { reason: 'Cosmos DB did not answer', since: '2026-11-24T11:59:00.000Z' };
    api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder({ attention }) });
    const { code, stdout } = await api.ops('order', ['ord_a_1']);

    expect(code).toBe(5);
    expect(stdout).toMatch(/attention.*Cosmos DB did not answer, since/);
    expect(stdout).toMatch(/11:59:00\.000.*attention/);
    expect(stdout).toContain('npx hearth ops retry');
  });

  test('if a dead letter names it', async () => {
    api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder() });
    const other = deadLetter('7', { body: { orderId: 'ord_b_1' }, order: undefined });
    api.on('GET /admin/dead-letters', page([other, deadLetter('42'), deadLetter('43', { order: undefined })]));
    const { code, stdout } = await api.ops('order', ['ord_a_1']);

    expect(code).toBe(5);
    expect(stdout).toMatch(/dead letters.*42 \(process-order\), 43 \(process-order\)/);
    expect(stdout).not.toContain('7 (process-order)');
  });

  test('if its work has been due for over a quarter of an hour', async () => {
    api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder({ dueSince: '2026-11-24T11:40:00.000Z' }) });
    const { code, stdout } = await api.ops('order', ['ord_a_1']);

    expect(code).toBe(5);
    expect(stdout).toContain('overdue. Check that processOrder and relayOrders run.');
  });
});

test('what cannot be read is unknown, and the rest is shown', async () => {
  showShipped();
  api.on('GET /events', api.problem(500, 'internal', 'no'));
  api.on('GET /events?subject=ord_a_1&limit=100', api.problem(500, 'internal', 'no'));
  api.on('GET /admin/dead-letters', { status: 200, json: { items: [], missing: ['process-order'] } });
  const { code, stdout } = await api.ops('order', ['ord_a_1']);

  expect(code).toBe(1);
  expect(stdout).toMatch(/dead letters.*unknown/);
  expect(stdout).toContain('The events are unknown: ');
  expect(stdout).toContain('DHL JD 0146');
});

test('a rejected order names what was short, a cancelled one by whom', async () => {
  const at = '2026-11-24T11:00:02.000Z';
  const items = [{ productId: 'kettle', name: 'Kettle', quantity: 2, short: true }];
  api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder({ ...settled, items, rejectedAt: at }) });
  expect((await api.ops('order', ['ord_a_1'])).stdout).toContain('short: kettle');

  const cancellation = { by: 'staff', reason: 'twice' };
  api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder({ ...settled, cancellation, cancelledAt: at }) });
  expect((await api.ops('order', ['ord_a_1'])).stdout).toContain('by staff: twice');
});

test('text of strangers cannot drive the terminal', async () => {
  api.on('GET /orders/ord_a_1', { status: 200, json: fullOrder({ customerId: '\u001b[2Jmallory' }) });

  expect((await api.ops('order', ['ord_a_1'])).stdout).toContain('\\u001b[2Jmallory');
});
