import { createSettlementQueue } from '../../../local/functions-host/service-bus/settlement-queue.ts';

const deferred = () => {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

const ticks = async () => {
  for (let count = 0; count < 20; count += 1) await Promise.resolve();
};

describe('the settlement queue', () => {
  test('starts no settlement before the previous one is answered', async () => {
    const queue = createSettlementQueue(() => {});
    const first = deferred();
    const begun: string[] = [];
    const one = queue.add(() => {
      begun.push('one');
      return first.promise;
    });
    const two = queue.add(async () => void begun.push('two'));
    await ticks();

    expect(begun).toEqual(['one']);

    first.resolve();
    await Promise.all([one, two]);
    expect(begun).toEqual(['one', 'two']);
  });

  test('continues after one that fails, which rejects for its own caller', async () => {
    const queue = createSettlementQueue(() => {});
    const lost = queue.add(() => Promise.reject(new Error('lock lost')));
    const next = queue.add(() => Promise.resolve());

    await expect(lost).rejects.toThrow('lock lost');
    await expect(next).resolves.toBeUndefined();
    await expect(queue.done()).resolves.toBeUndefined();
  });

  test('gives up waiting for an answer that does not come, but not on the settlement', async () => {
    jest.useFakeTimers();
    try {
      const onLate = jest.fn();
      const queue = createSettlementQueue(onLate);
      const late = deferred();
      const one = queue.add(() => late.promise);
      const two = queue.add(() => Promise.resolve());
      await jest.advanceTimersByTimeAsync(2000);
      await expect(two).resolves.toBeUndefined();
      expect(onLate).toHaveBeenCalledTimes(1);
      late.resolve();
      await expect(one).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
