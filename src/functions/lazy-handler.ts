import { lazy } from '../lazy.ts';

/** Makes a handler on its first call: loads its module, whose export `name` is a factory that takes what it needs of `deps`. */
export const lazyHandler = <Name extends string, Deps, Handler>(
  load: () => Promise<Record<Name, (deps: NoInfer<Deps>) => Handler>>,
  name: Name,
  deps: () => Promise<Deps>,
): (() => Promise<Handler>) =>
  lazy(async () => {
    const [module, given] = await Promise.all([load(), deps()]);
    return module[name](given);
  });
