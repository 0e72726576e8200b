import type { OrderAnswer } from '../../../cli/replay/api-answers.ts';
import { type Books, checkBooks } from '../../../cli/replay/check-books.ts';

type Status = OrderAnswer['status'];
const shippingAddress = { recipient: 'Anna', line1: '1 High Street', city: 'Bonn', country: 'DE' };

const order = (number: string, quantity: number) => ({
  number,
  customer: 'anna',
  items: [{ productId: 'tea', quantity }],
  shippingAddress,
});

const stored = (id: string, status: Status, quantity: number, short = false): OrderAnswer => ({
  id,
  status,
  items: [{ productId: 'tea', quantity, ...(short && { short }) }],
  shippingAddress,
  placedAt: '2026-01-01T00:00:00.000Z',
});

/** Confirmed 3, shipped 2, rejected 9 of 10 units received. */
const sound = (): Books => ({
  placed: [
    { order: order('1', 3), id: 'a' },
    { order: order('2', 2), id: 'b' },
    { order: order('3', 9), id: 'c' },
  ],
  lists: new Map([
    ['anna', [stored('c', 'rejected', 9, true), stored('b', 'shipped', 2), stored('a', 'confirmed', 3)]],
  ]),
  levels: new Map([['tea', { available: 5, held: 3, received: 10, shipped: 2 }]]),
  received: new Map([['tea', 10]]),
});

const withLevel = (level: Partial<{ available: number; held: number; received: number; shipped: number }>): Books => ({
  ...sound(),
  levels: new Map([['tea', { available: 5, held: 3, received: 10, shipped: 2, ...level }]]),
});

const withList = (...orders: OrderAnswer[]): Books => ({ ...sound(), lists: new Map([['anna', orders]]) });

const problemsWith = (books: Books): string[] => {
  const { products, orders } = checkBooks(books);
  return [...products.flatMap(({ problems }) => problems), ...orders.map(({ problem }) => problem)];
};

test('sound books have no findings', () => {
  expect(checkBooks(sound())).toEqual({ products: [], orders: [], elsewhere: 0 });
});

test.each<[string, Books, string[]]>([
  ['a leaked reservation', withLevel({ held: 5, available: 3 }), ['held is 5, but confirmed orders hold 3']],
  ['units promised twice', withLevel({ held: 1, available: 7 }), ['held is 1, but confirmed orders hold 3']],
  [
    'a shipment that was not settled',
    withLevel({ shipped: 0, held: 5 }),
    ['held is 5, but confirmed orders hold 3', 'shipped is 0, but shipped orders took 2'],
  ],
  ['units that vanished', withLevel({ available: 4 }), ['available + held is 7, but received - shipped is 8']],
  ['units out of nowhere', withLevel({ available: 15, received: 20 }), ['received is 20, but was 10 at the start']],
  ['oversold stock', { ...withLevel({ available: -1, received: 4 }), received: new Map() }, ['available is -1']],
])('%s is found', (_, books, problems) => {
  expect(problemsWith(books)).toEqual(problems);
});

test('each product is held against its own orders', () => {
  const books = sound();
  const levels = new Map([...books.levels, ['jam', { available: 0, held: 1, received: 1, shipped: 0 }]]);
  expect(checkBooks({ ...books, levels }).products).toEqual([
    expect.objectContaining({
      productId: 'jam',
      confirmedUnits: 0,
      problems: ['held is 1, but confirmed orders hold 0'],
    }),
  ]);
});

test.each<[string, Books, string]>([
  [
    'an order that its customer does not see',
    withList(stored('c', 'rejected', 9, true), stored('b', 'shipped', 2)),
    'missing',
  ],
  [
    'an order that is listed twice',
    withList(...(sound().lists.get('anna') ?? []), stored('b', 'shipped', 2)),
    'doubled',
  ],
  [
    'an order that was placed twice',
    withList(...(sound().lists.get('anna') ?? []), stored('z', 'confirmed', 3)),
    'doubled',
  ],
  [
    'an order with other lines',
    withList(stored('c', 'rejected', 9, true), stored('b', 'shipped', 2), stored('a', 'confirmed', 4)),
    'altered',
  ],
  [
    'an order that is still placed',
    withList(stored('c', 'placed', 9), stored('b', 'shipped', 2), stored('a', 'confirmed', 3)),
    'not settled',
  ],
  [
    'a rejection without a short line',
    withList(stored('c', 'rejected', 9), stored('b', 'shipped', 2), stored('a', 'confirmed', 3)),
    'rejected without a short line',
  ],
])('%s is found', (_, books, problem) => {
  expect(checkBooks(books).orders.map((finding) => finding.problem.split(':')[0])).toEqual([problem]);
});

test('two orders of the file that were given one id are found', () => {
  const books = sound();
  const placed = [...books.placed, { order: order('4', 3), id: 'a' }];
  expect(problemsWith({ ...books, placed })).toEqual(['missing: it was given the id of order 1']);
});

test('an order in the list of another customer counts as missing', () => {
  const books = sound();
  const lists = new Map([
    ['anna', []],
    ['bert', books.lists.get('anna') ?? []],
  ]);
  expect(checkBooks({ ...books, lists }).orders.filter(({ problem }) => problem.startsWith('missing'))).toHaveLength(3);
});

test('orders from elsewhere are counted and take part in the books', () => {
  const books = withList(...(sound().lists.get('anna') ?? []), stored('z', 'confirmed', 1));
  const levels = new Map([['tea', { available: 4, held: 4, received: 10, shipped: 2 }]]);
  expect(checkBooks({ ...books, levels })).toEqual({ products: [], orders: [], elsewhere: 1 });
});

test('a product that stands in two lines of the file is one line of the order', () => {
  const books = sound();
  const [first, ...rest] = books.placed;
  const items = [
    { productId: 'tea', quantity: 1 },
    { productId: 'tea', quantity: 2 },
  ];
  const placed = [{ order: { ...order('1', 3), items }, id: first?.id ?? '' }, ...rest];

  expect(problemsWith({ ...books, placed })).toEqual([]);
});
