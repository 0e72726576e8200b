import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream';
import { errorMessage } from '../error-message.ts';
import { sendProblem } from './send-json.ts';

const QUIET_MS = 60_000;

/** Neither cookies nor what the browser says of itself. */
const requestHeaders = [
  'accept',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  // Without it, a body of no known length would be sent bare, and read as a request of its own.
  'transfer-encoding',
  'x-ms-blob-type',
  'x-request-id',
];

/** Never a header that lets another site in. */
const answerHeaders = [
  'cache-control',
  'content-length',
  'content-type',
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'retry-after',
  'vary',
  'x-request-id',
];

const pick = (headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

type Target = {
  /** With path and query. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Of the part, for a message that it does not answer. */
  name: string;
};

/**
 * Passes a request on to a part and its answer back, both as streams. Resolves with the status once
 * the answer has begun; a part that is silent for a minute is given up, unless it sends events.
 */
export const forward = (incoming: IncomingMessage, outgoing: ServerResponse, target: Target): Promise<number> =>
  new Promise((resolve) => {
    const headers = { ...pick(incoming.headers, requestHeaders), ...target.headers };
    const call = send(target.url, { method: incoming.method ?? 'GET', headers, timeout: QUIET_MS }, (answer) => {
      const status = answer.statusCode ?? 502;
      outgoing.writeHead(status, pick(answer.headers, answerHeaders));
      if (answer.headers['content-type']?.startsWith('text/event-stream')) call.setTimeout(0);
      pipeline(answer, outgoing, () => {});
      resolve(status);
    });
    call.once('timeout', () => call.destroy(new Error('no answer within a minute')));
    call.once('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else sendProblem(outgoing, 502, `${target.name} does not answer: ${errorMessage(error)}`);
      resolve(502);
    });
    outgoing.once('close', () => call.destroy());
    pipeline(incoming, call, () => {});
  });
