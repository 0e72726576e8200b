import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * Every byte of the answer, as Latin-1. An HTTP client would drop a body that should not be there,
 * and would not send a malformed request. `headers` are whole lines.
 */
export const rawAnswer = async (url: string, method: string, target: string, headers = ''): Promise<string> => {
  const { host, hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${headers}\r\n`;
  socket.write(Buffer.from(head, 'latin1'));
  return (await buffer(socket)).toString('latin1');
};
