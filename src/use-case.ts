import type { Telemetry } from './application/ports/telemetry.ts';
import { lazy } from './lazy.ts';

/** A use case that is created on its first call. `prepare` creates it and its clients earlier. */
export type UseCase<Args extends unknown[], Result> = {
  (...args: Args): Promise<Result>;
  prepare(): Promise<void>;
  /** From now on, each call is a span of this name. */
  trace(telemetry: Telemetry, name: string): void;
};

type Factory<Deps, Args extends unknown[], Result> = (deps: Deps) => (...args: Args) => Promise<Result>;

export const asUseCase = <Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  prepare: () => Promise<void>,
): UseCase<Args, Result> => {
  let run = call;
  const trace = (telemetry: Telemetry, name: string): void => {
    run = (...args) => telemetry.span(name, {}, () => call(...args));
  };
  return Object.assign((...args: Args) => run(...args), { prepare, trace });
};

/** As `useCase`, but its code is also loaded on the first call. */
export const loadedUseCase = <Deps, Args extends unknown[], Result>(
  load: () => Promise<Factory<Deps, Args, Result>>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => {
  const create = lazy(async () => (await load())(await deps()));
  const prepare = async (): Promise<void> => {
    await create();
  };
  return asUseCase(async (...args: Args) => (await create())(...args), prepare);
};

/** Creates the use case on its first call. If that fails, the next call tries again. */
export const useCase = <Deps, Args extends unknown[], Result>(
  factory: Factory<Deps, Args, Result>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => loadedUseCase(async () => factory, deps);
