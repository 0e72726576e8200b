import { newDelivery } from '../../../../src/domain/delivery.ts';
import type { EventId } from '../../../../src/domain/event.ts';
import { itemsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { toEndpointId, toEventId, toOrderId } from '../../../support/ids.ts';
import { createEndpoint, endpointBody, sendTestEvent } from '../sample-bodies.ts';

let api: Api;

beforeEach(() => {
  api = startApi();
});

const subject = toOrderId(`ord_${'0'.repeat(16)}_${'0'.repeat(26)}`);
const states = ['placed', 'confirmed', 'shipped'] as const;
const eventOf = (state: (typeof states)[number]): EventId => toEventId(`evt_${subject}_${state}`);

/** Deliveries a second apart: placed is delivered, confirmed has failed, shipped is due. */
const openWithDeliveries = async () => {
  const endpoint = await createEndpoint(api);
  const at = () => api.clock().toISOString();
  const attempt = { at: at(), ms: 20 };
  for (const state of states) {
    const event = { id: eventOf(state), type: `order.${state}`, subject } as const;
    const { status: _s, nextAt: _n, ...delivery } = newDelivery(toEndpointId(endpoint.id), event, at());
    if (state === 'placed') {
      const attempts = [{ ...attempt, status: 204, answer: '' }];
      await api.deliveries.create({ ...delivery, attempts, status: 'delivered', deliveredAt: at() });
    } else if (state === 'confirmed') {
      const attempts = [{ ...attempt, error: 'timeout' } as const];
      await api.deliveries.create({ ...delivery, attempts, status: 'failed', failedAt: at() });
    } else await api.deliveries.create({ ...delivery, status: 'pending', nextAt: at() });
    api.clock.advance(1000);
  }
  return endpoint;
};

const list = async (path: string) => itemsOf(await api.get(path, { as: 'admin' }));

test('deliveries are listed with their attempts, newest first, and only those of this endpoint', async () => {
  const other = await sendTestEvent(api);
  const { path } = await openWithDeliveries();
  const items = await list(`${path}/deliveries`);

  expect(items.map(({ eventId }) => eventId)).toEqual([eventOf('shipped'), eventOf('confirmed'), eventOf('placed')]);
  expect(items[1]).toMatchObject({
    type: 'order.confirmed',
    subject,
    status: 'failed',
    attempts: [{ error: 'timeout' }],
  });
  expect(items[2]).toMatchObject({ status: 'delivered', attempts: [{ status: 204 }] });
  expect(await list(`${other.path}/deliveries`)).toMatchObject([{ eventId: other.eventId, type: 'webhook.test' }]);
});

test('pages continue where the one before ended', async () => {
  const { path } = await openWithDeliveries();
  const first = await api.get(`${path}/deliveries?limit=2`, { as: 'admin' });
  const cursor = textField(first.body, 'nextCursor');
  const second = await api.get(`${path}/deliveries?limit=2&cursor=${cursor}`, { as: 'admin' });

  expect(first.headers.get('link')).toContain(`cursor=${cursor}`);
  expect([...itemsOf(first), ...itemsOf(second)].map(({ eventId }) => eventId)).toEqual(
    states.toReversed().map(eventOf),
  );
  expect(second.body).not.toHaveProperty('nextCursor');
});

test.each(['pending', 'delivered', 'failed'])('those that are %s can be asked for', async (status) => {
  const { path } = await openWithDeliveries();

  expect(await list(`${path}/deliveries?status=${status}`)).toMatchObject([{ status }]);
});

test.each(['status=lost', 'limit=0', 'cursor=AAAAAAAAAAAAAAAA', 'x=1'])('the query %s is refused', async (query) => {
  const { path } = await openWithDeliveries();
  const answer = await api.get(`${path}/deliveries?${query}`, { as: 'admin' });

  expect(answer.status).toBe(422);
  expect(pointersOf(answer)).toEqual([query.split('=')[0]]);
});

test('a cursor of another endpoint is refused', async () => {
  const [one, other] = [await openWithDeliveries(), await createEndpoint(api)];
  const cursor = textField((await api.get(`${one.path}/deliveries?limit=1`, { as: 'admin' })).body, 'nextCursor');

  expect((await api.get(`${other.path}/deliveries?cursor=${cursor}`, { as: 'admin' })).status).toBe(422);
});

test('a test event is queued for this endpoint only', async () => {
  await createEndpoint(api);
  const { id, eventId } = await sendTestEvent(api, { types: ['product.changed'] });

  expect(api.deliveryQueue.waiting()).toEqual([{ key: { endpointId: id, eventId } }]);
});

test('a failed delivery is queued again', async () => {
  const { id, path } = await openWithDeliveries();
  const answer = await api.post(`${path}/deliveries/${eventOf('confirmed')}/retry`, { as: 'admin' });

  expect(answer).toMatchObject({ status: 202, body: { eventId: eventOf('confirmed') } });
  expect(api.deliveryQueue.waiting()).toEqual([{ key: { endpointId: id, eventId: eventOf('confirmed') } }]);
  expect(await list(`${path}/deliveries?status=failed`)).toEqual([]);
});

test('a delivery that was delivered is not sent again', async () => {
  const { path } = await openWithDeliveries();

  expect(await api.post(`${path}/deliveries/${eventOf('placed')}/retry`, { as: 'admin' })).toMatchObject({
    status: 409,
    body: { code: 'already_delivered' },
  });
  expect(api.deliveryQueue.waiting()).toEqual([]);
});

test('a disabled endpoint is neither tested nor sent again', async () => {
  const { path } = await openWithDeliveries();
  await api.put(path, { as: 'admin', body: endpointBody({ enabled: false }) });

  for (const below of ['/test', `/deliveries/${eventOf('confirmed')}/retry`]) {
    expect(await api.post(`${path}${below}`, { as: 'admin' })).toMatchObject({
      status: 409,
      body: { code: 'endpoint_disabled', detail: expect.stringContaining('Enable it first') },
    });
  }
  expect(api.deliveryQueue.waiting()).toEqual([]);
});

test.each(['evt_x', 'x', `evt_ord_${'0'.repeat(16)}_${'1'.repeat(26)}_placed`])(
  'a retry of %s, which this endpoint was never sent, is 404',
  async (eventId) => {
    const { path } = await openWithDeliveries();

    expect((await api.post(`${path}/deliveries/${eventId}/retry`, { as: 'admin' })).status).toBe(404);
  },
);
