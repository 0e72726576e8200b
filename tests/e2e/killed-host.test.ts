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

test('with the host killed in the middle and started again, every order settles and the books balance', async () => {
  const placing = replayOn(stack, madeUpShop(120), { concurrency: 32, stock: 'enough' });
  for (let kills = 0; kills < 2; kills++) {
    await pause(1500);
    await stack.killHost();
    await stack.restartHost();
  }
  expect(await placing).toMatchObject(allConfirmed(120));
});
