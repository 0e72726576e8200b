import { lazy } from './lazy.ts';

/** A use case that is created on its first call. `prepare` creates it and its clients earlier. */
export type UseCase<Args extends unknown[], Result> = {
  (...args: Args): Promise<Result>;
  prepare(): Promise<void>;
};

type Factory<Deps, Args extends unknown[], Result> = (deps: Deps) => (...args: Args) => Promise<Result>;

/** As `useCase`, but its code is also loaded on the first call. */
export const loadedUseCase = <Deps, Args extends unknown[], Result>(
  load: () => Promise<Factory<Deps, Args, Result>>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => {
  const create = lazy(async () => (await load())(await deps()));
  const call = async (...args: Args): Promise<Result> => (await create())(...args);
  const prepare = async (): Promise<void> => {
    await create();
  };
  return Object.assign(call, { prepare });
};

/** Creates the use case on its first call. If that fails, the next call tries again. */
export const useCase = <Deps, Args extends unknown[], Result>(
  factory: Factory<Deps, Args, Result>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => loadedUseCase(async () => factory, deps);
