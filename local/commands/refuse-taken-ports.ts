import { createServer } from 'node:net';
import { hostError } from '../functions-host/host-error.ts';

/** A port that a part is about to take, and the flag that gives it another. */
export type WantedPort = { part: string; port: number; flag: string };

const isTaken = ({ part, port, flag }: WantedPort): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(true);
      else reject(hostError(`${part}: ${error.message}. Choose another port with ${flag}.`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });

export const takenPort = ({ part, port, flag }: WantedPort): string =>
  `${part}: port ${port} is taken. Stop what uses it, or choose another with ${flag}.`;

/** Throws one host error that names all the ports that are taken, before anything is started. */
export const refuseTakenPorts = async (wanted: readonly WantedPort[]): Promise<void> => {
  const probed = await Promise.all(
    wanted.map(async (each, index) => {
      if (each.port === 0) return [];
      const twice = wanted.findIndex(({ port }) => port === each.port) < index;
      return twice || (await isTaken(each)) ? [each] : [];
    }),
  );
  const taken = probed.flat();
  if (taken.length > 0) throw hostError(taken.map(takenPort).join('\n'));
};
