import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError, Unavailable } from '../../../src/domain/errors.ts';
import type { Decide } from '../decisions.ts';
import type { Instance } from '../processes.ts';
import type { Session } from '../replicas.ts';
import type { EventTask, Role } from './event-task.ts';

export type Invocation<H, T> = {
  name: string;
  role: Role;
  work: (host: H, task: EventTask) => Promise<T>;
  ended?: (value: T) => void;
  failed?: (error: unknown) => void;
  crashed?: () => void;
  stalled?: () => void;
};

type Deps<H> = {
  decide: Decide;
  now: () => number;
  /** How many writes of endpoints there have been. */
  step: () => number;
  isCalm: () => boolean;
  broken: (what: string) => void;
  /** A host that has just started. */
  open: (session: Session) => H;
};

const names = ['host-1', 'host-2'] as const;

/** Errors that make the caller try again. */
const isExpected = (error: unknown): boolean =>
  error instanceof DomainError ||
  error instanceof Unavailable ||
  (error instanceof Error && error.message.includes('kept changing'));

const running = new AsyncLocalStorage<EventTask>();

/** The task that makes a call. */
export const currentTask = (): EventTask => {
  const task = running.getStore();
  if (!task) throw new Error('Nothing runs.');
  return task;
};

/** The effect as the task that runs now, whoever starts it. */
export const bindToTask = <T>(effect: () => T): (() => T) => {
  const task = running.getStore();
  return task ? () => running.run(task, effect) : effect;
};

/** Two hosts. Each has its own memory, which a crash clears. */
export const hosts = <H>({ decide, now, step, isCalm, broken, open }: Deps<H>) => {
  const opened = new Map<string, H>();
  const instances = names.map(
    (name): Instance => ({
      name,
      tasks: new Set(),
      session: new Map(),
      restarted: () => void opened.delete(name),
    }),
  );

  const hostOf = ({ name, session }: Instance): H => {
    const host = opened.get(name) ?? open(session);
    opened.set(name, host);
    return host;
  };

  const spawn = <T>({ name, role, work, ...reactions }: Invocation<H, T>): void => {
    const instance = instances[decide('home', instances.length)] ?? instances[0];
    if (!instance) throw new Error('There is no host.');
    const stalled = (): void => {
      task.stalledAt = now();
      reactions.stalled?.();
    };
    const crashed = reactions.crashed ?? (() => {});
    const task: EventTask = {
      name: `${name} on ${instance.name}`,
      role,
      since: step(),
      inCalm: isCalm(),
      instance,
      orderId: () => undefined,
      crashed,
      stalled,
      dead: false,
    };
    instance.tasks.add(task);
    const end = (settle: () => void): void => {
      if (task.dead) return;
      instance.tasks.delete(task);
      running.run(task, settle);
    };
    running.run(task, () =>
      work(hostOf(instance), task).then(
        (value) => end(() => reactions.ended?.(value)),
        (error) =>
          end(() => {
            if (!isExpected(error)) broken(`${name} threw ${String(error)}`);
            reactions.failed?.(error);
          }),
      ),
    );
  };

  return { spawn };
};
