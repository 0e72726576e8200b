import { type Lock, listenWithLock } from '../../../../local/functions-host/timer/listen-with-lock.ts';

const PERIOD = 15_000;
const POLL = 5000;

/** A lease as Storage has it: it expires by itself. */
const createLease = () => {
  let holder: string | undefined;
  let until = 0;
  let trouble: Error | undefined;
  const held = () => (Date.now() < until ? holder : undefined);
  return {
    holder: held,
    /** Makes every call reject from now on. */
    break: (error: Error | undefined) => {
      trouble = error;
    },
    acquire: (who: string) => async (): Promise<Lock | undefined> => {
      if (trouble) throw trouble;
      if (held() !== undefined) return undefined;
      holder = who;
      until = Date.now() + PERIOD;
      return {
        renew: async () => {
          if (trouble) throw trouble;
          if (held() !== undefined && holder !== who) return false;
          holder = who;
          until = Date.now() + PERIOD;
          return true;
        },
        release: async () => {
          if (holder === who) until = 0;
        },
      };
    },
  };
};

const stage = () => {
  const lease = createLease();
  const listening = new Set<string>();
  const logged: string[] = [];

  const host = (name: string, options: { drainMs?: number; failures?: number } = {}) => {
    let { failures = 0 } = options;
    let dead = false;
    const taken = lease.acquire(name);
    const listener = listenWithLock({
      name: 'nightly',
      acquire: async () => {
        const lock = await taken();
        return lock && { ...lock, renew: (ms) => (dead ? new Promise(() => {}) : lock.renew(ms)) };
      },
      periodMs: PERIOD,
      pollMs: POLL,
      logger: (level, _category, message) => {
        if (level !== 'debug') logged.push(`${name}: ${message}`);
      },
      start: async () => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('no status');
        }
        listening.add(name);
        return {
          stop: async () => {
            listening.delete(name);
          },
          close: () => new Promise((resolve) => setTimeout(resolve, options.drainMs ?? 0)),
        };
      },
    });
    return {
      ...listener,
      /** `kill -9` as the others see it. */
      die: () => {
        dead = true;
        listening.delete(name);
      },
      end: async () => {
        await listener.stop();
        const closed = listener.close();
        await jest.advanceTimersByTimeAsync(options.drainMs ?? 0);
        await closed;
      },
    };
  };
  return { lease, listening, logged, host, pass: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a listener with a lock', () => {
  test('listens on only one host, for as long as that is alive', async () => {
    const { listening, logged, host, pass } = stage();
    const first = host('a');
    await pass(0);
    const second = host('b');
    await pass(10 * PERIOD);

    expect([...listening]).toEqual(['a']);
    expect(logged).toEqual(['b: Another host has the lock of nightly: this one stands by']);

    await second.end();
    await first.end();
  });

  test('is taken over when the lock of a dead host has expired, not earlier', async () => {
    const { listening, host, pass } = stage();
    const first = host('a');
    await pass(0);
    const second = host('b');
    await pass(1000);
    first.die();
    await pass(PERIOD - 1001);

    expect([...listening]).toEqual([]);

    await pass(POLL + 1);

    expect([...listening]).toEqual(['b']);
    await second.end();
  });

  test('is taken over at the next attempt after a host stops cleanly, once its running work has ended', async () => {
    const { lease, listening, host, pass } = stage();
    const first = host('a', { drainMs: 20_000 });
    await pass(0);
    const second = host('b');
    await pass(0);
    await first.stop();
    await pass(60_000);

    // It is still running, so it renews.
    expect(lease.holder()).toBe('a');

    const closed = first.close();
    await pass(20_000 + POLL);
    await closed;

    expect([...listening]).toEqual(['b']);
    await second.end();
  });

  test('stops when another host has the lock, and stands by', async () => {
    const { lease, listening, logged, host, pass } = stage();
    const first = host('a');
    await pass(0);
    // As if this host had slept for long: its lock expired and another host took it.
    jest.setSystemTime(Date.now() + 2 * PERIOD);
    const other = await lease.acquire('x')();
    await pass(PERIOD / 2);

    expect([...listening]).toEqual([]);
    expect(logged).toEqual(['a: The lock of nightly was lost: this host stands by']);

    await other?.release();
    await pass(POLL + 10);
    expect([...listening]).toEqual(['a']);

    await first.end();
  });

  test('survives storage that is down for less than its lock lasts', async () => {
    const { lease, listening, logged, host, pass } = stage();
    const first = host('a');
    await pass(0);
    lease.break(new Error('away'));
    await pass(PERIOD - 2000);
    lease.break(undefined);
    await pass(PERIOD);

    expect([...listening]).toEqual(['a']);
    expect(logged[0]).toBe('a: The lock of nightly was not renewed, trying again: away');
    expect(lease.holder()).toBe('a');

    await first.end();
  });

  test('stops when it cannot renew its lock in time, and listens again when storage is back', async () => {
    const { lease, listening, host, pass } = stage();
    const first = host('a');
    await pass(0);
    lease.break(new Error('away'));
    await pass(PERIOD);

    expect([...listening]).toEqual([]);

    await pass(PERIOD);
    expect(first.problem()).toBe('away');

    lease.break(undefined);
    await pass(30_000);

    expect([...listening]).toEqual(['a']);
    expect(first.problem()).toBeUndefined();
    await first.end();
  });

  test('releases the lock when it cannot start, logs the reason once, and retries with back-off', async () => {
    const { lease, listening, logged, host, pass } = stage();
    const first = host('a', { failures: 3 });
    await pass(0);

    expect(lease.holder()).toBeUndefined();
    expect(first.problem()).toBe('no status');

    await pass(2000 + 4000);
    expect([...listening]).toEqual([]);

    await pass(8000);

    expect([...listening]).toEqual(['a']);
    expect(logged).toEqual(["a: The listener for function 'nightly' was unable to start, trying again: no status"]);
    await first.end();
  });
});
