import { byName } from '../by-name.ts';
import type { RegisteredFunction } from '../core-module.ts';
import { type RouteMatcher, type RouteParams, routeMatcher } from './route-template.ts';

export type HttpFunction = { target: RegisteredFunction; route: string; methods: readonly string[] };
type Route = HttpFunction & { match: RouteMatcher };
export type Routed = { target: RegisteredFunction; params: RouteParams };

const intersect = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 || other.length === 0 || one.some((method) => other.includes(method));

/** The routes that the real host would not accept, one sentence each. */
export const routeProblems = (functions: readonly HttpFunction[]): string[] => {
  const problems: string[] = [];
  for (const [index, { target, route, methods }] of functions.entries()) {
    const { name } = target.metadata;
    if (/^(admin|runtime)/i.test(route)) {
      problems.push(`${name}: the route "${route}" conflicts with one or more built in routes`);
    }
    const other = functions
      .slice(0, index)
      .find((each) => each.route.toLowerCase() === route.toLowerCase() && intersect(each.methods, methods));
    if (other) problems.push(`${name}: the route "${route}" conflicts with that of ${other.target.metadata.name}`);
  }
  return problems;
};

/**
 * Routes as the real host does: in order of function names, the first route and method that match
 * win, even over a more specific route. No match is an empty 404, even if only the method is wrong.
 */
export const createRouter = (functions: readonly HttpFunction[], prefix: string) => {
  const routes: Route[] = functions
    .toSorted((one, other) => byName(one.target, other.target))
    .map((each) => ({ ...each, match: routeMatcher(`${prefix}/${each.route}`) }));

  return (method: string, path: string): Routed | undefined => {
    for (const { target, methods, match } of routes) {
      if (methods.length > 0 && !methods.includes(method)) continue;
      const params = match(path);
      if (params !== undefined) return { target, params };
    }
    return undefined;
  };
};
