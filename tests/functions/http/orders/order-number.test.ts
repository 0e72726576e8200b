import { orderNumberOf } from '../../../../src/domain/order-number.ts';
import { itemsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, type Caller, startApi } from '../../../support/api-harness.ts';
import { idOf, placeOrder, shipment } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 10);
});

const find = async (query: string, as: Caller = 'warehouse') => {
  const answer = await api.get(`/admin/orders?${query}`, { as });
  expect(answer.status).toBe(200);
  return itemsOf(answer).map((item) => textField(item, 'id'));
};

test('an order shows its number to the owner and to staff, wherever it is shown', async () => {
  const placed = await placeOrder(api);
  const id = idOf(placed);
  const number = orderNumberOf(id);
  expect(placed.body).toMatchObject({ number });

  await api.drain();
  for (const as of ['alice', 'admin', 'warehouse'] as const) {
    expect((await api.get(`/orders/${id}`, { as })).body).toMatchObject({ number });
  }
  expect(itemsOf(await api.get('/orders', { as: 'alice' }))).toMatchObject([{ number }]);
  expect(itemsOf(await api.get('/admin/orders', { as: 'admin' }))).toMatchObject([{ number }]);
  const shipped = await api.post(`/orders/${id}/ship`, { as: 'warehouse', body: shipment });
  expect(shipped.body).toMatchObject({ status: 'shipped', number });
});

test('staff find an order of any customer by its number, however they type it', async () => {
  const id = idOf(await placeOrder(api));
  await placeOrder(api, { as: 'bob' });
  const number = orderNumberOf(id);

  expect(await find(`number=${number}`)).toEqual([id]);
  expect(await find(`number=${number}`, 'admin')).toEqual([id]);
  expect(await find(`number=${number.toLowerCase().replaceAll('-', '')}`)).toEqual([id]);
  expect(await find(`number=+${number.replaceAll('-', '%20')}`)).toEqual([id]);
});

test('a valid number that no order has finds none', async () => {
  await placeOrder(api);
  expect(await find('number=XWCR-2YMZ-PZ0K')).toEqual([]);
});

test('with other filters, the order is found only if it matches them all', async () => {
  const id = idOf(await placeOrder(api));
  const number = orderNumberOf(id);

  expect(await find(`number=${number}&status=placed&due=reserve&attention=false&limit=1`)).toEqual([id]);
  expect(await find(`number=${number}&status=shipped`)).toEqual([]);
  expect(await find(`number=${number}&due=settle`)).toEqual([]);
  expect(await find(`number=${number}&attention=true`)).toEqual([]);
});

test.each([
  ['mistyped', 'XWCR-2YMZ-PZ0M'],
  ['two characters swapped', 'WXCR-2YMZ-PZ0K'],
  ['a character short', 'XWCR-2YMZ-PZ0'],
  ['empty', ''],
  ['an order id', `ord_${'0'.repeat(16)}_${'0'.repeat(26)}`],
  ['hostile', '%00%F0%9F%92%A9'],
])('a number that is %s is refused, and the answer says what to do', async (_, number) => {
  const answer = await api.get(`/admin/orders?number=${number}`, { as: 'admin' });

  expect(answer).toMatchObject({
    status: 422,
    body: {
      code: 'validation_failed',
      errors: [
        {
          pointer: 'number',
          message: 'Must be an order number, such as XWCR-2YMZ-PZ0K. Check it for missing and mistyped characters.',
        },
      ],
    },
  });
});

test('a bad number and other bad filters are named at once', async () => {
  const answer = await api.get('/admin/orders?number=x&status=open&limit=0', { as: 'admin' });
  expect(answer.status).toBe(422);
  expect(new Set(pointersOf(answer))).toEqual(new Set(['number', 'status', 'limit']));
});

test('customers cannot look for a number, and their own list does not know it', async () => {
  const number = orderNumberOf(idOf(await placeOrder(api)));

  expect((await api.get(`/admin/orders?number=${number}`, { as: 'alice' })).status).toBe(403);
  expect((await api.get(`/orders?number=${number}`, { as: 'alice' })).status).toBe(422);
});

test('a cursor of the list of all orders does not fit a list by number', async () => {
  const number = orderNumberOf(idOf(await placeOrder(api)));
  await placeOrder(api);
  const cursor = textField((await api.get('/admin/orders?limit=1', { as: 'admin' })).body, 'nextCursor');

  const answer = await api.get(`/admin/orders?number=${number}&cursor=${cursor}`, { as: 'admin' });
  expect(answer.status).toBe(422);
  expect(pointersOf(answer)).toEqual(['cursor']);
});
