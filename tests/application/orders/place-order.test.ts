import { createHash } from 'node:crypto';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';
import { address, customer, openShop, type Shop } from '../../support/shop.ts';

const command = (quantity = 1, extra: object = {}) => ({
  customerId: toCustomerId('alice'),
  items: [{ productId: toProductId('a'), quantity }],
  shippingAddress: address,
  ...extra,
});

/** Counts the calls of every port. */
const counting = () => {
  const calls: Record<string, number> = {};
  const count = <P extends object>(name: string, port: P): P =>
    new Proxy(port, {
      get: (target, method, receiver) => {
        const label = `${name}.${String(method)}`;
        calls[label] = (calls[label] ?? 0) + 1;
        return Reflect.get(target, method, receiver);
      },
    });
  const shop = openShop({
    wrap: ({ orders, products, stock, orderQueue }) => ({
      orders: count('orders', orders),
      products: count('products', products),
      stock: count('stock', stock),
      orderQueue: count('queue', orderQueue),
    }),
  });
  const reset = () => {
    for (const label of Object.keys(calls)) delete calls[label];
  };
  return { shop, calls, reset };
};

const sent = (shop: Shop) => shop.orderQueue.accepted().map(({ message }) => message);

test('costs one write, one read per product, one of the order if a key is given, and one send', async () => {
  const { shop, calls } = counting();
  await shop.product('a', 10);
  await shop.place(command(1));

  expect(calls).toEqual({ 'products.get': 1, 'orders.create': 1, 'queue.send': 1 });
});

test('a replay costs one read, and reads no product', async () => {
  const { shop, calls, reset } = counting();
  await shop.product('a', 10);
  await shop.place(command(1, { idempotencyKey: 'k' }));

  expect(calls).toEqual({ 'orders.get': 1, 'products.get': 1, 'orders.create': 1, 'queue.send': 1 });

  reset();
  expect(await shop.place(command(1, { idempotencyKey: 'k' }))).toMatchObject({ replayed: true });
  expect(calls).toEqual({ 'orders.get': 1 });
});

test('the same key at the same moment makes one order', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const placed = await Promise.all(Array.from({ length: 8 }, () => shop.place(command(1, { idempotencyKey: 'k' }))));

  expect(new Set(placed.map(({ value }) => value.id)).size).toBe(1);
  expect(placed.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(shop.orders.stored()).toHaveLength(1);
});

test('the order of the lines does not make another command', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.product('b', 10);
  const items = [
    { productId: 'a', quantity: 1 },
    { productId: 'b', quantity: 2 },
  ];
  await shop.place(command(1, { items, idempotencyKey: 'k' }));
  const turned = [...items].reverse();

  expect(await shop.place(command(1, { items: turned, idempotencyKey: 'k' }))).toMatchObject({ replayed: true });
});

test('a command has the same hash in every release: a replay may come after an upgrade', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.product('b', 10);
  const items = ['b', 'a', 'b'].map((productId) => ({ productId, quantity: 1 }));
  const { value } = await shop.place(command(1, { items, note: 'n', expectedTotal: 3000, idempotencyKey: 'k' }));
  const canonical = '[[["a",1],["b",2]],["Ana Trujillo","Avda. 1",null,null,"México D.F.",null,null,"MX"],"n",3000]';

  expect(value.commandHash).toBe(createHash('sha256').update(canonical).digest('hex'));
});

test('a command without a contact has the hash that it had before contacts: it is stored, a replay may come', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.product('b', 10);
  const items = ['b', 'a', 'b'].map((productId) => ({ productId, quantity: 1 }));
  const { value } = await shop.place(command(1, { items, note: 'n', expectedTotal: 3000 }));

  expect(value.commandHash).toBe('4cf59bd12c83f5189f254a95bc65e0847e333266e98b6cf170236dfe673eca0b');
});

test.each([
  [{ email: 'a@example.com' }, '["a@example.com",null]'],
  [{ phone: '+4930123456' }, '[null,"+4930123456"]'],
  [{ phone: '+4930123456', email: 'a@example.com' }, '["a@example.com","+4930123456"]'],
])('the contact %j is hashed as %s', async (contact, hashed) => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place(command(1, { contact }));
  const canonical = `[[["a",1]],["Ana Trujillo","Avda. 1",null,null,"México D.F.",null,null,"MX"],null,null,["contact",${hashed}]]`;

  expect(value.contact).toEqual(contact);
  expect(value.commandHash).toBe(createHash('sha256').update(canonical).digest('hex'));
});

test.each([
  ['quantity', { items: [{ productId: 'a', quantity: 2 }] }],
  ['note', { note: 'other' }],
  ['contact', { contact: { email: 'a@example.com' } }],
  ['address', { shippingAddress: { ...address, line2: 'other' } }],
  ['expected total', { expectedTotal: 1000 }],
])('a key that comes with another %s is reused', async (_, change) => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.place(command(1, { idempotencyKey: 'k' }));

  await expect(shop.place(command(1, { idempotencyKey: 'k', ...change }))).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  expect(shop.orders.stored()).toHaveLength(1);
});

