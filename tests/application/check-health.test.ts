import { checkHealth } from '../../src/application/check-health.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';

const good = { name: 'good', check: async () => {} };
const bad = { name: 'bad', check: async () => Promise.reject(new Error('down')) };

test('names the dependencies that fail, and no other', async () => {
  const clock = settableClock();
  expect(await checkHealth({ dependencies: [good, bad, good], clock })()).toEqual({ ready: false, failing: ['bad'] });
  expect(await checkHealth({ dependencies: [good, good], clock })()).toEqual({ ready: true, failing: [] });
});

test('a dependency that does not answer within three seconds fails, and its check is aborted', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  try {
    let told: AbortSignal | undefined;
    const hanging = {
      name: 'hanging',
      check: (signal: AbortSignal) => {
        told = signal;
        return new Promise<void>(() => {});
      },
    };
    const health = checkHealth({ dependencies: [good, hanging], clock: settableClock() })();
    await jest.advanceTimersByTimeAsync(2999);
    expect(told?.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await health).toEqual({ ready: false, failing: ['hanging'] });
    expect(told?.aborted).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

test('an answer is reused for five seconds, and no longer', async () => {
  const clock = settableClock();
  let asked = 0;
  const counting = {
    name: 'counting',
    check: async () => {
      asked += 1;
    },
  };
  const health = checkHealth({ dependencies: [counting], clock });
  await health();
  clock.advance(4999);
  await health();

  expect(asked).toBe(1);

  clock.advance(1);
  await health();
  expect(asked).toBe(2);
});
