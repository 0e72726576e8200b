import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessage } from '../../error-message.ts';
import type { Invoke } from '../invoke.ts';
import type { Logger } from '../logger.ts';
import { type CorsOptions, createCors } from './cors.ts';
import { readHeaders } from './read-headers.ts';
import { readRequestBody } from './read-request-body.ts';
import { readTarget } from './read-target.ts';
import type { Routed } from './router.ts';
import { rpcHttpRequest } from './rpc-http.ts';
import { httpAnswer } from './rpc-response.ts';
import { sendAnswer, sendEmpty } from './send-answer.ts';
import { type StartPage, sendStartPage } from './start-page.ts';
import { createThrottle } from './throttle.ts';

/** Returns false if it did not answer the request. */
export type AdminHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;

export type HttpHandlerOptions = {
  route: (method: string, path: string) => Routed | undefined;
  invoke: Invoke;
  admin: AdminHandler;
  cors: CorsOptions;
  startPage: StartPage;
  maxConcurrentRequests: number | undefined;
  maxOutstandingRequests: number | undefined;
  logger: Logger;
};

export const createHttpHandler = (options: HttpHandlerOptions) => {
  const { route, invoke, admin, startPage, logger } = options;
  const cors = createCors(options.cors);
  const throttle = createThrottle(options.maxConcurrentRequests, options.maxOutstandingRequests);

  const run = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    { target, params }: Routed,
  ): Promise<void> => {
    const headers = readHeaders(request);
    if (typeof headers === 'number') return sendEmpty(response, headers);
    // As the real host does, drops a body that has no length.
    const hasLength = headers['content-length'] !== undefined;
    const body = hasLength ? await readRequestBody(request) : Buffer.alloc(0);
    if (body === undefined) return sendEmpty(response, 413);
    const { traceparent: traceParent, tracestate: traceState } = headers;
    const outcome = await invoke(target, {
      reason: 'This function was programmatically called via the host APIs.',
      data: { http: rpcHttpRequest({ method: request.method ?? 'GET', url, headers, params, body }) },
      ...(traceParent && { traceParent }),
      ...(traceState && { traceState }),
    });
    if (!outcome.ok) return sendEmpty(response, 500);
    const { headers: answered, ...answer } = httpAnswer(outcome.response.returnValue);
    const unsendable = Object.keys(answered).find((name) => /[^\x20-\x7e]/.test(answered[name] ?? ''));
    if (unsendable === undefined) return sendAnswer(response, { ...answer, headers: answered });
    const { name } = target.metadata;
    logger('error', 'Host.Http', `${name}: the header ${unsendable} has characters that are not ASCII`);
    sendEmpty(response, 500);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = readTarget(request);
    if (typeof target === 'number') return sendEmpty(response, target);
    const { url, path } = target;
    if (cors(request, response)) return;
    if (await admin(request, response, url)) return;
    const routed = route(request.method ?? 'GET', path);
    if (routed === undefined) {
      if (path !== '/') return sendEmpty(response, 404);
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      return isRead ? sendStartPage(request, response, startPage, url.origin) : sendEmpty(response, 200);
    }
    const work = throttle(() => run(request, response, url, routed));
    if (work !== undefined) return work;
    response.setHeader('x-function-scaleout', '1');
    sendEmpty(response, 429);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      const gone = request.destroyed && !request.complete;
      logger(gone ? 'debug' : 'error', 'Host.Http', `${request.method} ${request.url}: ${errorMessage(error)}`);
      if (!response.headersSent) sendEmpty(response, 500);
      else response.destroy();
    });
  };
};
