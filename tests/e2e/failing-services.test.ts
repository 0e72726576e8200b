import { madeUpShop } from '../support/made-up-shop.ts';
import { allConfirmed, replayOn } from '../support/replay-on.ts';
import { type Stack, startStack } from '../support/stack.ts';

// Usually two minutes. Repeated dropped connections cost a busy machine far more.
const SETTLE_SECONDS = 400;
jest.setTimeout((SETTLE_SECONDS + 60) * 1000);

let stack: Stack;

// A short lock, so that what a worker was processing comes back soon.
beforeAll(async () => {
  stack = await startStack({ queue: { LockDuration: 'PT5S' } });
});

afterAll(() => stack.close());

test('with a fifth of all calls to Cosmos DB and Service Bus failing, every order settles and the books balance', async () => {
  stack.cosmos.faults.set({
    seed: 7,
    rules: [
      { status: 503, rate: 0.07, applied: 'after' },
      { status: 429, rate: 0.07, retryAfterMs: 20 },
      { status: 'drop', rate: 0.03, applied: 'before' },
      { status: 'drop', rate: 0.03, applied: 'after' },
    ],
  });
  stack.serviceBus.faults.set({
    seed: 7,
    rules: [
      { fault: 'reject-send', rate: 0.1 },
      { fault: 'drop-connection', rate: 0.05, operations: ['send', 'schedule'], applied: 'before' },
      { fault: 'drop-connection', rate: 0.05, operations: ['send', 'schedule', 'settle'], applied: 'after' },
    ],
  });
  const placing = replayOn(stack, madeUpShop(20), {
    concurrency: 8,
    stock: 'enough',
    settleTimeoutSeconds: SETTLE_SECONDS,
  });

  expect(await placing).toMatchObject(allConfirmed(20));
  expect(stack.cosmos.faults.get().struck).toBeGreaterThan(20);
  expect(stack.serviceBus.faults.get().struck).toBeGreaterThan(5);
});
