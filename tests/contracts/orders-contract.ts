import { randomUUID } from 'node:crypto';
import type { MomentWindow } from '../../src/application/ports/moment-window.ts';
import type { DueOrder, Orders } from '../../src/application/ports/orders.ts';
import type { Versioned } from '../../src/application/ports/versioned.ts';
import type { CustomerId } from '../../src/domain/customer-id.ts';
import {
  cancel,
  confirm,
  type Order,
  type OrderStatus,
  orderSortKey,
  orderStatuses,
  reject,
  ship,
  withAttention,
} from '../../src/domain/order.ts';
import { orderNumberOf } from '../../src/domain/order-number.ts';
import { toCustomerId, toEtag, toProductId } from '../support/ids.ts';
import { sampleOrder } from './sample-data.ts';

/** The outcome of a write that is expected to take effect. */
export const effective = <T extends object>(outcome: T | string): T => {
  if (typeof outcome === 'string') throw new Error(`The write was refused: ${outcome}.`);
  return outcome;
};

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** What every implementation of `Orders` does. `make` runs once per test; storage may be shared. */
export const describeOrders = (name: string, make: () => Orders | Promise<Orders>): void => {
  describe(`Orders: ${name}`, () => {
    let orders: Orders;
    let customer: CustomerId;

    beforeEach(async () => {
      orders = await make();
      customer = toCustomerId(`customer/${randomUUID()} #ü`);
    });

    const stored = async (order: Order): Promise<Versioned<Order>> => effective(await orders.create(order));

    describe('create and get', () => {
      test('gives back exactly what was created, and nothing more', async () => {
        const order = sampleOrder(customer, { attention: { reason: 'stuck', since: '2026-03-01T00:00:00.000Z' } });
        const created = effective(await orders.create(order));
        expect(created.value).toEqual(order);
        expect(await orders.get(order.id)).toEqual({ value: order, etag: created.etag });
      });

      test('hands out strong entity tags with their quotes', async () => {
        expect((await stored(sampleOrder(customer))).etag).toMatch(/^"[^"]+"$/);
      });

      test('an id that is taken stays as it is', async () => {
        const order = sampleOrder(customer);
        const { etag } = await stored(order);
        expect(await orders.create({ ...order, note: 'other' })).toBe('exists');
        expect(await orders.get(order.id)).toEqual({ value: order, etag });
      });

      test('of many creating the same id at once, one succeeds', async () => {
        const order = sampleOrder(customer);
        const outcomes = await Promise.all(Array.from({ length: 8 }, () => orders.create(order)));
        expect(outcomes.filter((outcome) => outcome !== 'exists')).toHaveLength(1);
      });

      test('an unknown id is undefined', async () => {
        expect(await orders.get(sampleOrder(customer).id)).toBeUndefined();
      });

      test('the latest read shows the last write, and changes nothing', async () => {
        const order = sampleOrder(customer);
        expect(await orders.getLatest(order.id)).toBeUndefined();
        expect(await orders.get(order.id)).toBeUndefined();

        const { etag } = await stored(order);
        const latest = effective(await orders.replace({ ...order, note: 'new' }, etag));
        const read = { value: { ...order, note: 'new' }, etag: latest.etag };
        expect(await orders.getLatest(order.id)).toEqual(read);
        expect(await orders.get(order.id)).toEqual(read);
      });

      test('a write carries a session that reads what was written', async () => {
        const order = sampleOrder(customer);
        const { session, etag } = effective(await orders.create(order));
        expect(session).toEqual(expect.any(String));
        expect(await orders.get(order.id, session ? { session } : {})).toEqual({ value: order, etag });
        const replaced = effective(await orders.replace({ ...order, note: 'new' }, etag));
        expect(replaced.session).toEqual(expect.any(String));
        const read = await orders.get(order.id, replaced.session ? { session: replaced.session } : {});
        expect(read?.value.note).toBe('new');
      });

      test('what the caller does to its objects afterwards changes nothing stored', async () => {
        const order = sampleOrder(customer);
        await stored(order);
        const read = await orders.get(order.id);
        if (read) read.value.shippingAddress.city = 'elsewhere';
        order.shippingAddress.city = 'nowhere';
        expect((await orders.get(order.id))?.value.shippingAddress.city).toBe('Berlin');
      });
    });

    describe('replace', () => {
      test('writes over the version it was given, under a new etag', async () => {
        const order = sampleOrder(customer);
        const { etag } = await stored(order);
        const confirmed = confirm(order, '2026-03-02T00:00:00.000Z');
        const replaced = effective(await orders.replace(confirmed, etag));
        expect(replaced.value).toEqual(confirmed);
        expect(replaced.etag).not.toBe(etag);
        expect(await orders.get(order.id)).toEqual({ value: confirmed, etag: replaced.etag });
      });

      test('a field that is gone from the order is gone from the store', async () => {
        const order = sampleOrder(customer);
        const { etag } = await stored(order);
        await orders.replace(confirm(order, '2026-03-02T00:00:00.000Z'), etag);
        const read = await orders.get(order.id);
        expect(read?.value).not.toHaveProperty('debt');
      });

      test('an order that has moved on is stale and stays as it is', async () => {
        const order = sampleOrder(customer);
        const { etag } = await stored(order);
        const moved = effective(await orders.replace({ ...order, note: 'first' }, etag));
        expect(await orders.replace({ ...order, note: 'second' }, etag)).toBe('stale');
        expect(await orders.get(order.id)).toEqual({ value: moved.value, etag: moved.etag });
      });

      test('an order that is gone is stale', async () => {
        expect(await orders.replace(sampleOrder(customer), toEtag('"1"'))).toBe('stale');
      });

      test('of many writing over the same version at once, one succeeds', async () => {
        const order = sampleOrder(customer);
        const { etag } = await stored(order);
        const outcomes = await Promise.all(
          Array.from({ length: 8 }, (_, i) => orders.replace({ ...order, note: `${i}` }, etag)),
        );
        expect(outcomes.filter((outcome) => outcome !== 'stale')).toHaveLength(1);
      });
    });

    describe('listByCustomer', () => {
      const storeMany = async (count: number, of: (i: number) => Partial<Order> = () => ({})): Promise<Order[]> => {
        const made = Array.from({ length: count }, (_, i) => sampleOrder(customer, of(i)));
        await Promise.all(made.map((order) => orders.create(order)));
        return made.toSorted((a, b) => (orderSortKey(a) < orderSortKey(b) ? 1 : -1));
      };

      test('newest first, at most so many', async () => {
        const newestFirst = await storeMany(5);
        expect(await orders.listByCustomer(customer, { limit: 3 })).toEqual(newestFirst.slice(0, 3));
      });

      test('pages continue right after the last order, even among orders of the same moment', async () => {
        const newestFirst = await storeMany(7, () => ({ placedAt: '2026-03-05T00:00:00.000Z' }));
        const seen: Order[] = [];
        let page = await orders.listByCustomer(customer, { limit: 2 });
        while (page.length > 0) {
          seen.push(...page);
          const last = page.at(-1);
          page = last ? await orders.listByCustomer(customer, { limit: 2, before: orderSortKey(last) }) : [];
        }
        expect(seen).toEqual(newestFirst);
      });

      test('by status, and onward from there', async () => {
        const newestFirst = await storeMany(6, (i) => ({ status: i % 2 === 0 ? 'confirmed' : 'shipped' }));
        const shipped = newestFirst.filter(({ status }) => status === 'shipped');
        const [first] = shipped;
        if (!first) throw new Error('There is no order.');
        expect(await orders.listByCustomer(customer, { limit: 10, status: 'shipped' })).toEqual(shipped);
        expect(
          await orders.listByCustomer(customer, { limit: 1, status: 'shipped', before: orderSortKey(first) }),
        ).toEqual(shipped.slice(1, 2));
      });

      test("nobody else's orders are among them", async () => {
        await storeMany(2);
        expect(await orders.listByCustomer(toCustomerId(`${customer}x`), { limit: 10 })).toEqual([]);
      });

      test('nor are those of a customer with the same hash', async () => {
        const [own] = await storeMany(1);
        await stored({ ...sampleOrder(customer), customerId: toCustomerId(`${customer}x`) });
        expect(await orders.listByCustomer(customer, { limit: 10 })).toEqual([own]);
      });
    });

    describe('listAll', () => {
      // A separate year, so that orders of other tests do not interfere.
      const year = '3000';
      const at = (minute: number): string => `${year}-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

      test('orders of all customers, newest first, by what is asked for', async () => {
        const made = Array.from({ length: 24 }, (_, i) =>
          sampleOrder(toCustomerId(`${customer}${i % 5}`), {
            placedAt: at(i),
            status: i % 3 === 0 ? 'cancelled' : 'placed',
            debt: { due: i % 3 === 0 ? 'release' : 'reserve', since: at(i) },
            ...(i % 4 === 0 && { attention: { reason: 'stuck', since: at(i) } }),
          }),
        );
        await Promise.all(made.map((order) => orders.create(order)));
        const newestFirst = made.toReversed();
        const before = `${year}-01-02`;
        const list = async (query: Omit<Parameters<Orders['listAll']>[0], 'limit' | 'before'>) =>
          (await orders.listAll({ ...query, limit: 24, before })).filter((order) => order.placedAt.startsWith(year));

        expect(await list({})).toEqual(newestFirst);
        expect(await list({ status: 'cancelled' })).toEqual(newestFirst.filter(({ status }) => status === 'cancelled'));
        expect(await list({ due: 'reserve' })).toEqual(newestFirst.filter(({ debt }) => debt?.due === 'reserve'));
        expect(await list({ attention: true })).toEqual(newestFirst.filter(({ attention }) => attention));
        expect(await list({ attention: false })).toEqual(newestFirst.filter(({ attention }) => !attention));
        expect(await list({ status: 'placed', due: 'reserve', attention: true })).toEqual(
          newestFirst.filter(({ status, attention }) => status === 'placed' && attention),
        );
        expect(
          await orders.listAll({ limit: 5, before: orderSortKey(newestFirst[3] ?? sampleOrder(customer)) }),
        ).toEqual(newestFirst.slice(4, 9));
      });
    });

    describe('listAll by number', () => {
      test('finds the order of that number, whoever it belongs to, if it matches the other filters', async () => {
        const order = sampleOrder(customer);
        await stored(order);
        await stored(sampleOrder(customer));
        const number = orderNumberOf(order.id);
        const page = { number, limit: 10 };

        expect(await orders.listAll(page)).toEqual([order]);
        expect(await orders.listAll({ ...page, status: 'placed', due: 'reserve', attention: false })).toEqual([order]);
        expect(await orders.listAll({ ...page, status: 'shipped' })).toEqual([]);
        expect(await orders.listAll({ ...page, due: 'settle' })).toEqual([]);
        expect(await orders.listAll({ ...page, attention: true })).toEqual([]);
        expect(await orders.listAll({ ...page, before: orderSortKey(order) })).toEqual([]);
      });

      test('of an order that does not exist finds none', async () => {
        await stored(sampleOrder(customer));
        const number = orderNumberOf(sampleOrder(customer).id);

        expect(await orders.listAll({ number, limit: 10 })).toEqual([]);
      });
    });

    describe('listConfirmed', () => {
      test('confirmed orders of every customer with what they are for, and no others', async () => {
        const at = '2103-01-01T00:00:00.000Z';
        const made = Array.from({ length: 12 }, (_, i) => sampleOrder(toCustomerId(`${customer}${i}`)));
        const [placed, cancelled, ...others] = made;
        const confirmed = others.map((order) => confirm(order, at));
        const changed = cancelled && cancel(cancelled, { by: 'staff' }, at);
        await Promise.all([placed, changed, ...confirmed].map((order) => order && orders.create(order)));
        const mine = new Set(made.map(({ id }) => id));
        const found = (await all(orders.listConfirmed())).filter(({ id }) => mine.has(id));
        expect(found.map(({ id }) => id).toSorted()).toEqual(confirmed.map(({ id }) => id).toSorted());
        for (const { items } of found) {
          expect(items).toMatchObject([
            { productId: 'mug', quantity: 2 },
            { productId: 'tea', quantity: 1 },
          ]);
        }
      });
    });

    describe('listDue', () => {
      const due = async (windows: readonly MomentWindow[]): Promise<DueOrder[]> =>
        (await all(orders.listDue(windows))).toSorted((a, b) => (a.dueSince < b.dueSince ? -1 : 1));

      test('orders that owe since a moment in one of the windows: after its start, up to and with its end', async () => {
        const day = '2101-06-01';
        const at = (minute: number): string => `${day}T00:${String(minute).padStart(2, '0')}:00.000Z`;
        const owing = Array.from({ length: 10 }, (_, i) =>
          sampleOrder(toCustomerId(`${customer}${i}`), { debt: { due: 'reserve', since: at(i) } }),
        );
        await Promise.all(owing.map((order) => orders.create(order)));
        const found = await due([
          { after: at(1), until: at(3) },
          { after: at(6), until: at(7) },
        ]);
        expect(found).toEqual(
          [2, 3, 7].map((i) => ({ id: owing[i]?.id, status: 'placed', dueSince: owing[i]?.debt?.since })),
        );
        expect(await due([])).toEqual([]);
      });

      test('not those that ask for attention, nor those that owe nothing', async () => {
        const day = '2102-07-01';
        const since = `${day}T00:00:00.000Z`;
        const owing = sampleOrder(customer, { debt: { due: 'reserve', since } });
        const asking = withAttention(sampleOrder(customer, { debt: { due: 'reserve', since } }), {
          reason: 'x',
          since,
        });
        const done = confirm(sampleOrder(customer, { debt: { due: 'reserve', since } }), since);
        await Promise.all([owing, asking, done].map((order) => orders.create(order)));
        expect((await due([{ after: day, until: since }])).map(({ id }) => id)).toEqual([owing.id]);
      });

      test('more of them than fit on one page', async () => {
        const day = '2103-08-01';
        const since = `${day}T00:00:00.000Z`;
        const many = Array.from({ length: 450 }, (_, i) =>
          sampleOrder(toCustomerId(`${customer}${i % 7}`), { debt: { due: 'reserve', since } }),
        );
        for (let i = 0; i < many.length; i += 25) {
          await Promise.all(many.slice(i, i + 25).map((order) => orders.create(order)));
        }
        const found = await due([{ after: day, until: since }]);
        expect(new Set(found.map(({ id }) => id))).toEqual(new Set(many.map(({ id }) => id)));
        expect(found).toHaveLength(450);
      });
    });

    describe('earliest', () => {
      test('is when the first order of all was placed', async () => {
        const at = '1999-12-31T23:59:59.999Z';
        await stored(sampleOrder(customer, { placedAt: at }));
        await stored(sampleOrder(toCustomerId(`${customer}2`)));
        expect(await orders.earliest()).toBe(at);
      });
    });

    describe('listSalesEvents', () => {
      const events = async (status: OrderStatus, day: string) =>
        (await all(orders.listSalesEvents(status, day))).toSorted((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
      const keys = async (status: OrderStatus, day: string) =>
        (await events(status, day)).map(({ sortKey }) => sortKey);

      test('each event of an order is on its own day, whatever became of the order since', async () => {
        const placed = sampleOrder(customer, { placedAt: '2111-01-01T10:00:00.000Z' });
        const confirmed = confirm(placed, '2111-01-02T10:00:00.000Z');
        const shipment = { carrier: 'DHL', trackingNumber: '1' };
        const shipped = ship(confirmed, shipment, '2111-01-03T10:00:00.000Z');
        const of = (changes: Partial<Order>): Order => ({ ...sampleOrder(customer), ...changes });
        const { id: _id, ...cancelled } = cancel(confirmed, { by: 'staff' }, '2111-01-03T10:00:00.000Z');
        const { id: __id, ...rejected } = reject(
          placed,
          [{ productId: toProductId('tea'), available: 3 }],
          '2111-01-02T11:00:00.000Z',
        );
        const stored = [shipped, of(cancelled), of(rejected)];
        for (const order of stored) await orders.create(order);
        const [a = '', b = '', c = ''] = stored.map(orderSortKey);
        const found = async (day: string) =>
          Object.fromEntries(await Promise.all(orderStatuses.map(async (status) => [status, await keys(status, day)])));
        const none = { placed: [], confirmed: [], rejected: [], cancelled: [], shipped: [] };
        expect(await found('2110-12-31')).toEqual(none);
        expect(await found('2111-01-01')).toEqual({ ...none, placed: [a, b, c].toSorted() });
        expect(await found('2111-01-02')).toEqual({ ...none, confirmed: [a, b].toSorted(), rejected: [c] });
        expect(await found('2111-01-03')).toEqual({ ...none, cancelled: [b], shipped: [a] });
        expect(await found('2111-01-04')).toEqual(none);
      });

      test('a day has its first and its last millisecond, and no other', async () => {
        const at = [
          '2111-02-27T23:59:59.999Z',
          '2111-02-28T00:00:00.000Z',
          '2111-02-28T23:59:59.999Z',
          '2111-03-01T00:00:00.000Z',
        ];
        const made = at.map((placedAt) => confirm(sampleOrder(customer, { placedAt }), placedAt));
        for (const order of made) await orders.create(order);
        const within = made.slice(1, 3).map(orderSortKey);
        expect(await keys('placed', '2111-02-28')).toEqual(within);
        expect(await keys('confirmed', '2111-02-28')).toEqual(within);
      });

      test('an event has what a report needs', async () => {
        const order = sampleOrder(customer, { placedAt: '2111-04-01T00:00:00.000Z', currency: 'JPY' });
        await orders.create(order);
        expect(await events('placed', '2111-04-01')).toEqual([
          { sortKey: orderSortKey(order), currency: 'JPY', items: order.items },
        ]);
      });

      test('more of them than fit on one page, each once', async () => {
        const placedAt = '2111-05-01T00:00:00.000Z';
        const many = Array.from({ length: 1100 }, (_, i) =>
          sampleOrder(toCustomerId(`${customer}${i % 7}`), { placedAt }),
        );
        for (let i = 0; i < many.length; i += 25) {
          await Promise.all(many.slice(i, i + 25).map((order) => orders.create(order)));
        }
        expect(await keys('placed', '2111-05-01')).toEqual(many.map(orderSortKey).toSorted());
      });
    });
  });
};
