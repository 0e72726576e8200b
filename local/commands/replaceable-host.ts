import { setTimeout as pause } from 'node:timers/promises';
import type { KillableHost, SpawnedHost } from './spawn-host.ts';

export type ReplaceableHost = {
  start: (port: number) => Promise<SpawnedHost>;
  /** Kills the host that runs, as `kill -9` does. Another one takes its port two seconds later. */
  kill: () => Promise<void>;
};

/** Long enough to see that the shop is down. */
const DOWN_MS = 2_000;

/** A host that ends by itself, or cannot start again, still breaks what `start` gives. */
export const replaceableHost = (
  startHost: (port: number) => Promise<KillableHost>,
  downMs: number = DOWN_MS,
): ReplaceableHost => {
  let killCurrent = async (): Promise<void> => {};

  const start = async (wanted: number): Promise<SpawnedHost> => {
    const stopped = new AbortController();
    let fail: (reason: unknown) => void = () => {};
    const broken = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const startOne = async (port: number): Promise<KillableHost> => {
      const host = await startHost(port);
      host.broken.catch(fail);
      return host;
    };
    // Nobody may be looking yet when it breaks.
    broken.catch(() => {});
    let current = await startOne(wanted);
    let replacing: Promise<void> | undefined;

    const replace = async (): Promise<void> => {
      await pause(downMs, undefined, { signal: stopped.signal }).catch(() => {});
      if (!stopped.signal.aborted) current = await startOne(Number(new URL(current.url).port));
    };
    killCurrent = async () => {
      if (replacing !== undefined || stopped.signal.aborted) return;
      const killed = current.kill();
      replacing = killed
        .then(replace)
        .catch(fail)
        .finally(() => {
          replacing = undefined;
        });
      await killed;
    };
    const stop = async (): Promise<void> => {
      stopped.abort();
      await replacing;
      await current.stop();
    };
    return { url: current.url, broken, stop };
  };

  return { start, kill: () => killCurrent() };
};
