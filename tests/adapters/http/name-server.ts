import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

const HEADER_BYTES = 12;
const types = { A: 1, AAAA: 28 } as const;

/** The name and the type that a query asks for, and where its question ends. */
const readQuestion = (query: Buffer): { name: string; type: number; end: number } => {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
};

const addressBytes = (address: string): Buffer =>
  isIPv4(address)
    ? Buffer.from(address.split('.').map(Number))
    : Buffer.from(
        address
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join(''),
        'hex',
      );

const writeRecord = (type: number, address: string): Buffer => {
  const data = addressBytes(address);
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(0xc00c, 0); // the name of the question
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4); // IN
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
};

/**
 * 'silent' never answers; [address, 'silent'] answers only for its family. IPv6 addresses have
 * eight groups.
 */
export type Names = Readonly<Record<string, readonly string[] | 'silent'>>;

const typeOf = (address: string): number => (isIPv4(address) ? types.A : types.AAAA);

/** Answers for these names; all others do not exist. */
export const startNameServer = async (names: Names) => {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) => {
    const { name, type, end } = readQuestion(query);
    asked.push(name);
    const known = names[name];
    if (known === 'silent') return;
    const addresses = (known ?? []).filter((each) => each !== 'silent');
    const found = addresses.filter((each) => type === typeOf(each));
    if (found.length === 0 && known?.includes('silent')) return;
    const head = Buffer.from(query.subarray(0, end));
    head.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(found.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, ...found.map((each) => writeRecord(type, each))]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const close = (): Promise<void> => new Promise((resolve) => socket.close(resolve));
  return { server: `127.0.0.1:${socket.address().port}`, asked, close };
};
