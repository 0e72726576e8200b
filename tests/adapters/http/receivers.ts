import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { WebhookCall } from '../../../src/application/ports/webhook-client.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Receiver = {
  port: number;
  url: string;
  /** How many connections it has got. */
  connections: () => number;
  /** Resolves once no connection is open. */
  idle: () => Promise<void>;
};

const closers: (() => Promise<void>)[] = [];

const start = async (server: Server, scheme: 'http' | 'https'): Promise<Receiver> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listenOnFreePort(server);
  closers.push(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  const idle = async (): Promise<void> => {
    await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  };
  return { port, url: `${scheme}://127.0.0.1:${port}/hook`, connections: () => connections, idle };
};

/** Answers over http. */
export const startReceiver = (listener: RequestListener): Promise<Receiver> =>
  start(createHttpServer(listener), 'http');

/** Writes whatever it likes to the socket, once it has heard the first bytes of a request. */
export const startRawReceiver = (answer: (socket: Socket) => void): Promise<Receiver> =>
  start(
    createServer((socket) => socket.once('data', () => answer(socket))),
    'http',
  );

/** Accepts connections, and says nothing by itself. */
export const startSilentReceiver = (): Promise<Receiver> =>
  start(
    createServer((socket) => socket.resume()),
    'https',
  );

export const startTlsReceiver = (certificate: TlsOptions): Promise<Receiver> => {
  const server = createTlsServer(certificate, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  // A client that does not trust the certificate hangs up.
  server.on('tlsClientError', () => {});
  return start(server, 'https');
};

export const stopReceivers = async (): Promise<void> => {
  await Promise.all(closers.splice(0).map((close) => close()));
};

export const callTo = (url: string): WebhookCall => ({
  url,
  headers: { 'webhook-id': 'evt_1', 'webhook-timestamp': '1764547200', 'webhook-signature': 'v1,abc=' },
  body: '{"type":"order.placed"}',
});
