import { fileExample } from '../../../cli/replay/file-example.ts';
import { InvalidReplayFile, parseReplayFile, sumDemand } from '../../../cli/replay/replay-file.ts';
import { smallShop } from './small-shop.ts';

const problemsOf = (file: unknown): readonly string[] => {
  try {
    parseReplayFile(typeof file === 'string' ? file : JSON.stringify(file));
    return [];
  } catch (error) {
    if (error instanceof InvalidReplayFile) return error.problems;
    throw error;
  }
};

test('the file that the help text shows can be replayed', () => {
  const { products, orders } = parseReplayFile(fileExample.slice(fileExample.indexOf('{')));
  expect([products[0]?.price, orders[0]?.items]).toEqual([89_000, [{ productId: 'oak-table', quantity: 2 }]]);
});

test('a file becomes products and orders as the API takes them', () => {
  const { products, orders } = parseReplayFile(JSON.stringify(smallShop()));

  expect(products).toHaveLength(5);
  expect(products[2]).toEqual({ id: 'plum-jam', name: 'Plum Jam', category: 'Preserves', price: 30, unitsInStock: 12 });
  expect(orders).toHaveLength(20);
  expect(orders[0]).toEqual({
    number: '1001',
    customer: 'ANNAB',
    items: [
      { productId: 'green-tea', quantity: 1 },
      { productId: 'plum-jam', quantity: 3 },
      { productId: 'green-tea', quantity: 2 },
    ],
    shippingAddress: { recipient: 'Shop No. 0', line1: '0 High Street', city: 'Münster', country: 'US' },
  });
  expect(orders[1]?.shippingAddress).toMatchObject({ region: 'NM', postalCode: '44087', country: 'GB' });
});

test('everything that is wrong is listed at once', () => {
  const shop = smallShop();
  const [first, second] = shop.products;
  const [order, another, third] = shop.orders;
  Object.assign(first ?? {}, { unitPrice: 1.005 });
  Object.assign(second ?? {}, { slug: 'Green Tea!', unitsInStock: -1 });
  Object.assign(order?.shipTo ?? {}, { country: 'Atlantis', city: ' ' });
  Object.assign(another ?? {}, { number: 1003, lines: [{ productNumber: 99, quantity: 1 }] });
  Object.assign(third?.lines[0] ?? {}, { quantity: 0 });
  shop.products.push(...shop.products.slice(4).map((product) => ({ ...product, number: 3 })));

  expect(problemsOf(shop)).toEqual([
    '/products/0/unitPrice: 1.005 is not a price in whole cents from 0 to 9000000.',
    expect.stringMatching(/^\/products\/1\/slug: Must be/),
    expect.stringMatching(/^\/products\/1\/unitsInStock: /),
    '/orders/0/shipTo/city: Must not be blank.',
    '/orders/0/shipTo/country: No country is known as "Atlantis".',
    expect.stringMatching(/^\/orders\/2\/lines\/0\/quantity: /),
    '/products/5/number: 3 is taken by /products/2.',
    '/products/5/slug: rye-bread is taken by /products/4.',
    '/orders/1/lines/0/productNumber: There is no product 99.',
  ]);
});

test('an order number that is used twice is refused, as it would be one order', () => {
  const shop = smallShop();
  Object.assign(shop.orders[5] ?? {}, { number: 1001 });
  expect(problemsOf(shop)).toEqual(['/orders/5/number: 1001 is taken by /orders/0.']);
});

test.each([
  ['no JSON', '{', ['It is not JSON.']],
  ['another shape', '[]', [expect.stringMatching(/^the whole: /)]],
  ['no orders', '{"products":[{}]}', [expect.stringMatching(/^\/orders: /)]],
])('%s is refused', (_, json, problems) => {
  expect(problemsOf(json)).toEqual(problems);
});

test('the demand for a product is summed over all lines of all orders', () => {
  const orders = [
    {
      items: [
        { productId: 'a', quantity: 2 },
        { productId: 'b', quantity: 1 },
        { productId: 'a', quantity: 3 },
      ],
    },
    { items: [{ productId: 'a', quantity: 4 }] },
  ].map((order) => ({
    ...order,
    number: '1',
    customer: 'x',
    shippingAddress: { recipient: 'x', line1: 'x', city: 'x', country: 'DE' },
  }));
  expect([...sumDemand(orders)]).toEqual([
    ['a', 9],
    ['b', 1],
  ]);
});
