import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from './listen-on-free-port.ts';

/** A proxy for a service on this machine that counts connections. */
export const startCountingProxy = async (target: number) => {
  const open = new Set<Socket>();
  let opened = 0;
  let most = 0;
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1');
    opened += 1;
    open.add(socket);
    most = Math.max(most, open.size);
    socket.on('close', () => {
      open.delete(socket);
      onward.destroy();
    });
    onward.on('close', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const port = await listenOnFreePort(server);
  return {
    port,
    /** How many connections were opened in all, and the most at once. */
    counts: () => ({ opened, most }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};

export type CountingProxy = Awaited<ReturnType<typeof startCountingProxy>>;

/** A connection string that goes through the proxy. */
export const through = (proxy: CountingProxy, connectionString: string): string =>
  connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);

export const portIn = (connectionString: string): number => Number(/127\.0\.0\.1:(\d+)/.exec(connectionString)?.[1]);
