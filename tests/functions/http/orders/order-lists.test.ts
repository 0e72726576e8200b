import { type Answer, itemsOf, pointersOf, textField } from '../../../support/api-answer.ts';
import { type Api, type Caller, startApi } from '../../../support/api-harness.ts';
import { toOrderId } from '../../../support/ids.ts';
import { idOf, placeOrder, shipment } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 1000);
});

const place = async (count: number, as: Caller = 'alice'): Promise<string[]> => {
  const ids = [];
  for (let n = 0; n < count; n++) {
    ids.push(idOf(await placeOrder(api, { as })));
    // Every other pair is placed in the same millisecond.
    if (n % 2 === 0) api.clock.advance(1);
  }
  return ids;
};

const ids = (answer: Answer): string[] => itemsOf(answer).map((item) => textField(item, 'id'));

const nextOf = ({ headers }: Answer): string | undefined =>
  /^<(\/api\/v1\/[^>]*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

/** Follows the links to the end. */
const walk = async (path: string, as: Caller, between: () => Promise<unknown> = async () => {}) => {
  const seen: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Answer = await api.get(next, { as });
    expect(page.status).toBe(200);
    seen.push(...ids(page));
    next = nextOf(page);
    await between();
  }
  return seen;
};

test('a customer sees their own orders, newest first', async () => {
  await place(3, 'bob');
  const own = await place(3);
  api.clock.advance(1);
  own.push(idOf(await placeOrder(api)));
  const page = await api.get('/orders', { as: 'alice' });

  expect(new Set(ids(page))).toEqual(new Set(own));

  const times = itemsOf(page).map((item) => textField(item, 'placedAt'));
  expect(times).toEqual(times.toSorted().reverse());
  expect(ids(page)[0]).toBe(own.at(-1));
  expect(page.body).not.toHaveProperty('nextCursor');
  expect(page.headers.get('link')).toBeNull();
});

test('an order in a list is the order itself', async () => {
  const [id] = await place(1);
  for (const as of ['alice', 'admin'] as const) {
    const { body } = await api.get(`/orders/${id}`, { as });
    const list = as === 'alice' ? '/orders' : '/admin/orders';
    expect(itemsOf(await api.get(list, { as }))).toEqual([body]);
  }
});

test('staff see what staff see in their own orders, too', async () => {
  await place(1, 'admin');
  expect(itemsOf(await api.get('/orders', { as: 'admin' }))).toMatchObject([{ customerId: 'ada', due: 'reserve' }]);
});

test('a page holds 20 orders unless the limit says otherwise', async () => {
  await place(21);

  expect(ids(await api.get('/orders', { as: 'alice' }))).toHaveLength(20);
  expect(ids(await api.get('/orders?limit=100', { as: 'alice' }))).toHaveLength(21);
  expect(ids(await api.get('/orders?limit=21', { as: 'alice' }))).toHaveLength(21);
  expect(nextOf(await api.get('/orders?limit=21', { as: 'alice' }))).toBeUndefined();
});

test('the link and the cursor name the same next page, with the same filter and limit', async () => {
  await place(5);
  const page = await api.get('/orders?limit=2&status=placed&code=hostkey', { as: 'alice' });
  const next = new URL(nextOf(page) ?? '', 'http://x');

  expect(next.pathname).toBe('/api/v1/orders');
  expect(Object.fromEntries(next.searchParams)).toEqual({
    limit: '2',
    status: 'placed',
    cursor: textField(page.body, 'nextCursor'),
  });
});

test.each([
  ['/orders?limit=3', 'alice'],
  ['/admin/orders?limit=3', 'admin'],
] as const)('following %s to the end shows each order once while new ones arrive', async (path, as) => {
  const before = await place(10);
  const seen = await walk(path, as, () => place(1));

  expect(seen).toHaveLength(new Set(seen).size);
  expect(seen.filter((id) => before.includes(id))).toHaveLength(10);
  expect(new Set(seen)).toEqual(new Set(before));
});

test('a list is filtered by status', async () => {
  const [first, second] = await place(2);
  await api.drain();
  await api.post(`/orders/${first}/ship`, { as: 'warehouse', body: shipment });

  expect(ids(await api.get('/orders?status=shipped', { as: 'alice' }))).toEqual([first]);
  expect(ids(await api.get('/orders?status=confirmed', { as: 'alice' }))).toEqual([second]);
  expect(ids(await api.get('/orders?status=rejected', { as: 'alice' }))).toEqual([]);
});

test('staff filter across customers by status, by what is owed and by attention', async () => {
  const [a] = await place(1);
  const [b] = await place(1, 'bob');
  await api.drain();
  await api.post(`/orders/${a}/ship`, { as: 'warehouse', body: shipment });
  const [c] = await place(1, 'bob');
  const stored = await api.orders.get(toOrderId(c ?? ''));
  if (!stored) throw new Error('no such order');
  await api.orders.replace(
    { ...stored.value, attention: { reason: 'x', since: '2026-03-01T12:00:01.000Z' } },
    stored.etag,
  );
  const listed = async (query: string) => new Set(ids(await api.get(`/admin/orders?${query}`, { as: 'warehouse' })));

  expect(await listed('')).toEqual(new Set([a, b, c]));
  expect(await listed('status=confirmed')).toEqual(new Set([b]));
  expect(await listed('due=settle')).toEqual(new Set([a]));
  expect(await listed('due=reserve&status=placed&attention=true')).toEqual(new Set([c]));
  expect(await listed('attention=true')).toEqual(new Set([c]));
  expect(await listed('attention=false')).toEqual(new Set([a, b]));
});

