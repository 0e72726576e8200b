import { type Endpoint, open } from './api.ts';
import { methodsOf } from './methods-of.ts';
import { problem } from './problem.ts';

const nothing =
  'There is nothing at this address. What there is, /api/v1/docs shows to people and /api/v1/openapi.json to programs.';

/** The host answers what it cannot route with an empty 404; this answers with a problem document, and 405 where only the method is wrong. */
export const unmatchedRouteEndpoint = (): Endpoint =>
  open(async ({ url, params }) => {
    const instance = url.pathname;
    const methods = methodsOf(params.path ?? '');
    if (methods.length === 0) {
      return problem({ status: 404, code: 'not_found', detail: nothing, instance });
    }
    const allow = [...new Set(methods)].join(', ');
    const detail = `This address answers to ${allow}.`;
    return problem({ status: 405, code: 'method_not_allowed', detail, instance, headers: { allow } });
  });
