import { pointersOf } from '../../support/api-answer.ts';
import { startApi } from '../../support/api-harness.ts';
import { expectRefusal, prepare } from './bad-input.ts';
import { productBody, shippingAddress } from './sample-bodies.ts';

/** Values, and the pointers of the errors that they must cause. */
const fields = (rows: Record<string, readonly [change: object, pointers: readonly string[]]>) => Object.entries(rows);

const invalid = (name: string, change: object, pointers: readonly string[]) => async () => {
  const answer = await expectRefusal(name, (good) => ({ body: { ...good, ...change } }), 422, 'validation_failed');
  expect(new Set(pointersOf(answer))).toEqual(new Set(pointers));
};

const line = (change: object) => ({ items: [{ productId: 'mug', quantity: 1, ...change }] });
const to = (change: object) => ({ shippingAddress: { ...shippingAddress, ...change } });

const badTexts: readonly (readonly [string, unknown])[] = [
  ['empty', ''],
  ['blank', ' \u00a0'],
  ['with a NUL', 'a\u0000b'],
  ['with an escape', 'a\u001b[31mb'],
  ['with a DEL', 'a\u007f'],
  ['with a C1 control', 'a\u0085b'],
  ['with a lone high surrogate', 'a\ud83d'],
  ['with a lone low surrogate', '\udca9a'],
  ['null', null],
  ['a number', 1],
  ['a list', ['a']],
  ['an object', { a: 1 }],
];

describe('a text', () => {
  const texts: readonly (readonly [string, string, string, number, (text: unknown) => object])[] = [
    ['placeOrder', '/shippingAddress/recipient', 'recipient', 200, (recipient) => to({ recipient })],
    ['placeOrder', '/shippingAddress/line1', 'line1', 200, (line1) => to({ line1 })],
    ['placeOrder', '/shippingAddress/line2', 'line2', 200, (line2) => to({ line2 })],
    ['placeOrder', '/shippingAddress/line3', 'line3', 200, (line3) => to({ line3 })],
    ['placeOrder', '/shippingAddress/city', 'city', 100, (city) => to({ city })],
    ['placeOrder', '/shippingAddress/region', 'region', 100, (region) => to({ region })],
    ['placeOrder', '/shippingAddress/postalCode', 'postalCode', 20, (postalCode) => to({ postalCode })],
    ['placeOrder', '/note', 'note', 1000, (note) => ({ note })],
    ['cancelOrder', '/reason', 'reason', 500, (reason) => ({ reason })],
    ['shipOrder', '/carrier', 'carrier', 100, (carrier) => ({ carrier })],
    ['shipOrder', '/trackingNumber', 'trackingNumber', 100, (trackingNumber) => ({ trackingNumber })],
    ['putProduct', '/name', 'name', 200, (text) => ({ name: text })],
    ['putProduct', '/description', 'description', 5000, (description) => ({ description })],
    ['putProduct', '/category', 'category', 100, (category) => ({ category })],
  ];

  describe.each(texts)('of %s at %s', (name, pointer, _field, max, change) => {
    test.each([...badTexts, ['too long', 'x'.repeat(max + 1)] as const])(
      'is refused when it is %s',
      async (_, value) => {
        await invalid(name, change(value), [pointer])();
      },
    );

    test('may be as long as it may be and hold any script', async () => {
      const { api, target } = await prepare(name);
      const { method, path, as, good } = target;
      const body = { ...good, ...change(`茶Ж😀é${'x'.repeat(max - 5)}`) };

      expect((await api.send(method, path, { as, body })).status).toBeLessThan(300);
    });
  });

  test(
    'of one line may not hold a line break',
    invalid('placeOrder', to({ line1: 'a\nb' }), ['/shippingAddress/line1']),
  );
});

