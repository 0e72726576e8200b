import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Principal } from '../../application/ports/tokens.ts';
import { DomainError, Unavailable } from '../../domain/errors.ts';
import { withInvocation } from '../invocation.ts';
import type { ApiResponse, Endpoint, Role } from './api.ts';
import { etagOfBody, isNotModified } from './conditional.ts';
import { NO_TOKEN, problem, problemOf } from './problem.ts';
import { readBody } from './read-body.ts';

export type EndpointDeps = { verify: (token: string) => Promise<Principal>; log: Log };

const REQUEST_ID = /^[\w.:-]{1,128}$/;

const requestIdOf = (request: HttpRequest, context: InvocationContext): string => {
  const given = request.headers.get('x-request-id') ?? '';
  return REQUEST_ID.test(given) ? given : context.invocationId;
};

const principalOf = async (request: HttpRequest, { verify }: EndpointDeps): Promise<Principal | undefined> => {
  const header = request.headers.get('authorization');
  if (header === null) return undefined;
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(header) ?? [];
  if (token === undefined) throw new DomainError('unauthorized', 'The Authorization header has no bearer token.');
  return verify(token);
};

/** If the token is optional and the issuer is down, the caller counts as anonymous. */
const principalIfKnown = (request: HttpRequest, deps: EndpointDeps): Promise<Principal | undefined> =>
  principalOf(request, deps).catch((error: unknown) => {
    if (error instanceof Unavailable) return undefined;
    throw error;
  });

const principalWith = async (roles: readonly Role[], request: HttpRequest, deps: EndpointDeps): Promise<Principal> => {
  const principal = await principalOf(request, deps);
  if (!principal) throw new DomainError('unauthorized', NO_TOKEN);
  if (roles.length > 0 && !roles.some((role) => principal.roles.includes(role))) {
    throw new DomainError('forbidden', `This operation needs the role ${roles.join(' or ')}.`);
  }
  return principal;
};

const respond = async (
  request: HttpRequest,
  url: URL,
  endpoint: Endpoint,
  deps: EndpointDeps,
): Promise<ApiResponse> => {
  const api = {
    method: request.method,
    url,
    params: request.params,
    header: (name: string) => request.headers.get(name) ?? undefined,
    body: undefined,
  };
  switch (endpoint.access) {
    case 'anyone':
      return endpoint.handle(api);
    case 'identified':
      return endpoint.handle(api, await principalIfKnown(request, deps));
    case 'signed-in': {
      const principal = await principalWith(endpoint.roles, request, deps);
      const body = endpoint.body === 'none' ? undefined : await readBody(request, endpoint.body);
      return endpoint.handle({ ...api, body }, principal);
    }
  }
};

/**
 * Turns an answer into what the host sends: JSON or bytes, a tag for every successful read, 304,
 * and no body for HEAD.
 */
const toHttp = (request: HttpRequest, response: ApiResponse, requestId: string): HttpResponseInit => {
  const { status, body, bytes } = response;
  const content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const etag = response.etag ?? (reads && status === 200 && content !== undefined ? etagOfBody(content) : undefined);
  const headers: Record<string, string> = {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': request.headers.has('authorization') ? 'private, no-cache' : 'no-cache',
    ...(etag !== undefined && { etag }),
    ...response.headers,
  };
  if (
    reads &&
    status === 200 &&
    etag !== undefined &&
    isNotModified(request.headers.get('if-none-match') ?? undefined, etag)
  ) {
    return { status: 304, headers };
  }
  const contentType = response.contentType ?? (body === undefined ? undefined : 'application/json');
  if (contentType !== undefined) headers['content-type'] = contentType;
  if (content === undefined) return { status, headers };
  return { status, headers, ...(request.method !== 'HEAD' && { body: content }) };
};

/**
 * Wraps every HTTP function: loads the endpoint on its first request, checks the token and the
 * role, reads the body, and turns errors and faults into problem documents.
 */
export const endpoint =
  (load: () => Promise<Endpoint>, deps: EndpointDeps): HttpHandler =>
  (request, context) =>
    withInvocation(context, async () => {
      const requestId = requestIdOf(request, context);
      const url = new URL(request.url);
      const instance = url.pathname;
      try {
        return toHttp(request, await respond(request, url, await load(), deps), requestId);
      } catch (error) {
        const known = problemOf(error, instance);
        const reason =
          error instanceof Error ? `${error.stack ?? error.message} ${String(error.cause ?? '')}` : String(error);
        if (!known) deps.log.error('request_failed', { requestId, method: request.method, path: instance, reason });
        else if (known.status >= 429)
          deps.log.warn('backend_unavailable', { requestId, method: request.method, path: instance, reason });
        const detail = 'Something went wrong on our side. Quote the x-request-id when you report it.';
        return toHttp(request, known ?? problem({ status: 500, code: 'internal', detail, instance }), requestId);
      }
    });
