import { newDelivery } from '../../../../src/domain/delivery.ts';
import { itemsOf } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { toEndpointId } from '../../../support/ids.ts';
import { createEndpoint, createEvent, sendTestEvent } from '../sample-bodies.ts';

let api: Api;

beforeEach(() => {
  api = startApi();
});

/** An event, and its delivery to each of the endpoints. */
const sendTo = async (ids: readonly string[]) => {
  const event = await createEvent(api);
  for (const id of ids) await api.deliveries.create(newDelivery(toEndpointId(id), event, api.clock().toISOString()));
  return event;
};

test('an event lists the endpoints that it was sent to, the oldest first, and no other', async () => {
  const endpoints = [await createEndpoint(api), await createEndpoint(api), await createEndpoint(api)];
  const [first, , third] = endpoints.map(({ id }) => id);
  const { id, type } = await sendTo([String(third), String(first)]);
  const answer = await api.get(`/events/${id}/deliveries`, { as: 'admin' });

  expect(answer.status).toBe(200);
  expect(itemsOf(answer)).toMatchObject([
    { endpointId: first, eventId: id, type, status: 'pending' },
    { endpointId: third, eventId: id, type, status: 'pending' },
  ]);
});

test('an event shows only its own deliveries, and none if it was sent nowhere', async () => {
  const { id, eventId } = await sendTestEvent(api);
  const quiet = await sendTo([]);

  expect(itemsOf(await api.get(`/events/${eventId}/deliveries`, { as: 'admin' }))).toMatchObject([{ endpointId: id }]);
  expect((await api.get(`/events/${quiet.id}/deliveries`, { as: 'admin' })).body).toEqual({ items: [] });
});

test('what led to a delivery is not shown', async () => {
  const { id } = await createEndpoint(api);
  const event = await createEvent(api);
  const delivery = newDelivery(toEndpointId(String(id)), event, api.clock().toISOString());
  await api.deliveries.create({ ...delivery, origin: { requestId: 'checkout-7f3a' } });

  const [shown] = itemsOf(await api.get(`/events/${event.id}/deliveries`, { as: 'admin' }));
  expect(shown).toMatchObject({ endpointId: id });
  expect(shown).not.toHaveProperty('origin');
});

test('an endpoint that was removed is left out', async () => {
  const { path, eventId } = await sendTestEvent(api);
  await api.delete(path, { as: 'admin' });

  expect((await api.get(`/events/${eventId}/deliveries`, { as: 'admin' })).body).toEqual({ items: [] });
});

test('the cost is bounded by the number of endpoints, however many deliveries there are', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) ids.push((await createEndpoint(api)).id);
  const { id } = await sendTo(ids);
  const get = jest.spyOn(api.deliveries, 'get');
  await api.get(`/events/${id}/deliveries`, { as: 'admin' });

  expect(get).toHaveBeenCalledTimes(12);
});

test.each(['evt_mug_0123456789abcdef', 'nonsense'])('%s is not found', async (id) => {
  expect(await api.get(`/events/${id}/deliveries`, { as: 'admin' })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});
