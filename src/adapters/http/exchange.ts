import { type IncomingMessage, request as openPlain } from 'node:http';
import { request as openSecure, type RequestOptions as SecureRequestOptions } from 'node:https';
import type { Socket, TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, type SecureContext, TLSSocket } from 'node:tls';
import type { WebhookCall } from '../../application/ports/webhook-client.ts';
import type { CallFailure, CallOutcome } from '../../domain/delivery.ts';
import { readFailure } from '../sdk-failure.ts';
import { answerText } from './answer-text.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import { pinnedLookup } from './pinned-lookup.ts';

/** Of the headers of one answer. */
const MAX_HEADER_BYTES = 16 * 1024;

/** 1xx answers before the final one. */
const MAX_INFORMATIONAL = 10;

/** Before the next address is tried. Node's 250 ms are too short for another continent. */
const ADDRESS_TIMEOUT_MS = 1_000;

/** Node's types do not say that a request passes these on to its socket. */
type RequestOptions = SecureRequestOptions &
  Pick<TcpNetConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> &
  Pick<ConnectionOptions, 'secureContext'>;

type Answer = CallOutcome & { retryAfterMs?: number };

export type Exchange = {
  url: URL;
  /** Checked addresses; no other is connected to. */
  addresses: readonly string[];
  /** Until TCP and TLS are ready, from now. */
  connectMs: number;
  /** Until the end of the answer, from now. */
  totalMs: number;
  /** What to trust. Shared by all calls, because each would take over a millisecond to build. */
  secureContext: SecureContext;
};

/**
 * Each call opens its own connection, so nothing of another call or endpoint is on it. Defaults are
 * spelled out where Node's environment variables could loosen them.
 */
const requestOptions = ({ addresses, secureContext }: Exchange, { headers }: WebhookCall): RequestOptions => ({
  method: 'POST',
  agent: false,
  lookup: pinnedLookup(addresses),
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
  secureContext,
  rejectUnauthorized: true,
  insecureHTTPParser: false,
  maxHeaderSize: MAX_HEADER_BYTES,
  headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Hearth-Webhooks/1' },
});

const classify = (error: unknown, socket: Socket | null): CallFailure => {
  if (socket instanceof TLSSocket && socket.authorizationError) return 'bad_certificate';
  const code = String(readFailure(error).code);
  if (code === 'ETIMEDOUT') return 'connect_timeout';
  return code.startsWith('HPE_') ? 'malformed_answer' : 'connection_failed';
};

const readAnswer = ({ statusCode = 0, headers }: IncomingMessage, answer: string): Answer => {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  return { status: statusCode, answer, ...(retryAfterMs !== undefined && { retryAfterMs }) };
};

/**
 * Sends one request, and resolves once the answer has ended, is long enough, or broke off. An
 * answer counts from its status line on, whatever follows: a 2xx is never lost.
 */
export const exchange = (options: Exchange, call: WebhookCall): Promise<Answer> =>
  new Promise((resolve) => {
    const isSecure = options.url.protocol === 'https:';
    const request = (isSecure ? openSecure : openPlain)(options.url, requestOptions(options, call));
    const text = answerText();
    let head: IncomingMessage | undefined;
    let informational = 0;

    /** The first call ends the exchange. If there is a status by then, `error` does not count. */
    const settle = (error: CallFailure): void => {
      clearTimeout(connecting);
      clearTimeout(answering);
      request.destroy();
      resolve(head === undefined ? { error } : readAnswer(head, text.read()));
    };
    const connecting = setTimeout(settle, options.connectMs, 'connect_timeout');
    const answering = setTimeout(settle, options.totalMs, 'timeout');

    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
    });
    request.on('information', () => {
      informational += 1;
      if (informational > MAX_INFORMATIONAL) settle('malformed_answer');
    });
    request.on('upgrade', () => settle('malformed_answer'));
    request.on('response', (response) => {
      head = response;
      response.on('data', (chunk: Buffer) => {
        if (!text.add(chunk)) settle('malformed_answer');
      });
      // Comes last, even after an error.
      response.on('close', () => settle('malformed_answer'));
    });
    // After the status line, the body that has arrived is still read; `close` then ends the
    // exchange.
    request.on('error', (error) => {
      if (head === undefined) settle(classify(error, request.socket));
    });
    request.end(call.body);
  });
