import { scene } from '../adapters/sharp/test-images.ts';
import { httpApi } from '../support/http-api.ts';
import { madeUpShop } from '../support/made-up-shop.ts';
import { allConfirmed, replayOn } from '../support/replay-on.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

const admin = ['root', 'admin'] as const;

let stack: Stack;
let here: ReturnType<typeof httpApi>;
/** Another instance of the app: its session has not seen what is written `here`. */
let there: ReturnType<typeof httpApi>;

// A short lock, so that what a worker was processing comes back soon.
beforeAll(async () => {
  stack = await startStack({ queue: { LockDuration: 'PT5S' }, storage: true });
  here = httpApi(stack);
  // It must not see orders by processing them.
  const url = await stack.startOtherHost({ 'AzureWebJobs.processOrder.Disabled': 'true' });
  there = httpApi({ ...stack, url });
});

afterEach(() => stack.cosmos.faults.clear());

afterAll(() => stack.close());

const putProduct = (api: typeof here, id: string, details: object) =>
  api.call('PUT', `/products/${id}`, {
    as: admin,
    body: { name: id, price: { amount: 1250, currency: 'EUR' }, ...details },
  });

test('with replicas that lag half a second, every order settles and the books balance', async () => {
  stack.cosmos.faults.set({ staleReads: { lagMs: 500 } });
  expect(await replayOn(stack, madeUpShop(40), { concurrency: 8, stock: 'enough' })).toMatchObject(allConfirmed(40));
});

test.each([
  ['price_changed', { price: { amount: 1300, currency: 'EUR' } }],
  ['product_not_available', { active: false }],
  ['currency_mismatch', { price: { amount: 1250, currency: 'USD' } }],
])('a repeat gets its order and not %s, though its replica lags by two seconds', async (code, change) => {
  const [changing, other] = [`changing-${code.replaceAll('_', '-')}`, `other-${code.replaceAll('_', '-')}`];
  await here.product(changing, 10);
  await here.product(other, 10);
  const order = {
    items: [changing, other].map((productId) => ({ productId, quantity: 1 })),
    shippingAddress: { recipient: 'Ana', line1: 'Avda. 1', city: 'México D.F.', country: 'MX' },
    expectedTotal: 2500,
  };
  const place = (api: typeof here, key: string) =>
    api.call('POST', '/orders', { as: ['alice'], headers: { 'idempotency-key': key }, body: order });

  stack.cosmos.faults.set({ staleReads: { lagMs: 2000 } });
  const placed = await place(here, `first-${code}`);
  await putProduct(there, changing, change);
  const repeated = await place(there, `first-${code}`);
  const unknown = await place(there, `second-${code}`);

  expect(placed.status).toBe(201);
  expect(repeated).toMatchObject({ status: 201, body: { id: placed.body.id } });
  expect(repeated.headers.get('idempotency-replayed')).toBe('true');
  expect(unknown).toMatchObject({ status: 409, body: { code } });
});

test('with replicas that lag two seconds, every upload is processed, whichever instance gets it', async () => {
  await here.product('poster', 1);
  const original = await scene({ width: 60, height: 40 }).jpeg().toBuffer();
  stack.cosmos.faults.set({ staleReads: { lagMs: 2000 } });
  const images = await Promise.all(Array.from({ length: 12 }, () => here.upload('poster', original)));
  const processed = await Promise.all(images.map((imageId) => here.untilProcessed('poster', imageId, 30_000)));

  expect(processed.map(({ status }) => status)).toEqual(images.map(() => 'ready'));
});
