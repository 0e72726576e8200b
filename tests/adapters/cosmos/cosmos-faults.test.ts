import type { Database } from '@azure/cosmos';
import { cosmosHealth } from '../../../src/adapters/cosmos/cosmos-health.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { ProductId } from '../../../src/domain/product.ts';
import { effective } from '../../contracts/orders-contract.ts';
import { sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { received } from '../../contracts/stock-under-test.ts';
import { toCustomerId, toEtag, toProductId } from '../../support/ids.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests({ limits: 'real' });
  database = await cosmos.connect();
});

afterEach(() => cosmos.faults.clear());
afterAll(() => cosmos.close());

const openShop = () => ({
  orders: cosmosOrders(database.container('orders')),
  products: cosmosProducts(database.container('products')),
  stock: cosmosStock(database.container('stock')),
});

let names = 0;
const newName = (): ProductId => {
  names += 1;
  return toProductId(`faulty-${names}`);
};

const orderId = sampleOrder(toCustomerId('x')).id;
const unavailable = { name: 'Unavailable', dependency: 'cosmos', cause: expect.anything() };

type Call = (order: Order, etag: string) => Promise<unknown>;

/** One call of each kind: the client handles failures of each kind differently. */
const calls: Record<string, Call> = {
  'orders.create': () => openShop().orders.create(sampleOrder(toCustomerId('x'))),
  'orders.get': ({ id }) => openShop().orders.get(id),
  'orders.replace': (order, etag) => openShop().orders.replace(order, toEtag(etag)),
  'orders.listByCustomer': () => openShop().orders.listByCustomer(toCustomerId('x'), { limit: 1 }),
  'orders.listAll': () => openShop().orders.listAll({ limit: 1 }),
  'products.list': () => openShop().products.list({ limit: 1 }),
  'products.setAvailability': () => openShop().products.setAvailability(toProductId('mug'), 'low'),
  'stock.level': () => openShop().stock.level(toProductId('mug')),
  'stock.reserve': () => openShop().stock.reserve(toProductId('mug'), orderId, 1),
};

describe('what fails is Unavailable', () => {
  const prepared = async () => {
    const order = sampleOrder(toCustomerId('x'));
    const { etag } = effective(await openShop().orders.create(order));
    return { order, etag };
  };

  // First, because the service keeps sleeping over these requests for a while.
  test('all of them end within seconds if nothing ever answers, or connections drop', async () => {
    const { order, etag } = await prepared();
    cosmos.faults.set({
      rules: [
        { status: 'drop', container: 'orders' },
        { status: 'delay', delayMs: 30_000 },
      ],
    });
    const begin = performance.now();
    const settled = await Promise.allSettled(Object.values(calls).map((call) => call(order, etag)));

    expect(performance.now() - begin).toBeLessThan(25_000);
    expect(settled).toEqual(
      settled.map(() => ({ status: 'rejected', reason: expect.objectContaining({ dependency: 'cosmos' }) })),
    );
  });

  describe.each(Object.entries(calls))('%s', (_, call) => {
    test('throttled for long: says so, and when to retry', async () => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status: 429, retryAfterMs: 20 }] });
      await expect(call(order, etag)).rejects.toMatchObject({ ...unavailable, throttled: true, retryAfterSeconds: 1 });
    });

    test('throttled for a minute: says so at once, and to retry after that minute', async () => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status: 429, retryAfterMs: 59_001 }] });
      await expect(call(order, etag)).rejects.toMatchObject({
        name: 'Unavailable',
        throttled: true,
        status: 429,
        retryAfterSeconds: 60,
      });

      expect(cosmos.faults.get().struck).toBe(1);
    });

    test.each([503, 'timeout'] as const)('answered %s', async (status) => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status, delayMs: 1 }] });
      await expect(call(order, etag)).rejects.toMatchObject({ ...unavailable, throttled: false });
    });

    test('colliding (449) for long', async () => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status: 449 }] });
      await expect(call(order, etag)).rejects.toMatchObject({ ...unavailable, throttled: false });
    });

    test('throttled for a moment: recovers', async () => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status: 429, count: 2, retryAfterMs: 5 }] });
      await call(order, etag);

      expect(cosmos.faults.get().struck).toBe(2);
    });
  });

  test.each(['orders.create', 'orders.replace', 'products.setAvailability', 'stock.reserve'])(
    '%s: colliding (449) for a moment: recovers',
    async (name) => {
      const { order, etag } = await prepared();
      cosmos.faults.set({ rules: [{ status: 449, count: 2 }] });
      await calls[name]?.(order, etag);

      expect(cosmos.faults.get().struck).toBe(2);
    },
  );

  test('a read whose connection dropped once recovers', async () => {
    const { order } = await prepared();
    cosmos.faults.set({ rules: [{ status: 'drop', count: 1 }] });
    expect((await openShop().orders.get(order.id))?.value).toEqual(order);
  });

  test('a service that is not there', async () => {
    const gone = await startCosmosForTests();
    const orders = cosmosOrders((await gone.connect()).container('orders'));
    await gone.close();

    await expect(orders.get(orderId)).rejects.toMatchObject(unavailable);
    await expect(orders.create(sampleOrder(toCustomerId('x')))).rejects.toMatchObject(unavailable);
  });
});

