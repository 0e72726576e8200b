import { type Occasion, runBySchedule } from '../../../../local/functions-host/timer/run-by-schedule.ts';
import { parseSchedule } from '../../../../local/functions-host/timer/schedule.ts';
import type { ScheduleStatus } from '../../../../local/functions-host/timer/schedule-status.ts';

const at = (text: string) => new Date(`2026-11-24T${text}Z`);

/** The minutes past noon at which it ran, on a fake clock that starts at noon. */
const stage = async (
  options: { stored?: ScheduleStatus; runOnStartup?: boolean; takes?: readonly number[]; cron?: string } = {},
) => {
  const { takes = [] } = options;
  let { stored } = options;
  const runs: (Occasion & { minute: number })[] = [];
  const logged: string[] = [];
  const schedule = parseSchedule(options.cron ?? '0 * * * * *', 'UTC', []);
  if (schedule === undefined) throw new Error('no schedule');
  let failing = false;
  const listener = await runBySchedule({
    name: 'tick',
    schedule,
    runOnStartup: options.runOnStartup ?? false,
    monitor: {
      readStatus: async () => stored,
      writeStatus: async (status) => {
        if (failing) throw new Error('no storage');
        stored = status;
      },
    },
    fire: async (occasion) => {
      runs.push({ ...occasion, minute: (Date.now() - at('12:00').getTime()) / 60_000 });
      const minutes = takes[runs.length - 1] ?? 0;
      if (minutes > 0) await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
    },
    logger: (_level, _category, message) => logged.push(message),
  });
  return {
    listener,
    runs,
    logged,
    stored: () => stored,
    fail: () => {
      failing = true;
    },
    minutes: (count: number) => jest.advanceTimersByTimeAsync(count * 60_000),
  };
};

beforeEach(() => {
  jest.useFakeTimers({ now: at('12:00') });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a timer', () => {
  test('runs at each of its times and stores when it ran', async () => {
    const { listener, runs, stored, minutes } = await stage();
    expect(stored()).toEqual({ last: undefined, next: at('12:01'), lastUpdated: at('12:00') });
    await minutes(2);

    expect(runs).toEqual([
      { minute: 1, status: { last: undefined, next: at('12:01'), lastUpdated: undefined } },
      { minute: 2, status: { last: at('12:01'), next: at('12:02'), lastUpdated: at('12:01') } },
    ]);
    expect(stored()).toEqual({ last: at('12:02'), next: at('12:03'), lastUpdated: at('12:02') });

    await listener.stop();
    await listener.close();
    await minutes(5);

    expect(runs).toHaveLength(2);
  });

  test('runs once at once for all times missed while no host ran, then by its schedule', async () => {
    const stored = { last: at('11:30'), next: at('11:31'), lastUpdated: at('11:30') };
    const { listener, runs, minutes } = await stage({ stored, runOnStartup: true });
    await minutes(1);

    expect(runs).toEqual([
      { minute: 0, missed: at('11:31'), status: stored },
      { minute: 1, status: { last: at('12:00'), next: at('12:01'), lastUpdated: at('12:00') } },
    ]);
    await listener.stop();
  });

  test('runs at startup if set to', async () => {
    const { listener, runs, minutes } = await stage({ runOnStartup: true });
    await minutes(0);

    expect(runs).toEqual([expect.objectContaining({ minute: 0, onStartup: true })]);
    await listener.stop();
  });

  test('runs within a minute after a sleep that it missed a time in, and says that it is late', async () => {
    const { listener, runs, logged, stored, minutes } = await stage({ cron: '0 0 13 * * *' });
    await minutes(10);
    // The clock moves on, timers do not.
    jest.setSystemTime(at('14:30'));
    await minutes(1);

    expect(runs).toEqual([
      { minute: 151, missed: at('13:00'), status: expect.objectContaining({ next: at('13:00') }) },
    ]);
    expect(logged).toEqual(["Function 'tick' is past due. Executing now."]);
    expect(stored()).toMatchObject({ last: at('14:31'), next: new Date('2026-11-25T13:00Z') });

    await listener.stop();
  });

  test('is on time after a sleep that ended before its time', async () => {
    const { listener, runs, minutes } = await stage({ cron: '0 0 13 * * *' });
    jest.setSystemTime(at('12:58:30'));
    await minutes(2);

    expect(runs).toEqual([{ minute: 60, status: expect.objectContaining({ next: at('13:00') }) }]);
    await listener.stop();
  });

  test('runs once more at once after a run that lasted over several of its times', async () => {
    const { listener, runs, minutes } = await stage({ takes: [3.5] });
    await minutes(6);

    expect(runs.map(({ minute }) => minute)).toEqual([1, 4.5, 5, 6]);
    expect(runs.map(({ missed }) => missed)).toStrictEqual([undefined, undefined, undefined, undefined]);
    await listener.stop();
  });

  test('continues when its status cannot be written, and logs it', async () => {
    const { listener, runs, logged, fail, minutes } = await stage();
    fail();
    await minutes(2);

    expect(runs).toHaveLength(2);
    expect(logged).toContain("Function 'tick' failed to update the timer trigger status: no storage");
    await listener.stop();
  });

  test('finishes its run when it is stopped, and stores that', async () => {
    const { listener, runs, stored, minutes } = await stage({ takes: [2] });
    await minutes(1.5);
    await listener.stop();
    const closed = listener.close();
    await minutes(10);
    await closed;

    expect(runs).toHaveLength(1);
    expect(stored()).toMatchObject({ last: at('12:01') });
  });
});
