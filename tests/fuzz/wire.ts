import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';

export type WireAnswer = { status: number; headers: Headers; text: string };

type WireRequest = {
  method: string;
  /** As in the request line. */
  target: string;
  /** One line each, even if names repeat. */
  headers: readonly (readonly [name: string, value: string])[];
  body?: string | Uint8Array;
};

const HANG_MS = 20_000;

/**
 * Sends one request on its own connection, without normalizing its target. Rejects on a timeout.
 */
export const sendOverWire = (url: string, { method, target, headers, body }: WireRequest): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const payload = Buffer.from(body ?? '');
    const lines = [
      ['host', host],
      ...headers,
      ...(body === undefined ? [] : [['content-length', `${payload.byteLength}`]]),
    ];
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path: target,
        headers: lines.flat(),
        agent: false,
        signal: AbortSignal.timeout(HANG_MS),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const pairs = Object.entries(response.headersDistinct).map(([name, values = []]): [string, string] => [
            name,
            values.join(', '),
          ]);
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text });
        });
      },
    );
    request.once('error', reject);
    request.end(payload);
  });

/**
 * Sends exactly these bytes. Resolves to everything that comes back until the server hangs up.
 * Rejects on a timeout.
 */
export const sendBytes = (url: string, bytes: string | Uint8Array): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => socket.destroy(new Error('It hangs.')), HANG_MS);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
  });
