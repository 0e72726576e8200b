import { startApi } from '../../support/api-harness.ts';
import { expectRefusal } from './bad-input.ts';
import { orderBody, productBody, shippingAddress } from './sample-bodies.ts';

const told = async (name: string, body: unknown) =>
  (await expectRefusal(name, () => ({ body }), 422, 'validation_failed')).body;

test('a missing field is called missing, at its place', async () => {
  const { city: _, ...rest } = shippingAddress;
  expect(await told('placeOrder', { shippingAddress: rest })).toMatchObject({
    errors: [
      { pointer: '/items', message: 'Is missing.' },
      { pointer: '/shippingAddress/city', message: 'Is missing.' },
    ],
  });
  expect(await told('addImage', {})).toMatchObject({
    errors: [
      { pointer: '/contentType', message: 'Is missing.' },
      { pointer: '/bytes', message: 'Is missing.' },
    ],
  });
});

test('a field of the wrong type is answered with the right type', async () => {
  expect(await told('placeOrder', { items: {}, shippingAddress: [], note: 1 })).toMatchObject({
    errors: [
      { pointer: '/items', message: 'Must be a list.' },
      { pointer: '/shippingAddress', message: 'Must be an object.' },
      { pointer: '/note', message: 'Must be a string.' },
    ],
  });

  expect(await told('addImage', { contentType: 'image/png', bytes: '1' })).toMatchObject({
    errors: [{ pointer: '/bytes', message: 'Must be a whole number from 1 to 20971520.' }],
  });

  const product = { name: 'Mug', price: { amount: 1, currency: 'EUR' }, active: 'yes' };
  expect(await told('putProduct', product)).toMatchObject({
    errors: [{ pointer: '/active', message: 'Must be true or false.' }],
  });
  expect(await told('placeOrder', [])).toMatchObject({ errors: [{ pointer: '', message: 'Must be an object.' }] });
});

test('a field that is too short, too long or not an allowed value is answered with the limit', async () => {
  const order = { items: [], shippingAddress: { ...shippingAddress, city: 'x'.repeat(101), line1: '' } };
  expect(await told('placeOrder', order)).toMatchObject({
    errors: [
      { pointer: '/items', message: 'Must have at least 1 element.' },
      { pointer: '/shippingAddress/line1', message: 'Must have at least 1 character.' },
      { pointer: '/shippingAddress/line1', message: 'Must not be blank.' },
      { pointer: '/shippingAddress/city', message: 'Must have at most 100 characters.' },
    ],
  });
  expect(await told('addImage', { contentType: 'image/gif', bytes: 1 })).toMatchObject({
    errors: [{ pointer: '/contentType', message: 'Must be one of image/jpeg, image/png, image/webp.' }],
  });
});

test('the answer says which part of a request is not valid', async () => {
  const api = startApi();
  const keyed = { as: 'alice', body: orderBody(), headers: { 'idempotency-key': 'a b' } } as const;
  const answers = [
    await api.post('/orders', { as: 'alice', body: {} }),
    await api.post('/orders', keyed),
    await api.put('/products/Mug', { as: 'admin', body: productBody() }),
    await api.get('/orders?limit=0', { as: 'alice' }),
    await api.get('/orders?limit=1&limit=2', { as: 'alice' }),
  ];

  expect(answers.map(({ body }) => body.detail)).toEqual([
    'The body is not valid; see errors.',
    'The header Idempotency-Key is not valid; see errors.',
    'The parameter id is not valid; see errors.',
    'The query is not valid; see errors.',
    'The query is not valid; see errors.',
  ]);
  expect(answers[4]?.body.errors).toEqual([{ pointer: 'limit', message: 'Must be given only once.' }]);
});
