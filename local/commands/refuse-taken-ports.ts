import { createServer } from 'node:net';
import { userError } from '../user-error.ts';

/** A port that a part is about to take, and the flag that gives it another. */
export type WantedPort = { part: string; port: number; flag: string };

const isTaken = ({ part, port, flag }: WantedPort): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(true);
      else reject(userError(`${part}: ${error.message}. Choose another port with ${flag}.`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });

export const describeTakenPort = ({ part, port, flag }: WantedPort): string =>
  `${part}: port ${port} is taken. Stop what uses it, or choose another with ${flag}.`;

const findProblem = async (each: WantedPort, earlier: readonly WantedPort[]): Promise<string | undefined> => {
  if (each.port === 0) return undefined;
  const rival = earlier.find(({ port }) => port === each.port);
  if (rival !== undefined) {
    return `${each.part}: port ${each.port} is given to ${rival.part} already. Choose another with ${each.flag}.`;
  }
  return (await isTaken(each)) ? describeTakenPort(each) : undefined;
};

/** Throws one user error that names every port that cannot be used, before anything is started. */
export const refuseTakenPorts = async (wanted: readonly WantedPort[]): Promise<void> => {
  const found = await Promise.all(wanted.map((each, index) => findProblem(each, wanted.slice(0, index))));
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  const hint = 'To move all ports at once, give a --port-base that is not in use, for example --port-base 8000.';
  throw userError([...problems, ...(problems.length > 1 ? [hint] : [])].join('\n'));
};
