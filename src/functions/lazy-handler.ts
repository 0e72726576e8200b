import { lazy } from '../lazy.ts';

/**
 * A handler that is created on its first call. Its module is loaded then; the export `name` is a
 * factory that takes what it needs of `deps`.
 */
export const lazyHandler = <Name extends string, Deps, Handler>(
  load: () => Promise<Record<Name, (deps: NoInfer<Deps>) => Handler>>,
  name: Name,
  deps: () => Promise<Deps>,
): (() => Promise<Handler>) =>
  lazy(async () => {
    const [module, given] = await Promise.all([load(), deps()]);
    return module[name](given);
  });
