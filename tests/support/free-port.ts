import { createServer } from 'node:net';

const FIRST = 20_000;
const PER_WORKER = 500;

/** Whether nobody listens on the port. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/**
 * A port without a listener, for a server that starts later. Not one that systems give away
 * themselves (from 32768 on), and different for each Jest worker, so that nobody takes it
 * meanwhile.
 */
export const freePort = async (): Promise<number> => {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1) % 20;
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + worker * PER_WORKER + Math.floor(Math.random() * PER_WORKER);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port was found.');
};
