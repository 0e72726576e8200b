import { repeatWhileUnavailable } from '../../src/application/repeat-while-unavailable.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';

/** A clock that moves only while somebody waits. */
const openDeps = () => {
  const clock = settableClock();
  const start = clock().getTime();
  const pause = async (ms: number): Promise<void> => clock.advance(ms);
  return { clock, pause, random: () => 0, elapsedMs: () => clock().getTime() - start };
};

const down = () => Promise.reject(new Unavailable('cosmos'));

test('work is repeated until the service is back', async () => {
  const { elapsedMs, ...deps } = openDeps();
  const work = jest
    .fn(async () => 'done')
    .mockImplementationOnce(down)
    .mockImplementationOnce(down);

  expect(await repeatWhileUnavailable(deps, work)).toBe('done');
  expect(elapsedMs()).toBe(750);
});

test('it is given up after about half a minute', async () => {
  const { elapsedMs, ...deps } = openDeps();
  const work = jest.fn(down);

  await expect(repeatWhileUnavailable(deps, work)).rejects.toThrow('cosmos');
  expect(work).toHaveBeenCalledTimes(8);
  expect(elapsedMs()).toBe(23_750);
});

test('the time that the service takes to fail counts', async () => {
  const deps = openDeps();
  const work = jest.fn(() => {
    deps.clock.advance(6_000);
    return down();
  });

  await expect(repeatWhileUnavailable(deps, work)).rejects.toThrow('cosmos');
  expect(work).toHaveBeenCalledTimes(5);
});

test('it ends, even if the clock stands still', async () => {
  const work = jest.fn(down);

  await expect(repeatWhileUnavailable({ ...openDeps(), pause: async () => {} }, work)).rejects.toThrow('cosmos');
  expect(work).toHaveBeenCalledTimes(11);
});

test('any other error is final', async () => {
  const work = jest.fn(() => Promise.reject(new Error('odd')));

  await expect(repeatWhileUnavailable(openDeps(), work)).rejects.toThrow('odd');
  expect(work).toHaveBeenCalledTimes(1);
});