describe('a cursor', () => {
  const cursorOf = async (path: string, as: Caller) => {
    await place(3, 'alice');
    await place(3, 'bob');
    return encodeURIComponent(textField((await api.get(path, { as })).body, 'nextCursor'));
  };

  const refused = async (path: string, as: Caller) => {
    const answer = await api.get(path, { as });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(pointersOf(answer)).toEqual(['cursor']);
  };

  test('may be used with another limit', async () => {
    const cursor = await cursorOf('/orders?limit=1', 'alice');
    expect(ids(await api.get(`/orders?limit=50&cursor=${cursor}`, { as: 'alice' }))).toHaveLength(2);
  });

  test('of one customer is refused for another', async () => {
    await refused(`/orders?cursor=${await cursorOf('/orders?limit=1', 'alice')}`, 'bob');
  });

  test('of one list is refused by another', async () => {
    const cursor = await cursorOf('/orders?limit=1', 'alice');
    await refused(`/admin/orders?cursor=${cursor}`, 'admin');
    await refused(`/products?cursor=${cursor}`, 'alice');
    await refused(`/orders?cursor=${await cursorOf('/admin/orders?limit=1', 'admin')}`, 'alice');
  });

  test('of one filter is refused with another', async () => {
    await refused(`/orders?status=placed&cursor=${await cursorOf('/orders?limit=1', 'alice')}`, 'alice');
    await refused(`/orders?cursor=${await cursorOf('/orders?limit=1&status=placed', 'alice')}`, 'alice');
    await refused(
      `/admin/orders?attention=true&cursor=${await cursorOf('/admin/orders?limit=1&attention=false', 'admin')}`,
      'admin',
    );
  });

  test('is refused when a single character of it is changed, added or lost', async () => {
    const cursor = await cursorOf('/orders?limit=1', 'alice');
    const damaged = [...cursor].flatMap((character, n) => [
      `${cursor.slice(0, n)}${character === 'A' ? 'B' : 'A'}${cursor.slice(n + 1)}`,
      `${cursor.slice(0, n)}${cursor.slice(n + 1)}`,
    ]);
    for (const text of [...damaged, `${cursor}A`, `A${cursor}`, `${cursor}=`]) {
      await refused(`/orders?cursor=${text}`, 'alice');
    }
  });

  test.each(['', 'x', 'null', '%00%00%00%00%00%00%00%00%00%00%00%00', 'A'.repeat(4000), '%F0%9F%92%A9'.repeat(9)])(
    '%s is not valid',
    async (cursor) => {
      await refused(`/orders?cursor=${cursor}`, 'alice');
      await refused(`/admin/orders?cursor=${cursor}`, 'admin');
      await refused(`/products?cursor=${cursor}`, 'nobody');
    },
  );
});

describe.each([
  ['/orders', 'alice'],
  ['/admin/orders', 'admin'],
  ['/products', 'nobody'],
] as const)('the query of %s', (path, as) => {
  const limits = ['0', '-1', '101', '1.5', '1e1', '', '%20', 'x', '9999999999999999999999', '0x10', '%2B5', 'NaN'];
  const bad = [
    ...limits.map((limit) => [`limit=${limit}`, ['limit']] as const),
    ['limit=1&limit=2', ['limit']],
    ['limit=1&limit=1', ['limit']],
    ['page=2', ['page']],
    ['Limit=2', ['Limit']],
    ['__proto__=x', ['__proto__']],
    ['constructor=x', ['constructor']],
    ['limit=0&page=2&cursor=x', ['limit', 'page', 'cursor']],
    ['limit=1&limit=2&page=2&cursor=x', ['limit', 'page', 'cursor']],
  ] as const;

  test.each(bad)('is refused with %s', async (query, pointers) => {
    const answer = await api.get(`${path}?${query}`, { as });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(new Set(pointersOf(answer))).toEqual(new Set(pointers));
  });

  test('may hold the key of the host', async () => {
    expect((await api.get(`${path}?code=a&limit=1`, { as })).status).toBe(200);
  });
});

test.each([
  ['/orders?status=open', 'status'],
  ['/orders?status=', 'status'],
  ['/orders?status=placed,shipped', 'status'],
  ['/orders?due=reserve', 'due'],
  ['/orders?attention=true', 'attention'],
  ['/admin/orders?due=x', 'due'],
  ['/admin/orders?attention=1', 'attention'],
  ['/admin/orders?attention=TRUE', 'attention'],
])('%s is refused', async (path, pointer) => {
  const answer = await api.get(path, { as: 'admin' });
  expect(answer.status).toBe(422);
  expect(pointersOf(answer)).toEqual([pointer]);
});
