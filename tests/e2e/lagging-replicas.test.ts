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

test('with replicas that lag half a second, every order settles and the books balance', async () => {
  stack.cosmos.faults.set({ staleReads: { lagMs: 500 } });
  expect(await replayOn(stack, madeUpShop(40), { concurrency: 8, stock: 'enough' })).toMatchObject(allConfirmed(40));
});
