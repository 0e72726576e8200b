import type { Socket } from 'node:net';

const body =
  'The HTTP API of Service Bus, which ServiceBusAdministrationClient uses, is not implemented. ' +
  'The file given with --config defines queues, topics and rules.\n';

const response = [
  'HTTP/1.1 501 Not Implemented',
  'content-type: text/plain',
  `content-length: ${Buffer.byteLength(body)}`,
  'connection: close',
  '',
  body,
].join('\r\n');

const speaksHttp = (data: Buffer): boolean => /^(GET|HEAD|PUT|POST|PATCH|DELETE) /.test(data.toString('latin1', 0, 8));

/** Passes on a socket once its first bytes are there, unless the client speaks HTTP. */
export const refuseHttp = (socket: Socket, accept: (socket: Socket) => void): void => {
  // A client may hang up before it has sent anything.
  socket.on('error', () => {});
  socket.once('data', (data: Buffer) => {
    if (speaksHttp(data)) {
      socket.end(response);
      return;
    }
    socket.pause();
    socket.unshift(data);
    accept(socket);
    socket.resume();
  });
};
