import { itemsOf, pointersOf } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { expectRefusal } from '../bad-input.ts';
import { idOf, orderBody, placeOrder } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 10);
});

const email = 'alice@example.com';
const phone = '+4930123456';

test.each([
  ['both', { email, phone }],
  ['only an email address', { email }],
  ['only a phone number', { phone }],
])(
  'an order with a contact of %s shows it to the owner and to staff, wherever the order is shown',
  async (_, contact) => {
    const placed = await placeOrder(api, { body: orderBody({ contact }) });
    expect(placed).toMatchObject({ status: 201, body: { contact } });

    const id = idOf(placed);
    await api.drain();
    for (const as of ['alice', 'admin', 'warehouse'] as const) {
      expect((await api.get(`/orders/${id}`, { as })).body.contact).toEqual(contact);
    }
    expect(itemsOf(await api.get('/orders', { as: 'alice' }))).toMatchObject([{ contact }]);
    expect(itemsOf(await api.get('/admin/orders', { as: 'warehouse' }))).toMatchObject([{ contact }]);
  },
);

test('an order may have no contact', async () => {
  expect((await placeOrder(api)).body).not.toHaveProperty('contact');
});

test('a contact is part of the request: the same key with another one is refused', async () => {
  const headers = { 'idempotency-key': 'k' };
  const place = (contact: object) => placeOrder(api, { headers, body: orderBody({ contact }) });
  await place({ email });

  expect((await place({ email })).headers.get('idempotency-replayed')).toBe('true');
  for (const other of [{ email: 'bob@example.com' }, { email, phone }, { phone }]) {
    expect(await place(other)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  }
});

const refused = (contact: unknown) =>
  expectRefusal('placeOrder', (good) => ({ body: { ...good, contact } }), 422, 'validation_failed');

test.each([
  ['nothing in it', {}, '/contact', 'Must have "email", "phone" or both.'],
  ['null', null, '/contact', 'Must be an object.'],
  ['a text', email, '/contact', 'Must be an object.'],
  [
    'a name in the email address',
    { email: `Alice <${email}>` },
    '/contact/email',
    'Must be an email address such as alice@example.com, of at most 254 characters.',
  ],
  ['an email address that is a list', { email: [email] }, '/contact/email', 'Must be a string.'],
  [
    'spaces in the phone number',
    { phone: '+49 30 123456' },
    '/contact/phone',
    'Must be + and 7 to 15 digits, country code first, without spaces or dashes, such as +4930123456.',
  ],
  ['a phone number that is a number', { phone: 4930123456 }, '/contact/phone', 'Must be a string.'],
  ['an unknown field', { email, fax: phone }, '/contact/fax', 'Unknown field.'],
])('a contact with %s is refused, and the answer says what to send', async (_, contact, pointer, message) => {
  expect((await refused(contact)).body.errors).toEqual([{ pointer, message }]);
});

test('everything that is wrong with a contact is named at once', async () => {
  const answer = await refused({ email: 'alice', phone: '1', fax: '1' });
  expect(new Set(pointersOf(answer))).toEqual(new Set(['/contact/email', '/contact/phone', '/contact/fax']));
});
