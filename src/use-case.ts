import { lazy } from './lazy.ts';

/** A use case that is made on its first call. `prepare` makes it earlier, with the clients that it needs. */
export type UseCase<Args extends unknown[], Result> = {
  (...args: Args): Promise<Result>;
  prepare(): Promise<void>;
};

type Factory<Deps, Args extends unknown[], Result> = (deps: Deps) => (...args: Args) => Promise<Result>;

/** As `useCase`; its code is loaded on its first call as well. */
export const loadedUseCase = <Deps, Args extends unknown[], Result>(
  load: () => Promise<Factory<Deps, Args, Result>>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => {
  const make = lazy(async () => (await load())(await deps()));
  const call = async (...args: Args): Promise<Result> => (await make())(...args);
  const prepare = async (): Promise<void> => {
    await make();
  };
  return Object.assign(call, { prepare });
};

/** Makes the use case of `deps`, once, on its first call. A failure to make it is not kept: the next call tries again. */
export const useCase = <Deps, Args extends unknown[], Result>(
  factory: Factory<Deps, Args, Result>,
  deps: () => Promise<Deps>,
): UseCase<Args, Result> => loadedUseCase(async () => factory, deps);
