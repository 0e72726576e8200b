import { madeUpShop } from '../support/made-up-shop.ts';
import { replayOn } from '../support/replay-on.ts';
import { simulateOrders } from '../support/simulate-orders.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

beforeEach(async () => {
  stack = await startStack();
});

afterEach(() => stack.close());

test('one after the other, the confirmed orders are exactly those of a sequential simulation', async () => {
  const shop = madeUpShop(60);
  const { outcomes, ok } = await replayOn(stack, shop, { concurrency: 1, stock: 'file' });
  const confirmed = outcomes.filter(({ status }) => status === 'confirmed').map(({ number }) => Number(number));
  const expected = [...simulateOrders(shop).confirmed];

  expect(ok).toBe(true);
  expect(confirmed.length).toBeGreaterThan(10);
  expect(confirmed.length).toBeLessThan(60);
  expect(confirmed.sort()).toEqual(expected.sort());
});

test('a second replay answers every order as replayed and creates none', async () => {
  const shop = madeUpShop(40);
  await replayOn(stack, shop, { concurrency: 8, stock: 'enough' });
  const again = await replayOn(stack, shop, { concurrency: 8, stock: 'enough' });

  expect(again).toMatchObject({ ok: true, orders: { created: 0, replayed: 40, confirmed: 40 } });
});
