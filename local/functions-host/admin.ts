import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { FROM_ELSEWHERE, isFromElsewhere } from '../is-from-elsewhere.ts';
import type { HostedFunction } from './hosted-function.ts';
import type { AdminHandler } from './http/http-handler.ts';
import { readRequestBody } from './http/read-request-body.ts';
import { sendEmpty } from './http/send-answer.ts';
import { sendJson } from './http/send-json.ts';
import { jsonSection } from './json-section.ts';

type AdminOptions = {
  functions: readonly HostedFunction[];
  /** Base URL of the running host, such as http://127.0.0.1:7071. */
  baseUrl: () => string;
  hostId: string;
  /** If set, requests to /admin must send it as `x-functions-key` or `?code=`. */
  masterKey: string | undefined;
  /** Answers GET /admin/host/logs. */
  sendLog: (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void;
};

/** `nextRun`: only here; the real host does not say it. */
const describeFunction = ({ target, invokeUrl, disabled, nextRun }: HostedFunction, baseUrl: string) => ({
  name: target.metadata.name,
  href: `${baseUrl}/admin/functions/${target.metadata.name}`,
  invoke_url_template: invokeUrl === undefined ? null : `${baseUrl}${invokeUrl}`,
  language: 'node',
  config: {
    bindings: Object.entries(target.metadata.bindings).map(([name, binding]) => ({ ...binding, name })),
  },
  isDisabled: disabled,
  ...(nextRun && !disabled && { nextRun: nextRun()?.toISOString() }),
});

const sameKey = (given: string, key: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(key)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
};

/** Reads `{ "input": "..." }`; `input` may be absent. Undefined if the body is anything else. */
const readInput = async (request: IncomingMessage): Promise<{ input: string } | undefined> => {
  const body = (await readRequestBody(request))?.toString('utf8') ?? '';
  try {
    const problems: string[] = [];
    const section = jsonSection(JSON.parse(body), '', problems);
    const input = section.text('input') ?? '';
    return problems.length === 0 ? { input } : undefined;
  } catch {
    return undefined;
  }
};

const isJson = (request: IncomingMessage): boolean =>
  /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');

const decodeName = (name: string): string | undefined => {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
};

/** Endpoints under /admin: show functions, run one without its trigger, show status and log. */
export const createAdmin = ({ functions, baseUrl, hostId, masterKey, sendLog }: AdminOptions): AdminHandler => {
  const find = (name: string) =>
    functions.find(({ target }) => target.metadata.name.toLowerCase() === name.toLowerCase());

  /** As on the real host, `errors` is present only if there is an error. */
  const onStatus = ({ method }: IncomingMessage, response: ServerResponse, { problem }: HostedFunction): void => {
    const error = problem?.();
    if (method === 'GET') sendJson(response, 200, error === undefined ? {} : { errors: [error] });
    else sendEmpty(response, 404);
  };

  const onFunction = async (request: IncomingMessage, response: ServerResponse, part: string): Promise<void> => {
    if (request.method === 'POST' && !isJson(request)) return sendEmpty(response, 415);
    const [, encoded = '', status] = /^([^/]*)(\/status)?$/i.exec(part) ?? [];
    const name = decodeName(encoded);
    const found = name === undefined ? undefined : find(name);
    if (found === undefined) return sendEmpty(response, 404);
    if (status !== undefined) return onStatus(request, response, found);
    if (request.method === 'GET') return sendJson(response, 200, describeFunction(found, baseUrl()));
    if (request.method !== 'POST') return sendEmpty(response, 404);
    const body = await readInput(request);
    if (body === undefined) return sendEmpty(response, 400);
    void found.run(body.input);
    sendEmpty(response, 202);
  };

  return async (request, response, url) => {
    const path = url.pathname.replace(/\/$/, '').toLowerCase();
    if (path !== '/admin' && !path.startsWith('/admin/')) return false;
    if (path === '/admin/host/ping') {
      sendEmpty(response, 200);
      return true;
    }
    if (isFromElsewhere(request)) {
      sendJson(response, 403, { error: FROM_ELSEWHERE });
      return true;
    }
    const key = request.headers['x-functions-key'] ?? url.searchParams.get('code');
    if (masterKey !== undefined && !sameKey(String(key), masterKey)) sendEmpty(response, 401);
    else if (path === '/admin/functions' && request.method === 'GET') {
      sendJson(
        response,
        200,
        functions.map((each) => describeFunction(each, baseUrl())),
      );
    } else if (path === '/admin/host/logs' && request.method === 'GET') {
      sendLog(request, response, url.searchParams);
    } else if (path.startsWith('/admin/functions/')) {
      await onFunction(request, response, path.slice('/admin/functions/'.length));
    } else if (path === '/admin/host/status' && request.method === 'GET') {
      sendJson(response, 200, {
        id: hostId,
        state: 'Running',
        version: '4',
        computerName: hostname(),
        processUptime: Math.round(process.uptime() * 1000),
      });
    } else sendEmpty(response, 404);
    return true;
  };
};