test('two customers may use the same key, and no pair of customer and key collides with another', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const ids = [];
  for (const [customerId, idempotencyKey] of [
    ['alice', 'k'],
    ['bob', 'k'],
    ['a', 'bc'],
    ['ab', 'c'],
    ['1:a1', ':k'],
  ]) {
    ids.push((await shop.place(command(1, { customerId, idempotencyKey }))).value.id);
  }

  expect(new Set(ids).size).toBe(5);
});

test("a key never answers with another customer's order, even if both have the same order id", async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place(command(1, { idempotencyKey: 'k' }));
  shop.orders.corrupt(value.id, { ...value, customerId: toCustomerId('mallory') });

  await expect(shop.place(command(1, { idempotencyKey: 'k' }))).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
});

test('an order is placed while the queue is down', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  shop.orderQueue.failNext(1);

  expect(await shop.place(command())).toMatchObject({ value: { status: 'placed', debt: { due: 'reserve' } } });
  expect(shop.log.troubles()).toMatchObject([{ event: 'order_send_failed' }]);
});

test('a queue that does not answer holds up the answer for a second at most', async () => {
  const shop = openShop({
    wrap: replacing('orderQueue', () => ({ send: () => new Promise<never>(() => {}) })),
  });
  await shop.product('a', 10);

  expect(await shop.place(command())).toMatchObject({ value: { status: 'placed' } });
  expect(shop.log.troubles()).toMatchObject([
    { event: 'order_send_failed', fields: { reason: expect.stringContaining('1000 ms') } },
  ]);
});

test('the message carries what lets another instance read the write', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place(command());
  const rootId = `${value.id}:placed`;

  expect(sent(shop)).toEqual([
    { orderId: value.id, messageId: rootId, rootId, attempt: 0, session: expect.any(String) },
  ]);

  await shop.cancel({ orderId: value.id, principal: customer(), precondition: {} });
  expect(sent(shop)[1]).toMatchObject({ messageId: `${value.id}:cancelled` });
});

test('ids without a key sort by time', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const ids = [];
  for (let n = 0; n < 20; n++) {
    ids.push((await shop.place(command())).value.id);
    shop.clock.advance(1);
  }

  expect(ids).toEqual(ids.toSorted());
});

test('an order that another was first to create, and that cannot be read yet, may be asked for again', async () => {
  const shop = openShop({
    wrap: replacing('orders', () => ({ create: async () => 'exists', get: async () => undefined })),
  });
  await shop.product('a', 10);
  await expect(shop.place(command(1, { idempotencyKey: 'k' }))).rejects.toMatchObject({
    name: 'Unavailable',
    dependency: 'cosmos',
  });
});

describe('an order that is refused', () => {
  const refused = (changes: object) => {
    const shop = openShop();
    const placed = async () => {
      await shop.product('a', 10);
      await shop.product('b', 10, { currency: 'USD' });
      await shop.product('gone', 10, { active: false });
      return shop.place(command(1, changes));
    };
    return { shop, placed };
  };
  const line = (productId: string, quantity = 1) => ({ productId, quantity });

  test.each([
    [
      { items: [line('a'), line('gone'), line('never'), line('gone')] },
      'product_not_available',
      'Some products are not available.',
      [
        { pointer: '/items/1/productId', message: 'Product gone is not for sale.' },
        { pointer: '/items/2/productId', message: 'Product never is not for sale.' },
      ],
    ],
    [
      { items: [line('a', 60_000), line('b'), line('a', 40_001)] },
      'validation_failed',
      'The order has invalid fields.',
      [{ pointer: '/items/0/quantity', message: 'An order can contain at most 100000 units of one product.' }],
    ],
    [
      { items: [line('a'), line('b')] },
      'currency_mismatch',
      'All products of an order must have the same currency; these are in EUR, USD.',
      [],
    ],
    [
      { items: [line('a', 2)], expectedTotal: 1999 },
      'price_changed',
      'The total is now 2000 (minor units of EUR).',
      [{ pointer: '/expectedTotal', message: 'Expected 1999, but the total is 2000.' }],
    ],
  ])('%j is answered with %s and each wrong field, and writes nothing', async (changes, code, message, errors) => {
    const { shop, placed } = refused(changes);

    await expect(placed()).rejects.toMatchObject({ code, message, errors });
    expect(shop.orders.stored()).toEqual([]);
    expect(sent(shop)).toEqual([]);
  });

  test.each([{ items: [line('a', 60_000), line('a', 40_000)] }, { items: [line('a', 2)], expectedTotal: 2000 }])(
    'is not %j',
    async (changes) => {
      const { placed } = refused(changes);
      expect(await placed()).toMatchObject({ replayed: false, value: { status: 'placed' } });
    },
  );
});

test('the lines of an order say what the catalogue said, and nothing else of it', async () => {
  const shop = openShop();
  await shop.product('a', 10);
  const { value } = await shop.place(command(2, { note: 'Ring twice.' }));

  expect(value.items).toStrictEqual([{ productId: 'a', name: 'A', quantity: 2, unitPrice: 1000, lineTotal: 2000 }]);
  expect(value.note).toBe('Ring twice.');
  expect((await shop.place(command())).value).not.toHaveProperty('note');
});
