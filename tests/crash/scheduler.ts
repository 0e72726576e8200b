import { setImmediate } from 'node:timers';
import type { Decide } from './decisions.ts';
import type { Point, Task } from './processes.ts';

const MAX_STEPS = 1_500;

export type Option = () => void;

/** What is scheduled. */
type Scheduled = {
  running: { readonly points: Point[]; resume: (point: Point) => void };
  decide: Decide;
  broken: () => string | undefined;
};

/** Runs everything that does not wait for the scheduler. */
export const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Cheaper than draining, and enough if the running task reaches its next call. */
const hopped = async (hops: number): Promise<void> => {
  for (let hop = 0; hop < hops; hop++) await undefined;
};

/**
 * Everything may go wrong that the decisions choose among the options: all that can happen after
 * the last task has run. `hops`: the microtasks within which a task reaches its next call.
 */
export const runChaos = async (
  { running, decide, broken }: Scheduled,
  hops: number,
  optionsAfter: (last: Task | undefined, resume: (point: Point) => void) => readonly Option[],
): Promise<void> => {
  let last: Task | undefined;
  const resume = (point: Point): void => {
    last = point.task;
    running.resume(point);
  };
  for (let step = 0; step < MAX_STEPS && broken() === undefined; step++) {
    const options = optionsAfter(last, resume);
    if (options.length === 0) return;
    options[decide('pick', options.length)]?.();
    await hopped(hops);
    if (!running.points.some(({ task }) => task === last)) await drained();
  }
};

export const wakeStalled = async ({ running, broken }: Scheduled, untilQuiet: () => Promise<void>): Promise<void> => {
  for (let [point] = running.points; point; [point] = running.points) {
    point.fate = 'go';
    await untilQuiet();
    if (broken() !== undefined) return;
  }
};
