import { lazy } from '../lazy.ts';

/** Creates a handler on its first call, from the factory that its module exports as `name`. */
export const lazyHandler = <Name extends string, Deps, Handler>(
  load: () => Promise<Record<Name, (deps: NoInfer<Deps>) => Handler>>,
  name: Name,
  deps: () => Promise<Deps>,
): (() => Promise<Handler>) =>
  lazy(async () => {
    const [module, dependencies] = await Promise.all([load(), deps()]);
    return module[name](dependencies);
  });