describe('an order', () => {
  const quantities = [0, -1, 1.5, 100_001, 1e21, Number.MAX_SAFE_INTEGER + 2, '1', null, true, [1], {}];
  test.each(quantities)('of quantity %j is refused', async (quantity) => {
    await invalid('placeOrder', line({ quantity }), ['/items/0/quantity'])();
  });

  test('of a quantity beyond every number is refused', async () => {
    const raw = (good: object) => JSON.stringify(good).replace('"quantity":2', '"quantity":1e999');
    const answer = await expectRefusal('placeOrder', (good) => ({ raw: raw(good) }), 422, 'validation_failed');
    expect(pointersOf(answer)).toEqual(['/items/0/quantity']);
  });

  test.each(['', 'Mug', '-mug', 'a b', 'a/b', 'x'.repeat(65), 'ünder', 'mug\n', '..', null, 1])(
    'for the product %j is refused',
    async (productId) => {
      await invalid('placeOrder', line({ productId }), ['/items/0/productId'])();
    },
  );

  test.each(['', 'D', 'de', 'DEU', 'XX', 'ZZ', 'UK', 'EU', 'XZ', 'AN', 'SU', 'D\u0045\u0301', 276, null, 'toString'])(
    'to the country %j is refused',
    async (country) => {
      await invalid('placeOrder', to({ country }), ['/shippingAddress/country'])();
    },
  );

  test.each([-1, 0.5, '2000', null, 1e21])('expected to cost %j is refused', async (expectedTotal) => {
    await invalid('placeOrder', { expectedTotal }, ['/expectedTotal'])();
  });

  const hundredAndOne = Array.from({ length: 101 }, () => ({ productId: 'mug', quantity: 1 }));

  test.each(
    fields({
      'no lines': [{ items: [] }, ['/items']],
      'more than 100 lines': [{ items: hundredAndOne }, ['/items']],
      'lines that are no list': [{ items: { 0: { productId: 'mug', quantity: 1 } } }, ['/items']],
      'lines that are nothing': [{ items: [null, 1, 'x', []] }, ['/items/0', '/items/1', '/items/2', '/items/3']],
      'a price of its own': [line({ unitPrice: 1 }), ['/items/0/unitPrice']],
      'a status of its own': [{ status: 'confirmed', customerId: 'bob' }, ['/status', '/customerId']],
      'an unknown field in the address': [to({ email: 'x' }), ['/shippingAddress/email']],
      'an address that is a text': [{ shippingAddress: 'Avda. 1' }, ['/shippingAddress']],
      'too much of one product on two lines': [
        {
          items: [
            { productId: 'mug', quantity: 60_000 },
            { productId: 'mug', quantity: 40_001 },
          ],
        },
        ['/items/0/quantity'],
      ],
      'everything wrong at once': [
        {
          items: [{ productId: 'X', quantity: 0, price: 1 }, { quantity: 1.5 }],
          shippingAddress: { recipient: '', city: 'a\u0000', country: 'xx', zip: '1' },
          note: 1,
          expectedTotal: -1,
          coupon: 'FREE',
        },
        [
          '/items/0/productId',
          '/items/0/quantity',
          '/items/0/price',
          '/items/1/productId',
          '/items/1/quantity',
          '/shippingAddress/recipient',
          '/shippingAddress/line1',
          '/shippingAddress/city',
          '/shippingAddress/country',
          '/shippingAddress/zip',
          '/note',
          '/expectedTotal',
          '/coupon',
        ],
      ],
      'too many lines, which are then not looked at one by one': [
        { items: [...hundredAndOne, { productId: 'mug', quantity: 0 }], note: '' },
        ['/items', '/note'],
      ],
    }),
  )('with %s is refused', async (_, [change, pointers]) => {
    await invalid('placeOrder', change, pointers)();
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'with %s in a line and in the address is refused',
    async (key) => {
      const raw = `{"items":[{"productId":"mug","quantity":1,"${key}":{"quantity":9}}],"shippingAddress":{"${key}":{"line1":"x"},${JSON.stringify(shippingAddress).slice(1)}}`;
      const answer = await expectRefusal('placeOrder', () => ({ raw }), 422, 'validation_failed');

      expect(new Set(pointersOf(answer))).toEqual(new Set([`/items/0/${key}`, `/shippingAddress/${key}`]));
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  test('that is mostly mistakes gets an answer of bounded size', async () => {
    const raw = `{"items":[${'1,'.repeat(32_000)}1]}`;
    const answer = await expectRefusal('placeOrder', () => ({ raw }), 422, 'validation_failed');
    expect(answer.text.length).toBeLessThan(256 * 1024);
  });
});

describe('a product', () => {
  test.each(
    fields({
      'a price that is a number': [{ price: 1000 }, ['/price']],
      'a price below nothing': [{ price: { amount: -1, currency: 'EUR' } }, ['/price/amount']],
      'a price in fractions of a cent': [{ price: { amount: 0.5, currency: 'EUR' } }, ['/price/amount']],
      'a price beyond reason': [{ price: { amount: 1e15, currency: 'EUR' } }, ['/price/amount']],
      'a currency in small letters': [{ price: { amount: 1, currency: 'eur' } }, ['/price/currency']],
      'a currency that is none': [{ price: { amount: 1, currency: 'ABC' } }, ['/price/currency']],
      'no price': [{ price: undefined }, ['/price']],
      'more in its price': [{ price: { amount: 1, currency: 'EUR', vat: 19 } }, ['/price/vat']],
      'active as text': [{ active: 'true' }, ['/active']],
      'what is not for the caller to say': [
        { id: 'x', availability: 'in_stock', images: [], createdAt: 'now' },
        ['/id', '/availability', '/images', '/createdAt'],
      ],
    }),
  )('with %s is refused', async (_, [change, pointers]) => {
    await invalid('putProduct', change, pointers)();
  });

  test.each(['Mug', '-mug', 'a_b', 'x'.repeat(65), 'a%20b', 'a%2Fb', '%00', '%C3%BC', '..%2Fx', 'mug%0A'])(
    'cannot be called %s',
    async (id) => {
      const api = startApi();
      const answer = await api.put(`/products/${id}`, { as: 'admin', body: productBody() });

      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(pointersOf(answer)).toEqual(['id']);
      expect(api.products.stored()).toEqual([]);
    },
  );

  test('with a bad id and a bad body is answered with both errors', async () => {
    const api = startApi();
    const answer = await api.put('/products/Mug', { as: 'admin', body: productBody({ name: '' }) });
    expect(new Set(pointersOf(answer))).toEqual(new Set(['id', '/name']));
  });

  test.each([
    ['GET', '/products/Mug', undefined],
    ['DELETE', '/products/Mug', undefined],
    ['GET', '/products/Mug/stock', undefined],
    ['POST', '/products/a%2F..%2Fb/stock', { set: 1 }],
    ['POST', '/products/none/stock', { set: 1 }],
    ['GET', '/products/none/stock', undefined],
  ])('with an impossible id is not found: %s %s', async (method, path, body) => {
    const api = startApi();
    const answer = await api.send(method, path, { as: 'admin', ...(body && { body }) });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('an image', () => {
  const types = ['image/gif', 'image/svg+xml', 'image/avif', 'IMAGE/JPEG', 'image/jpeg; x=y', 'image/jpg', '', null, 1];
  test.each(types)('of type %j is refused', async (contentType) => {
    await invalid('addImage', { contentType }, ['/contentType'])();
  });

  const sizes = [0, -1, 0.5, 20 * 1024 * 1024 + 1, 1e21, '1000', null, true, [1]];
  test.each(sizes)('of %j bytes is refused', async (bytes) => {
    await invalid('addImage', { bytes }, ['/bytes'])();
  });

  test.each([1, 20 * 1024 * 1024])('of %d bytes is accepted', async (bytes) => {
    const { api, target } = await prepare('addImage');
    const { method, path, as, good } = target;
    expect((await api.send(method, path, { as, body: { ...good, bytes } })).status).toBe(201);
  });

  test('with a name of its own is refused', invalid('addImage', { imageId: 'x', url: 'y' }, ['/imageId', '/url']));
});

describe('a stock level', () => {
  const values = [-1, 0.5, 1e9 + 1, 1e21, '5', null, true];
  test.each(values)('of %j is refused', async (set) => {
    await invalid('setStock', { set }, ['/set'])();
  });

  test.each([0, 0.5, 1e9 + 1, -1e9 - 1, '5', null])('adjusted by %j is refused', async (adjust) => {
    const { api } = await prepare('setStock');
    const headers = { 'idempotency-key': 'k' };
    const answer = await api.post('/products/mug/stock', { as: 'admin', body: { adjust }, headers });

    expect(answer.status).toBe(422);
    expect(pointersOf(answer)).toEqual(['/adjust']);
  });

  test('needs either a count or an adjustment', async () => {
    const { api } = await prepare('setStock');
    for (const body of [{}, { set: 1, adjust: 1 }]) {
      const answer = await api.post('/products/mug/stock', { as: 'admin', body, headers: { 'idempotency-key': 'k' } });
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
      expect(pointersOf(answer)).toEqual(['']);
    }
  });
});
