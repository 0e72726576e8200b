import { type Endpoint, open } from './api.ts';
import { methodsOf } from './methods-of.ts';
import { problem } from './problem.ts';

const nothing = 'No such route. See /api/v1/docs or /api/v1/openapi.json for the routes that exist.';

/**
 * Answers requests that match no function: 404, or 405 if only the method is wrong. The host would
 * answer with an empty 404.
 */
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
