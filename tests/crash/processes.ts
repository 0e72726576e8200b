import { Unavailable } from '../../src/domain/errors.ts';
import type { Decide } from './decisions.ts';
import type { Session } from './replicas.ts';

/** What happens to one call of a port. `stall`: it waits until the current order is finished. */
export const fates = ['go', 'crash before', 'crash after', 'fail before', 'fail after', 'stall'] as const;

export type Fate = (typeof fates)[number];

const remarks: Record<Fate, string> = {
  go: '',
  'crash before': ', but before that',
  'crash after': ', and after that',
  'fail before': ' fails without effect',
  'fail after': ' takes effect, but its answer is lost',
  stall: ' at last',
};

/** A process of the app. A crash ends everything that runs in it. */
export type Instance = {
  readonly name: string;
  tasks: Set<Task>;
  readonly session: Session;
  /** Called when it has crashed and starts again. */
  readonly restarted?: () => void;
};

/** One invocation: a request, a message or a tick. */
export type Task = {
  readonly name: string;
  readonly instance: Instance;
  /** The order that it works on, if known. */
  readonly orderId: () => string | undefined;
  readonly crashed: () => void;
  readonly stalled: () => void;
  dead: boolean;
  /** When its last call stalled. */
  stalledAt?: number;
};

/** A call that is about to be made. */
export type Point = { readonly task: Task; readonly label: string; fate: Fate; readonly resume: () => void };

/** What happens to most calls while a dependency is down: they fail or crash their caller. */
const outageFates = ['go', 'fail before', 'crash before', 'fail after', 'crash after'] as const;

type ProcessesStats = { portCalls: number; crashes: number; failedCalls: number; stalls: number };

type ProcessesDeps = {
  outage: string | undefined;
  decide: Decide;
  stats: ProcessesStats;
  note: (text: string) => void;
  /** Calls that never stall, because they have a deadline. */
  bounded?: readonly string[];
  /** Lets an effect run as its task, though the scheduler starts it. */
  bind?: <T>(effect: () => T) => () => T;
};

const streams = ['listDue', 'listConfirmed', 'listHeld', 'listLevels', 'listAvailability', 'listChanged'];

/**
 * Every call of a port waits until the scheduler resumes it. It may fail, stall or crash its
 * process.
 */
export const processes = ({ outage, decide, stats, note, bounded = [], bind = (effect) => effect }: ProcessesDeps) => {
  const points: Point[] = [];
  let calm = false;

  const crash = (instance: Instance): void => {
    stats.crashes += 1;
    note(`${instance.name} crashes`);
    for (const task of instance.tasks) task.dead = true;
    for (const { task } of points.filter(({ task }) => task.dead)) note(`${task.name} is gone`);
    points.splice(0, points.length, ...points.filter(({ task }) => !task.dead));
    const gone = [...instance.tasks];
    instance.tasks.clear();
    instance.session.clear();
    instance.restarted?.();
    for (const task of gone) task.crashed();
  };

  const fateOf = (label: string): Fate =>
    (label === outage
      ? outageFates[decide('outage', outageFates.length)]
      : fates[decide('fate', fates.length - (bounded.includes(label) ? 1 : 0))]) ?? 'go';

  const failure = (label: string): Unavailable => {
    stats.failedCalls += 1;
    return new Unavailable(label);
  };

  /** Settles as the effect does, or never if the process ends. */
  const call = <T>(task: Task, label: string, effect: () => Promise<T>): Promise<T> => {
    stats.portCalls += 1;
    if (calm && !task.dead) {
      note(`${task.name}: ${label}`);
      return effect();
    }
    const take = bind(effect);
    return new Promise((resolve, reject) => {
      if (task.dead) return;
      const after = (settle: () => void): void => {
        if (point.fate === 'crash after') crash(task.instance);
        else if (point.fate === 'fail after') reject(failure(label));
        else if (!task.dead) settle();
      };
      const resume = (): void => {
        note(`${task.name}: ${label}${remarks[point.fate]}`);
        if (point.fate === 'crash before') crash(task.instance);
        else if (point.fate === 'fail before') reject(failure(label));
        else
          take().then(
            (result) => after(() => resolve(result)),
            (error) => after(() => reject(error)),
          );
      };
      const point: Point = { task, label, fate: fateOf(label), resume };
      points.push(point);
      if (point.fate !== 'stall') return;
      stats.stalls += 1;
      note(`${task.name} stalls before ${label}`);
      task.stalled();
    });
  };

  /** The port as a task sees it: the one that makes the call. */
  const gated = <P extends object>(currentTask: () => Task, name: string, port: P): P =>
    new Proxy(port, {
      get: (target, method, receiver) => {
        const effect: unknown = Reflect.get(target, method, receiver);
        if (typeof effect !== 'function') return effect;
        const label = `${name}.${String(method)}`;
        if (!streams.includes(String(method))) {
          return (...args: unknown[]) => call(currentTask(), label, async () => Reflect.apply(effect, target, args));
        }
        return async function* (...args: unknown[]) {
          yield* await call(currentTask(), label, async () => Reflect.apply(effect, target, args));
        };
      },
    });

  return {
    points,
    call,
    gated,
    /** Removes the point from the waiting ones and lets the call happen. */
    resume: (point: Point): void => {
      points.splice(points.indexOf(point), 1);
      point.resume();
    },
    /** Nothing goes wrong from now on. */
    beCalm: (): void => {
      calm = true;
      for (const point of points) if (point.fate !== 'stall') point.fate = 'go';
    },
  };
};
