import type { HttpMethod } from '@azure/functions';
import { type Endpoint, open } from './api.ts';
import { problem } from './problem.ts';
import { routes } from './routes.ts';

const patterns = Object.values(routes).map(({ methods, route }) => ({
  methods,
  pattern: new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
}));

/** The methods that a path supports. It has no route prefix. */
const methodsOf = (path: string): readonly HttpMethod[] =>
  patterns.flatMap(({ methods, pattern }) => (pattern.test(path.replace(/\/$/, '')) ? methods : []));

const nothing = 'No such route. See /api/v1/docs or /api/v1/openapi.json for the routes that exist.';

/** For requests that match no function. The host would answer them with an empty 404. */
export const unmatchedRouteEndpoint = (): Endpoint =>
  open(async ({ url, params }) => {
    const instance = url.pathname;
    const methods = methodsOf(params.path ?? '');
    if (methods.length === 0) {
      return problem({ status: 404, code: 'not_found', detail: nothing, instance });
    }
    const allow = [...new Set(methods)].join(', ');
    const detail = `This route supports only ${allow}.`;
    return problem({ status: 405, code: 'method_not_allowed', detail, instance, headers: { allow } });
  });
