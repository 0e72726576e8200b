import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Principal } from '../../application/ports/tokens.ts';
import { describeError } from '../../domain/describe-error.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { DomainError, Unavailable } from '../../domain/errors.ts';
import { type Etag, etagOfContent } from '../../domain/etag.ts';
import { parseRequestId } from '../../domain/request-id.ts';
import { noteCaller, withInvocation } from '../invocation.ts';
import { withSourceStack } from '../with-source-stack.ts';
import { type ApiResponse, type Endpoint, type Role, signedIn } from './api.ts';
import { isNotModified } from './conditional.ts';
import { logRequest } from './log-request.ts';
import { missingToken, problem, problemOf } from './problem.ts';
import { readBody } from './read-body.ts';
import { repeatedHeader } from './repeated-header.ts';

export type EndpointDeps = { verify: (token: string) => Promise<Principal>; log: Log };

/** `route`: its template, for the log. */
export type RoutedDeps = EndpointDeps & { route: string };

const requestIdOf = (request: HttpRequest, { invocationId }: InvocationContext): string =>
  parseRequestId(request.headers.get('x-request-id')) ?? invocationId;

const principalOf = async (request: HttpRequest, { verify }: EndpointDeps): Promise<Principal | undefined> => {
  const header = request.headers.get('authorization');
  if (header === null) return undefined;
  if (header.includes(',')) throw repeatedHeader('Authorization');
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

const requireRole = (principal: Principal, roles: readonly Role[]): void => {
  if (roles.length > 0 && !roles.some((role) => principal.roles.includes(role))) {
    throw new DomainError('forbidden', `This operation needs the role ${roles.join(' or ')}.`);
  }
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
    case 'partly-open': {
      const { handle, rolesFor } = endpoint;
      const roles = rolesFor(api);
      return roles.length === 0 ? handle(api) : respond(request, url, signedIn(handle, { roles }), deps);
    }
    case 'identified':
      return endpoint.handle(api, await principalIfKnown(request, deps));
    case 'signed-in': {
      const principal = await principalOf(request, deps);
      if (!principal) return missingToken(url.pathname);
      requireRole(principal, endpoint.roles);
      const body = endpoint.body === 'none' ? undefined : await readBody(request, endpoint.body);
      return endpoint.handle({ ...api, body }, principal);
    }
  }
};

const isRead = ({ method }: HttpRequest): boolean => method === 'GET' || method === 'HEAD';

type Content = string | Uint8Array | undefined;

/** The answer's own tag, or one of its content if it is a successful read. */
const entityTag = (request: HttpRequest, { etag, status }: ApiResponse, content: Content): Etag | undefined =>
  etag ?? (isRead(request) && status === 200 && content !== undefined ? etagOfContent(content) : undefined);

const isUnchanged = (request: HttpRequest, { status }: ApiResponse, etag: Etag | undefined): boolean =>
  isRead(request) &&
  status === 200 &&
  etag !== undefined &&
  isNotModified(request.headers.get('if-none-match') ?? undefined, etag);

const contentHeaders = ({ contentType, body }: ApiResponse): Record<string, string> => {
  const type = contentType ?? (body === undefined ? undefined : 'application/json');
  return type === undefined ? {} : { 'content-type': type };
};

/** JSON or bytes, a tag for every successful read, 304, and no body for HEAD. */
const toHttp = (request: HttpRequest, response: ApiResponse, requestId: string): HttpResponseInit => {
  const { status, body, bytes } = response;
  const content: Content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const etag = entityTag(request, response, content);
  const headers: Record<string, string> = {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': request.headers.has('authorization') ? 'private, no-cache' : 'no-cache',
    ...(etag !== undefined && { etag }),
    ...response.headers,
  };
  if (isUnchanged(request, response, etag)) return { status: 304, headers };
  const sent = request.method === 'HEAD' ? undefined : content;
  return {
    status,
    headers: { ...headers, ...contentHeaders(response) },
    ...(sent !== undefined && { body: sent }),
  };
};

type FailedRequest = { requestId: string; method: string; path: string };

/** Answers an error, and logs those that are ours. The details of a fault stay inside. */
const answerError = (error: unknown, { requestId, method, path }: FailedRequest, log: Log): ApiResponse => {
  const known = problemOf(error, path);
  const failed = { requestId, method, path, ...describeFailure(error) };
  const cause = error instanceof Error && error.cause !== undefined ? ` ${describeError(error.cause)}` : '';
  if (known) {
    // No stack: the reason names the service, and an outage causes many of these lines.
    if (known.status >= 429) log.warn('backend_unavailable', { ...failed, reason: failed.reason + cause });
    return known;
  }
  const stack = error instanceof Error ? (error.stack ?? failed.reason) : failed.reason;
  log.error('request_failed', { ...failed, reason: stack + cause });
  const detail = 'Something went wrong on our side. Quote the x-request-id when you report it.';
  return problem({ status: 500, code: 'internal', detail, instance: path });
};

/**
 * Wraps every HTTP function: loads the endpoint on its first request, checks token and role, reads
 * the body, turns errors and faults into problem documents, and logs one line per request.
 */
export const endpoint = (load: () => Promise<Endpoint>, { route, ...deps }: RoutedDeps): HttpHandler => {
  const answer = async (request: HttpRequest, requestId: string, verify: EndpointDeps['verify']) => {
    const url = new URL(request.url);
    try {
      return await respond(request, url, await load(), { ...deps, verify });
    } catch (error) {
      return answerError(
        await withSourceStack(error),
        { requestId, method: request.method, path: url.pathname },
        deps.log,
      );
    }
  };

  return (request, context) => {
    const requestId = requestIdOf(request, context);
    const serve = async (): Promise<HttpResponseInit> => {
      const begin = performance.now();
      const response = await answer(request, requestId, async (token) => noteCaller(await deps.verify(token)));
      const sent = toHttp(request, response, requestId);
      const ms = Math.round(performance.now() - begin);
      const { code, reason } = response;
      logRequest(deps.log, { request, route, status: sent.status ?? 200, code, reason, ms });
      return sent;
    };
    const { method, headers } = request;
    const carried = { traceparent: headers.get('traceparent'), tracestate: headers.get('tracestate') };
    return withInvocation(context, serve, { requestId, carried, http: { method, route } });
  };
};
