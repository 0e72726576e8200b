import { startApi } from '../../../support/api-harness.ts';
import { createEvent } from '../sample-bodies.ts';

test('an event is shown as it was published', async () => {
  const api = startApi();
  const event = await createEvent(api);

  expect(await api.get(`/events/${event.id}`, { as: 'admin' })).toMatchObject({ status: 200, body: event });
});

test('an event never changes: a reader that has it gets 304, also after its fan-out', async () => {
  const api = startApi();
  const { id } = await createEvent(api);
  const first = await api.get(`/events/${id}`, { as: 'admin' });
  await api.events.removeDebt(id);

  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect(await api.get(`/events/${id}`, { as: 'admin', headers })).toMatchObject({ status: 304 });
});

test.each(['evt_mug_0123456789abcdef', 'nonsense', 'evt_MUG_0123456789abcdef'])('%s is not found', async (id) => {
  const api = startApi();

  expect(await api.get(`/events/${id}`, { as: 'admin' })).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('the list pages from the newest to the oldest, and links to the next page', async () => {
  const api = startApi();
  const days = ['2026-02-26', '2026-02-28', '2026-02-27'];
  const events = await Promise.all(days.map((day) => createEvent(api, { time: `${day}T00:00:00.000Z` })));
  const first = await api.get('/events?limit=2', { as: 'admin' });
  const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  const second = await api.get(next, { as: 'admin' });

  expect(first.body.items).toEqual([events[1], events[2]]);
  expect(second.body).toEqual({ items: [events[0]] });
});

test('the list is filtered by type and by subject', async () => {
  const api = startApi();
  const event = await createEvent(api);
  await createEvent(api);

  expect((await api.get(`/events?subject=${event.subject}`, { as: 'admin' })).body).toEqual({ items: [event] });
  expect((await api.get('/events?type=product.changed', { as: 'admin' })).body.items).toHaveLength(2);
  expect((await api.get('/events?type=order.placed', { as: 'admin' })).body).toEqual({ items: [] });
});

test('a wrong filter is refused, and the message says which ones exist', async () => {
  const api = startApi();
  const answer = await api.get('/events?type=order.lost&subject=%00', { as: 'admin' });

  expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  expect(answer.text).toContain('order.placed');
  expect(answer.text).toContain('Must be the id of an order, a product or a webhook endpoint.');
});
