import { performance } from 'node:perf_hooks';
import { errorMessage } from '../error-message.ts';
import type { SpawnedHost } from './spawn-host.ts';
import type { Builds } from './watch-builds.ts';

type Options = {
  /** 0 takes a free one, which every later host keeps. */
  port: number;
  startHost: (port: number) => Promise<SpawnedHost>;
  watchBuilds: (onRebuilt: () => void) => Builds;
  write: (text: string) => void;
};

/** Runs `task` after each request, one run at a time. Requests made before a run share that run. */
const createQueue = (task: () => Promise<void>) => {
  let isPlanned = false;
  let runs = Promise.resolve();
  return {
    request: (): void => {
      if (isPlanned) return;
      isPlanned = true;
      runs = runs.then(() => {
        isPlanned = false;
        return task();
      });
    },
    idle: (): Promise<void> => runs,
  };
};

/**
 * A host that is stopped and started again after each build; work in hand is finished first. If the
 * app ends by itself, or cannot start after a change, the next build starts it again.
 */
export const startWatchedHost = async ({ port, startHost, watchBuilds, write }: Options): Promise<SpawnedHost> => {
  let host: SpawnedHost | undefined;

  const reportEnd = (reason: unknown): void =>
    write(`${errorMessage(reason) || 'The app did not start.'} It starts again after the next change.\n`);

  const start = async (wanted: number): Promise<string> => {
    host = await startHost(wanted);
    host.broken.catch(reportEnd);
    return host.url;
  };

  const restarts = createQueue(async () => {
    try {
      const first = new URL(await starting);
      const begun = performance.now();
      await host?.stop();
      await start(Number(first.port));
      write(`The app was restarted after a change (${Math.round(performance.now() - begun)} ms).\n`);
    } catch (reason) {
      reportEnd(reason);
    }
  });
  const builds = watchBuilds(restarts.request);
  const starting = Promise.race([builds.first, builds.broken]).then(() => start(port));

  try {
    const url = await starting;
    const stop = async (): Promise<void> => {
      await builds.stop();
      await restarts.idle();
      await host?.stop();
    };
    return { url, stop, broken: builds.broken };
  } catch (error) {
    await builds.stop();
    throw error;
  }
};
