import { createServer } from 'node:net';
import { listenOnFreePort } from './listen-on-free-port.ts';

/** A port without a listener, for a server that starts later. */
export const freePort = async (): Promise<number> => {
  const probe = createServer();
  const port = await listenOnFreePort(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
};
