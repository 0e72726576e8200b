import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessage } from '../../error-message.ts';
import type { Invoke } from '../invoke.ts';
import type { Logger } from '../logger.ts';
import { type CorsOptions, createCors } from './cors.ts';
import { readRequestBody } from './read-request-body.ts';
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

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Absolute, as the app sees it. Behind a proxy, this is the inner address. */
const requestUrl = (request: IncomingMessage): URL | undefined => {
  const address = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  return URL.canParse(address) ? new URL(address) : undefined;
};

export const createHttpHandler = (options: HttpHandlerOptions) => {
  const { route, invoke, admin, startPage, logger } = options;
  const cors = createCors(options.cors);
  const throttle = createThrottle(options.maxConcurrentRequests, options.maxOutstandingRequests);

  const run = async (request: IncomingMessage, response: ServerResponse, url: URL, routed: Routed): Promise<void> => {
    // As the real host does, drops a body that has no length.
    const hasLength = request.headers['content-length'] !== undefined;
    const body = hasLength ? await readRequestBody(request) : Buffer.alloc(0);
    if (body === undefined) return sendEmpty(response, 413);
    const traceParent = header(request, 'traceparent');
    const traceState = header(request, 'tracestate');
    const outcome = await invoke(routed.target, {
      reason: 'This function was programmatically called via the host APIs.',
      data: { http: rpcHttpRequest(request, url, routed.params, body) },
      ...(traceParent && { traceParent }),
      ...(traceState && { traceState }),
    });
    if (outcome.ok) sendAnswer(response, httpAnswer(outcome.response.returnValue));
    else sendEmpty(response, 500);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = requestUrl(request);
    if (url === undefined) return sendEmpty(response, 400);
    if (cors(request, response)) return;
    if (await admin(request, response, url)) return;
    const routed = route(request.method ?? 'GET', url.pathname);
    if (routed === undefined) {
      if (url.pathname !== '/') return sendEmpty(response, 404);
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      return isRead ? sendStartPage(request, response, startPage, url.origin) : sendEmpty(response, 200);
    }
    const work = throttle(() => run(request, response, url, routed));
    if (work === undefined) return sendEmpty(response, 429);
    await work;
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
