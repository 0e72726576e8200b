import type { HttpHandler } from '@azure/functions';
import { lazy } from '../../lazy.ts';
import { lazyHandler } from '../lazy-handler.ts';
import type { Endpoint } from './api.ts';
import type { EndpointDeps, RoutedDeps } from './endpoint.ts';
import { type Route, routes, unmatchedRoute } from './routes.ts';

const allRoutes = { ...routes, unmatchedRoute };

type Name = keyof typeof allRoutes;

/** Probes send no key. A wrong path gets its 404 with or without one. */
const WITHOUT_KEY: readonly Name[] = ['healthLive', 'healthReady', 'unmatchedRoute'];

/** A module per function that exports `{name}Endpoint`, a factory that takes `Deps`. */
type Modules<Names extends Name, Deps> = {
  readonly [N in Names]: () => Promise<Record<`${N}Endpoint`, (deps: Deps) => Endpoint>>;
};

type UseCases = Readonly<Partial<Record<string, { prepare(): Promise<void> }>>>;

type HttpFunction = Route & { name: Name; authLevel: 'anonymous' | 'function'; handler: HttpHandler };

/** What all endpoints share is loaded on the first request, together with the endpoint itself. */
const lazyEndpoint = (load: () => Promise<Endpoint>, wrapper: RoutedDeps): HttpHandler => {
  const create = lazy(async () => {
    const shared = import('./endpoint.ts');
    // Its failure is answered by `endpoint`, which loads again.
    void load().catch(() => {});
    return (await shared).endpoint(load, wrapper);
  });
  return async (request, context) => (await create())(request, context);
};

const functionsOf = <Names extends Name, Deps>(
  modules: Modules<Names, Deps>,
  depsOf: (name: Names) => Promise<Deps>,
  wrapper: EndpointDeps,
): HttpFunction[] => {
  const isMine = (name: string): name is Names => name in modules;
  return Object.keys(allRoutes)
    .filter(isMine)
    .map((name) => ({
      ...allRoutes[name],
      name,
      authLevel: WITHOUT_KEY.includes(name) ? 'anonymous' : 'function',
      handler: lazyEndpoint(
        lazyHandler(modules[name], `${name}Endpoint` as const, () => depsOf(name)),
        { ...wrapper, route: allRoutes[name].route },
      ),
    }));
};

/**
 * The functions behind the routes. Every route must have its module in one of the two tables. An
 * endpoint gets use cases, which are loaded on its first request; a standalone one needs none.
 */
export const httpFunctions = <App extends UseCases, Standalone extends Name, Files>({
  useCases,
  endpoints,
  standalone,
  files,
  ...wrapper
}: EndpointDeps & {
  useCases: () => Promise<App>;
  endpoints: Modules<Exclude<Name, Standalone>, NoInfer<App>>;
  standalone: Modules<Standalone, NoInfer<Files>>;
  files: Files;
}): HttpFunction[] => {
  /** Prepares the use case of the same name: what that starts runs on during the token check. */
  const loadPrepared = async (name: string): Promise<App> => {
    const app = await useCases();
    const byName: UseCases = app;
    await byName[name]?.prepare();
    return app;
  };
  return [...functionsOf(endpoints, loadPrepared, wrapper), ...functionsOf(standalone, async () => files, wrapper)];
};
