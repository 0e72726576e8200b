import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './rpc-response.ts';

/** These belong to the server's connection, not to a function's answer. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** Sends a function's answer. For a HEAD, content-length is what a GET would have had. */
export const sendAnswer = (response: ServerResponse, { status, headers, cookies, body }: HttpAnswer): void => {
  if (response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) {
    if (connectionHeaders.has(name) || name === 'content-length') continue;
    const earlier = name === 'vary' ? response.getHeader('vary') : undefined;
    response.setHeader(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const isHead = response.req.method === 'HEAD';
  const length = isHead && body.byteLength === 0 ? headers['content-length'] : String(body.byteLength);
  if (!hasNoBody(status) && length !== undefined) response.setHeader('content-length', length);
  response.statusCode = status;
  response.end(hasNoBody(status) || isHead ? undefined : body);
};

/** Answers with a status and no body, as the host itself does. */
export const sendEmpty = (response: ServerResponse, status: number): void =>
  sendAnswer(response, { status, headers: {}, cookies: [], body: new Uint8Array() });
