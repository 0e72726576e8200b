import { spawn } from 'node:child_process';
import { userError } from '../user-error.ts';

export type Builds = {
  /** Resolves after the first build that worked. */
  first: Promise<void>;
  stop: () => Promise<void>;
  /** Rejects when the build process ends by itself. */
  broken: Promise<never>;
};

/**
 * Builds the app in `folder` now and after every change to its sources, in a process of its own.
 * `onRebuilt` is called after each build that worked, except the first. If a build fails, its
 * errors are printed and the files of the last one stay as they are.
 */
export const watchBuilds = (folder: string, onRebuilt: () => void): Builds => {
  const child = spawn(process.execPath, ['build/watch-app.mjs'], {
    cwd: folder,
    // Standard output belongs to the logs of the app.
    stdio: ['ignore', 2, 2, 'ipc'],
    // A Ctrl-C in the terminal reaches only the parent, which stops its parts in order.
    detached: true,
  });
  const first = new Promise<void>((resolve) => {
    child.once('message', () => {
      child.on('message', onRebuilt);
      resolve();
    });
  });
  let isStopping = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const broken = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      if (!isStopping) reject(userError('The build that watches src/ ended by itself.'));
    });
  });
  // It may end before anybody looks.
  broken.catch(() => {});
  const stop = async (): Promise<void> => {
    isStopping = true;
    child.kill('SIGTERM');
    await ended;
  };
  return { first, stop, broken };
};
