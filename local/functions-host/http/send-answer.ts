import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './rpc-response.ts';

/** The server's own business, or wrong as soon as a body is recoded. */
const dropped = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

const withoutBody = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** Sends what a function answered. A HEAD keeps the length that a GET would have had. */
export const sendAnswer = (response: ServerResponse, { status, headers, cookies, body }: HttpAnswer): void => {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) {
    if (dropped.has(name) || name === 'content-length') continue;
    const earlier = name === 'vary' ? response.getHeader('vary') : undefined;
    response.setHeader(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const isHead = response.req.method === 'HEAD';
  const length = isHead && body.byteLength === 0 ? headers['content-length'] : String(body.byteLength);
  if (!withoutBody(status) && length !== undefined) response.setHeader('content-length', length);
  response.statusCode = status;
  response.end(withoutBody(status) || isHead ? undefined : body);
};

/** The host's own answers have no body. */
export const sendEmpty = (response: ServerResponse, status: number): void =>
  sendAnswer(response, { status, headers: {}, cookies: [], body: new Uint8Array() });
