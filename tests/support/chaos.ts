import type fc from 'fast-check';
import { DomainError } from '../../src/domain/errors.ts';

class Crash extends Error {}

/** Adds a scheduling point, and sometimes a fault, before and after every call of a port. */
export const chaotic = (
  scheduler: fc.Scheduler,
  faults: Iterator<boolean>,
  isCalm: () => boolean,
  exempt: readonly string[] = ['listDue', 'listHeld', 'listLevels', 'listConfirmed', 'listAvailability'],
) => {
  const point = async (label: string) => {
    if (isCalm()) return;
    await scheduler.schedule(Promise.resolve(), label);
    if (faults.next().value) throw new Crash(label);
  };
  return <P extends object>(name: string, port: P): P =>
    new Proxy(port, {
      get: (target, method, receiver) => {
        const call: unknown = Reflect.get(target, method, receiver);
        if (typeof call !== 'function' || exempt.includes(String(method))) return call;
        return async (...args: unknown[]) => {
          await point(`${name}.${String(method)} before`);
          const result: unknown = await Reflect.apply(call, target, args);
          await point(`${name}.${String(method)} after`);
          return result;
        };
      },
    });
};

export const expectRefusalOrCrash = (error: unknown): void => {
  if (!(error instanceof Crash) && !(error instanceof DomainError)) throw error;
};