describe('a write whose answer is lost took effect, and is safe to repeat', () => {
  const losing = async (work: () => Promise<unknown>): Promise<void> => {
    cosmos.faults.set({ rules: [{ status: 'drop', count: 1, applied: 'after' }] });
    await expect(work()).rejects.toMatchObject(unavailable);
    cosmos.faults.clear();
  };

  test('orders.create', async () => {
    const { orders } = openShop();
    const order = sampleOrder(toCustomerId('x'));
    await losing(() => orders.create(order));

    expect(await orders.create(order)).toBe('exists');
    expect((await orders.get(order.id))?.value).toEqual(order);
  });

  test('orders.replace', async () => {
    const { orders } = openShop();
    const order = sampleOrder(toCustomerId('x'));
    const { etag } = effective(await orders.create(order));
    await losing(() => orders.replace({ ...order, note: 'new' }, etag));

    expect(await orders.replace({ ...order, note: 'new' }, etag)).toBe('stale');
    expect((await orders.get(order.id))?.value.note).toBe('new');
  });

  test('stock.adjust', async () => {
    const { stock } = openShop();
    const product = newName();
    await stock.createLevel(product, received(5));
    const adjustment = { delta: 3, idempotencyKey: 'a' };
    await losing(() => stock.adjust(product, adjustment));

    expect((await stock.adjust(product, adjustment)).outcome).toBe('replayed');
    expect((await stock.level(product))?.value).toEqual(received(8));
  });

  test('stock.reserve, stock.release and stock.settle', async () => {
    const { stock } = openShop();
    const product = newName();
    const [first, second] = [sampleOrder(toCustomerId('x')).id, sampleOrder(toCustomerId('x')).id];
    await stock.createLevel(product, received(5));
    await losing(() => stock.reserve(product, first, 2));

    expect(await stock.reserve(product, first, 2)).toEqual({ outcome: 'held', change: undefined });

    await losing(() => stock.release(product, first, 2));
    expect(await stock.release(product, first, 2)).toBeUndefined();

    await stock.reserve(product, second, 1);
    await losing(() => stock.settle(product, second, 1));
    await stock.settle(product, second, 1);

    expect((await stock.level(product))?.value).toEqual({ received: 5, shipped: 1, available: 4, held: 0 });
  });
});

describe('replicas that lag', () => {
  test('a session reads what another process wrote; without it the read may be old', async () => {
    const { orders } = openShop();
    const elsewhere = cosmosOrders((await cosmos.connect()).container('orders'));
    const order = sampleOrder(toCustomerId('x'));
    cosmos.faults.set({ staleReads: { lagMs: 60_000 } });

    const created = effective(await orders.create(order));
    expect(await elsewhere.get(order.id)).toBeUndefined();
    expect((await elsewhere.get(order.id, { session: created.session ?? '' }))?.value).toEqual(order);

    const replaced = effective(await orders.replace({ ...order, note: 'new' }, created.etag));
    const read = await elsewhere.get(order.id, { session: replaced.session ?? '' });
    expect(read).toEqual({ value: { ...order, note: 'new' }, etag: replaced.etag });
  });

  test('the latest read shows what another process wrote, also the second time', async () => {
    const { orders, products } = openShop();
    const elsewhere = await cosmos.connect();
    const ordersElsewhere = cosmosOrders(elsewhere.container('orders'));
    const productsElsewhere = cosmosProducts(elsewhere.container('products'));
    const order = sampleOrder(toCustomerId('x'));
    const product = sampleProduct(newName());
    cosmos.faults.set({ staleReads: { lagMs: 60_000 } });
    const created = effective(await orders.create(order));
    const put = effective(await products.create(product));

    expect(await ordersElsewhere.get(order.id)).toBeUndefined();
    expect(await ordersElsewhere.getLatest(order.id)).toEqual({ value: order, etag: created.etag });
    expect(await productsElsewhere.get(product.id)).toBeUndefined();
    expect(await productsElsewhere.getLatest(product.id)).toEqual(put);

    const replaced = effective(await orders.replace({ ...order, note: 'new' }, created.etag));
    expect((await ordersElsewhere.get(order.id))?.value).not.toHaveProperty('note', 'new');
    expect((await ordersElsewhere.getLatest(order.id))?.etag).toBe(replaced.etag);
  });

  test('a process reads what it wrote itself', async () => {
    const { orders } = openShop();
    const order = sampleOrder(toCustomerId('x'));
    cosmos.faults.set({ staleReads: { lagMs: 60_000 } });
    await orders.create(order);

    expect((await orders.get(order.id))?.value).toEqual(order);
  });
});

describe('cosmosHealth', () => {
  const { signal } = new AbortController();

  test('resolves while the service answers', async () => {
    await cosmosHealth(database).check(signal);
  });

  test('rejects when it does not, within its time limit', async () => {
    cosmos.faults.set({ rules: [{ status: 'delay', delayMs: 20_000 }] });
    const begin = performance.now();

    await expect(cosmosHealth(database).check(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'Unavailable' });
    expect(performance.now() - begin).toBeLessThan(15_000);
  });
});
