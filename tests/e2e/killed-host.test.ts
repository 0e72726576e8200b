import { setTimeout as pause } from 'node:timers/promises';
import { madeUpShop } from '../support/made-up-shop.ts';
import { allConfirmed, replayOn } from '../support/replay-on.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

// A short lock, so that what a worker was processing comes back soon.
beforeAll(async () => {
  stack = await startStack({ queue: { LockDuration: 'PT5S' } });
});

afterAll(() => stack.close());

/** So that the host is killed while it places some orders and processes others. */
const untilPlaced = async (count: number): Promise<void> => {
  const placed = (): number => stack.log.filter((line) => line.includes('order_placed')).length;
  for (const end = Date.now() + 120_000; placed() < count && Date.now() < end; ) await pause(5);
};

test('with the host killed in the middle and started again, every order settles and the books balance', async () => {
  const placing = replayOn(stack, madeUpShop(120), { concurrency: 32, stock: 'enough' });
  for (const count of [20, 70]) {
    await untilPlaced(count);
    await stack.killHost();
    await stack.restartHost();
  }
  expect(await placing).toMatchObject(allConfirmed(120));
});
